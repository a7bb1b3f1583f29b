import { describe, expect, it } from 'vitest'
import { CheckError } from '../check/errors.ts'
import { countsOfThisProcess, rateLimit } from './rateLimit.ts'

describe('a rate limit', () => {
  it('lets a minute’s calls through at once, then one by one, each account for itself', async () => {
    let ms = 0
    const limit = rateLimit(
      60,
      'A key',
      countsOfThisProcess(() => ms),
    )
    for (let i = 0; i < 60; i++) await limit('a')
    await expect(limit('a')).rejects.toThrow(CheckError)
    await limit('b')
    ms += 1000
    await limit('a')
    await expect(limit('a')).rejects.toThrow(CheckError)
  })

  it('says when to come back', async () => {
    const limit = rateLimit(
      2,
      'A merchant',
      countsOfThisProcess(() => 0),
    )
    await limit('a')
    await limit('a')
    await expect(limit('a')).rejects.toMatchObject({ code: 'RATE_LIMITED', retryAfterSeconds: 30 })
  })

  it('of keys and of merchants stand apart, also where names are alike', async () => {
    const counter = countsOfThisProcess(() => 0)
    await rateLimit(1, 'A key', counter)('a')
    await rateLimit(1, 'A merchant', counter)('a')
  })
})
