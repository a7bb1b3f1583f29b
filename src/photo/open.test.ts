import { describe, expect, it } from 'vitest'
import { type FixtureName, fixture } from '../../fixtures/index.ts'
import { openPhoto } from './open.ts'

const limits = { maxBytes: 20_000_000, maxPixels: 50_000_000, decodeMs: 5000 }
const open = async (name: FixtureName, given: Partial<typeof limits> = {}, longSideMax = 2048) =>
  openPhoto({ bytes: await fixture(name), name }, 0, longSideMax, { ...limits, ...given })

/** Mean of each channel over a window around a relative place. */
function colourAt({ data, width, height }: { data: Uint8Array; width: number; height: number }, u: number, v: number) {
  const sums = [0, 0, 0]
  for (let dy = -4; dy < 4; dy++)
    for (let dx = -4; dx < 4; dx++) {
      const at = ((Math.floor(v * height) + dy) * width + Math.floor(u * width) + dx) * 3
      for (let c = 0; c < 3; c++) sums[c]! += data[at + c]! / 64
    }
  return sums
}

/** A JPEG with an APP11 segment right behind its start, as Content Credentials stand there. */
async function withSegment(content: string): Promise<Uint8Array> {
  const photo = await fixture('grey.jpg')
  const segment = Buffer.from(content, 'latin1')
  const head = Buffer.from([0xff, 0xeb, (segment.length + 2) >> 8, (segment.length + 2) & 255])
  return Buffer.concat([photo.subarray(0, 2), head, segment, photo.subarray(2)])
}

describe('photo intake', () => {
  it('takes photos whose Content Credentials carry an icon as SVG, and no other file with markup near its start', async () => {
    const signed = await withSegment('JP\0\x01\0\0\0\x01\0\0\x02\0jumb c2pa <svg xmlns="icon"/>')
    expect((await openPhoto({ bytes: signed }, 0, 2048, limits)).photo.format).toBe('jpeg')
    for (const markup of ['<svg onload=alert(1)>', '<HTML>', '<script>'])
      await expect(openPhoto({ bytes: await withSegment(markup) }, 0, 2048, limits)).rejects.toMatchObject({
        code: 'PHOTO_UNSUPPORTED',
      })
  })

  it.each([
    ['cup.jpg', 'jpeg', 900, 1200],
    ['labelled.png', 'png', 600, 600],
    ['cutout.webp', 'webp', 400, 300],
    ['cup.avif', 'avif', 600, 800],
    ['cup.heic', 'heic', 720, 960],
    ['cmyk.jpg', 'jpeg', 400, 300],
    ['grey.jpg', 'jpeg', 400, 300],
    ['deep.png', 'png', 320, 300],
  ] as const)('reads %s as %s to 8-bit RGB', async (name, format, width, height) => {
    const { photo, raster } = await open(name)
    expect(photo).toMatchObject({ format, width, height })
    expect(raster).toMatchObject({ width, height })
    expect(raster.data).toHaveLength(width * height * 3)
    expect(new Set(raster.data.subarray(0, 3000)).size).toBeGreaterThan(5)
  })

  it.each(['cup.avif', 'cup.heic', 'cup-resaved.jpg'] as const)('shows the same picture in %s', async (name) => {
    const { raster: original } = await open('cup.jpg')
    const { raster } = await open(name)
    for (const [u, v] of [
      [0.2, 0.2],
      [0.5, 0.5],
      [0.8, 0.7],
    ] as const)
      for (const [c, value] of colourAt(raster, u, v).entries())
        expect(Math.abs(value - colourAt(original, u, v)[c]!)).toBeLessThan(12)
  })

  it('stands a photo upright by its EXIF orientation', async () => {
    const { photo, raster } = await open('turned.jpg')
    expect(photo).toMatchObject({ width: 480, height: 640, metadata: { orientation: 6, codedWidth: 640 } })
    expect(raster).toMatchObject({ width: 480, height: 640 })
  })

  it('lays transparent pixels over white', async () => {
    const { raster } = await open('cutout.webp')
    const { raster: opaque } = await open('parcel.jpg')
    const darkest = (pixels: Uint8Array) => pixels.reduce((least, value) => Math.min(least, value), 255)
    expect(darkest(raster.data)).toBeGreaterThan(120)
    expect(darkest(opaque.data)).toBeLessThan(60)
  })

  it('caps the long side of the raster, and only that', async () => {
    const { photo, raster } = await open('cup.jpg', {}, 600)
    expect(photo).toMatchObject({ width: 900, height: 1200 })
    expect(raster).toMatchObject({ width: 450, height: 600 })
  })

  it.each([
    ['truncated.jpg', {}, 'PHOTO_UNREADABLE'],
    ['document.jpg', {}, 'PHOTO_UNSUPPORTED'],
    ['cup.jpg', { maxBytes: 1000 }, 'PHOTO_TOO_LARGE'],
    ['cup.jpg', { maxPixels: 1_000_000 }, 'PHOTO_TOO_MANY_PIXELS'],
    ['cup.heic', { maxPixels: 500_000 }, 'PHOTO_TOO_MANY_PIXELS'],
  ] as const)('refuses %s under %o with %s', async (name, given, code) => {
    await expect(open(name, given)).rejects.toMatchObject({ code })
  })

  it('refuses a HEIC that takes too long, and decodes the next one', async () => {
    await expect(open('cup.heic', { decodeMs: 1 })).rejects.toMatchObject({ code: 'PHOTO_UNREADABLE' })
    expect((await open('cup.heic')).raster.width).toBe(720)
  })

  it('refuses a truncated HEIC without taking the process along', async () => {
    const bytes = (await fixture('cup.heic')).subarray(0, 20_000)
    await expect(openPhoto({ bytes }, 0, 2048, limits)).rejects.toMatchObject({ code: 'PHOTO_UNREADABLE' })
  })
})
