import { describe, expect, it } from 'vitest'
import { type FixtureName, fixture } from '../../../fixtures/index.ts'
import { openPhoto } from '../../photo/open.ts'
import { sharp } from '../../photo/sharp.ts'
import { distance } from './pdq.ts'
import { hashPicture } from './views.ts'

const limits = { maxBytes: 20_000_000, maxPixels: 50_000_000, decodeMs: 5000 }
const opened = async (name: FixtureName, longSideMax: number) =>
  (await openPhoto({ bytes: await fixture(name) }, 0, longSideMax, limits)).raster

const openedPicture = async (bytes: Uint8Array) => (await openPhoto({ bytes }, 0, 1024, limits)).raster

/** A phone's screen, black above and below the picture. */
const screenshotOf = (photo: Uint8Array) =>
  sharp(photo).resize(1080, 2340, { fit: 'contain', background: '#000' }).png({ compressionLevel: 2 }).toBuffer()

/** How near a copy comes to what is stored of a picture, over all that a refund asks. */
async function nearest(picture: Uint8Array, copy: Uint8Array): Promise<number> {
  const { stored } = hashPicture(await openedPicture(picture), 0)
  const { asked } = hashPicture(await openedPicture(copy), 15)
  const distances = asked.flatMap((mine) =>
    stored.filter(({ view }) => view === mine.view).map((theirs) => distance(mine.hash, theirs.hash)),
  )
  return Math.min(...distances)
}

describe('hashes of a picture and its parts', () => {
  it('find a wide picture in a screenshot, of which it fills a fifth', async () => {
    const wide = await sharp(await fixture('cup.jpg'))
      .resize(1000, 440)
      .jpeg()
      .toBuffer()
    expect(await nearest(wide, await screenshotOf(wide))).toBeLessThanOrEqual(15)
  })

  it('find goods on white, whatever of the white went with the bars of a screenshot', async () => {
    const goods = await sharp(await fixture('cup.jpg'))
      .resize(400, 480)
      .toBuffer()
    const onWhite = { width: 720, height: 560, channels: 3 as const, background: '#fff' }
    const listing = await sharp({ create: onWhite })
      .composite([{ input: goods }])
      .jpeg()
      .toBuffer()
    expect(await nearest(listing, await screenshotOf(listing))).toBeLessThanOrEqual(15)
    expect(await nearest(goods, await screenshotOf(listing))).toBeLessThanOrEqual(15)
  })

  it('find a copy that lost a twentieth of either side, wherever it was cut', async () => {
    const picture = await fixture('cup.jpg')
    const { width, height } = await sharp(picture).metadata()
    const [w, h] = [Math.round(0.95 * width), Math.round(0.95 * height)]
    const distances: number[] = []
    for (const [right, down] of [
      [0.08, 0.08],
      [0.42, 0.25],
      [0.75, 0.92],
      [0.58, 0.41],
    ] as const) {
      const cut = { left: Math.round(right * (width - w)), top: Math.round(down * (height - h)), width: w, height: h }
      distances.push(await nearest(picture, await sharp(picture).extract(cut).jpeg({ quality: 92 }).toBuffer()))
    }
    expect(Math.max(...distances)).toBeLessThanOrEqual(15)
  })

  it('are the same whatever was hashed before', async () => {
    const small = await opened('cup.jpg', 300)
    const before = hashPicture(small, 15)
    hashPicture(await opened('parcel.jpg', 1024), 15)
    expect(hashPicture(small, 15)).toEqual(before)
  })
})
