import { describe, expect, it } from 'vitest'
import { drawMap } from './heatmap.ts'
import { sharp } from './sharp.ts'

const photo = { width: 1024, height: 512 }
/** Where the detector found nothing either way. */
const even = { columns: 4, rows: 2, logOdds: new Float32Array(8) }

async function pixelsOf(png: Uint8Array) {
  const { data, info } = await sharp(png).ensureAlpha().raw().toBuffer({ resolveWithObject: true })
  return (x: number, y: number) => [...data.subarray((y * info.width + x) * 4, (y * info.width + x + 1) * 4)]
}

describe('a part of the photo that is told of', () => {
  it('has a frame around it, and nothing else is covered', async () => {
    const at = await pixelsOf(await drawMap(even, photo, [{ left: 25, top: 25, width: 50, height: 50 }]))
    // Half the size: 512 x 256, the frame from 128, 64 to 384, 192.
    for (const [x, y] of [
      [128, 120],
      [384, 120],
      [250, 64],
      [250, 192],
    ] as const)
      expect(at(x, y)[3]).toBe(255)
    for (const [x, y] of [
      [256, 128],
      [60, 30],
      [450, 220],
    ] as const)
      expect(at(x, y)[3]).toBe(0)
  })

  it('is not there where nothing is told of', async () => {
    const at = await pixelsOf(await drawMap(even, photo))
    expect(at(128, 120)[3]).toBe(0)
  })
})
