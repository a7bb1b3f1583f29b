import { describe, expect, it } from 'vitest'
import { sharp } from '../src/photo/sharp.ts'
import { compareWithMask, markedShare } from './patches.ts'

/** Two tiles of 8 px side by side over a raster 12 px wide, overlapping by four; four patches each. */
const raster = { width: 12, height: 8 }
const grid = { values: Float32Array.of(-1, -3, -1, -3, 1, 2, 1, 2), rows: 2, columns: 2 }
const map = {
  tiles: [
    { x: 0, y: 0, texture: 1 },
    { x: 4, y: 0, texture: 1 },
  ],
  grid,
  size: 8,
  from: 0,
}
const maskOf = (light: (x: number) => boolean) =>
  sharp(Buffer.from(Array.from({ length: 12 * 8 }, (_, i) => (light(i % 12) ? 255 : 0))), {
    raw: { width: 12, height: 8, channels: 1 },
  })
    .png()
    .toBuffer()

describe('a map of the photo', () => {
  it('marks what its cells say, averaged where tiles overlap', async () => {
    // Only the right third is marked: in the middle -3 and 1 meet.
    expect(await compareWithMask(raster, map, await maskOf((x) => x >= 8))).toEqual({ maskF1: 1, maskIou: 1 })
    const half = await compareWithMask(raster, map, await maskOf((x) => x >= 4))
    expect(half.maskIou).toBeCloseTo(0.5, 9)
    expect(half.maskF1).toBeCloseTo(2 / 3, 9)
  })

  it('agrees with an empty mask only by marking nothing', async () => {
    const none = await maskOf(() => false)
    expect(await compareWithMask(raster, map, none)).toEqual({ maskF1: 0, maskIou: 0 })
    const quiet = { ...map, from: 3 }
    expect(await compareWithMask(raster, quiet, none)).toEqual({ maskF1: 1, maskIou: 1 })
  })

  it('tells the share of cells that it marks', () => {
    expect(markedShare(grid, 0)).toBe(0.5)
  })

  it('is not measured against a mask that cannot be read', async () => {
    const { maskF1 } = await compareWithMask(raster, map, Buffer.from('no picture'))
    expect(maskF1).toBeUndefined()
  })
})
