import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { sharp } from '../../photo/sharp.ts'
import { jpegWithExif, tiffBlock } from '../../test/marks.ts'
import { hasShared, photoOf, rasterOf, sharedFolder, subjectOf } from '../../test/photo.ts'
import { readEncoding } from './encoding.ts'
import { thumbnailLikeness } from './thumbnail.ts'

/** A scene of soft spots at places that the seed gives, 640 x 480. */
async function scene(seed: number): Promise<Buffer> {
  const width = 640
  const height = 480
  const data = Buffer.alloc(width * height * 3)
  const spots = Array.from({ length: 12 }, (_, i) => {
    const next = (n: number): number => (((Math.sin(seed * 91.7 + i * 12.9 + n * 78.2) * 43758.5) % 1) + 1) % 1
    return { x: next(1) * width, y: next(2) * height, r: 30 + next(3) * 90, level: next(4) * 255 }
  })
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      let level = 110
      for (const spot of spots) if (Math.hypot(x - spot.x, y - spot.y) < spot.r) level = spot.level
      data.fill(level, (y * width + x) * 3, (y * width + x) * 3 + 3)
    }
  }
  return sharp(data, { raw: { width, height, channels: 3 } })
    .jpeg({ quality: 92 })
    .toBuffer()
}

const thumbnailOf = (jpeg: Buffer): Promise<Buffer> =>
  sharp(jpeg).resize(160, 120, { fit: 'contain' }).jpeg({ quality: 60 }).toBuffer()

const reasonCodes = async (jpeg: Buffer, thumbnail: Buffer, orientation = 1): Promise<string[]> => {
  const bytes = jpegWithExif(jpeg, tiffBlock({ 274: orientation }, {}, thumbnail))
  const signal = await readEncoding(
    subjectOf(await photoOf(bytes), {}, await rasterOf(bytes)),
    new AbortController().signal,
  )
  return signal.status === 'measured' ? signal.reasons.map(({ code }) => code) : []
}

describe('the thumbnail in a photo', () => {
  it('is of this photo when that was only cropped, brightened, turned or padded', async () => {
    const jpeg = await scene(1)
    const thumbnail = await thumbnailOf(jpeg)
    const cropped = await sharp(jpeg).extract({ left: 120, top: 60, width: 420, height: 330 }).jpeg().toBuffer()
    const brighter = await sharp(jpeg).linear(0.6, 90).jpeg().toBuffer()
    const wide = await sharp(jpeg).extract({ left: 0, top: 60, width: 640, height: 360 }).jpeg().toBuffer()
    for (const photo of [jpeg, cropped, brighter])
      expect(await reasonCodes(photo, thumbnail)).toEqual(['JPEG_ENCODING'])
    expect(await reasonCodes(wide, await thumbnailOf(wide))).toEqual(['JPEG_ENCODING'])
    for (let orientation = 1; orientation <= 8; orientation++) {
      expect(await reasonCodes(jpeg, thumbnail, orientation), `orientation ${orientation}`).toEqual(['JPEG_ENCODING'])
    }
  })

  it('of another picture is told', async () => {
    const codes = await Promise.all(
      [2, 3, 4, 5, 6].map(async (seed) => reasonCodes(await scene(1), await thumbnailOf(await scene(seed)))),
    )
    expect(codes.filter((found) => found.includes('THUMBNAIL_DIFFERS')).length).toBeGreaterThanOrEqual(3)
  })

  it('that is flat, broken or of a tiny photo says nothing', async () => {
    const raster = await rasterOf(await scene(1))
    const flat = await sharp({ create: { width: 160, height: 120, channels: 3, background: '#888' } })
      .jpeg()
      .toBuffer()
    expect(await thumbnailLikeness(flat, 1, raster)).toBeUndefined()
    expect(await thumbnailLikeness(Buffer.from([0xff, 0xd8, 0xff, 0xd9]), 1, raster)).toBeUndefined()
    const pixel = { data: new Uint8Array(3), width: 1, height: 1 }
    expect(await thumbnailLikeness(await thumbnailOf(await scene(1)), 1, pixel)).toBeUndefined()
  })

  it.skipIf(!hasShared)('of test files onto which EXIF of another photo was copied is told', async () => {
    for (const file of [
      '5418c0bdfe283738.jpg',
      '40e29268c0a4fb56.jpg',
      '0ae8707104313eef.jpg',
      'dc19fd7535429b9b.jpg',
    ]) {
      const bytes = readFileSync(`${sharedFolder}meta/${file}`)
      const signal = await readEncoding(
        subjectOf(await photoOf(bytes), {}, await rasterOf(bytes)),
        new AbortController().signal,
      )
      expect(signal, file).toMatchObject({
        reasons: expect.arrayContaining([expect.objectContaining({ code: 'THUMBNAIL_DIFFERS' })]),
      })
    }
  })
})
