import { describe, expect, it } from 'vitest'
import { sharedMemory } from './sharedMemory.ts'

describe('memory for rasters', () => {
  it('is lent again once it is back, also for a smaller photo, and never to two at once', () => {
    const memory = sharedMemory(2)
    const first = memory.lend(300)
    const second = memory.lend(200)
    expect(second.buffer).not.toBe(first.buffer)
    memory.takeBack(first)
    const third = memory.lend(100)
    expect(third.buffer).toBe(first.buffer)
    expect(third).toHaveLength(100)
    expect(memory.lend(100).buffer).not.toBe(first.buffer)
  })

  it('is lent to one photo only, also when it was given back twice', () => {
    const memory = sharedMemory(2)
    const lent = memory.lend(100)
    memory.takeBack(lent)
    memory.takeBack(lent)
    expect(memory.lend(100).buffer).not.toBe(memory.lend(100).buffer)
  })

  it('keeps no more than it was told to, and of them the largest', () => {
    const memory = sharedMemory(1)
    const [small, large] = [memory.lend(100), memory.lend(300)]
    memory.takeBack(large)
    memory.takeBack(small)
    expect(memory.lend(300).buffer).toBe(large.buffer)
  })
})
