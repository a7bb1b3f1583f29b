import { describe, expect, it } from 'vitest'
import { type FixtureName, fixture } from '../../../fixtures/index.ts'
import { openPhoto } from '../../photo/open.ts'
import { sharp } from '../../photo/sharp.ts'
import { distance, pdq } from './pdq.ts'

const limits = { maxBytes: 20_000_000, maxPixels: 50_000_000, decodeMs: 5000 }
const hashed = async (bytes: Uint8Array) => pdq((await openPhoto({ bytes }, 0, 2048, limits)).raster)
const hashedFixture = async (name: FixtureName) => hashed(await fixture(name))

describe('PDQ', () => {
  it('is near for a messenger copy, far for another picture', async () => {
    const cup = await hashedFixture('cup.jpg')
    expect(distance(cup.hash, (await hashedFixture('cup-resaved.jpg')).hash)).toBeLessThanOrEqual(15)
    expect(distance(cup.hash, (await hashedFixture('parcel.jpg')).hash)).toBeGreaterThan(60)
  })

  it.each([
    ['rotated90', (s: ReturnType<typeof sharp>) => s.rotate(90)],
    ['rotated180', (s: ReturnType<typeof sharp>) => s.rotate(180)],
    ['rotated270', (s: ReturnType<typeof sharp>) => s.rotate(270)],
    ['mirrored', (s: ReturnType<typeof sharp>) => s.flop()],
    ['flipped', (s: ReturnType<typeof sharp>) => s.flip()],
  ] as const)('finds a %s copy from one filtering', async (orientation, turn) => {
    const cup = await fixture('cup.jpg')
    const copy = await hashed(await turn(sharp(cup)).jpeg({ quality: 90 }).toBuffer())
    expect(distance((await hashed(cup)).oriented[orientation], copy.hash)).toBeLessThanOrEqual(12)
  })

  it('calls a picture without structure low in quality', async () => {
    expect((await hashedFixture('flat.png')).quality).toBe(0)
    expect((await hashedFixture('cup.jpg')).quality).toBeGreaterThanOrEqual(50)
  })

  it('sets about half of its bits', async () => {
    const { hash } = await hashedFixture('cup.jpg')
    expect(distance(hash, new Uint8Array(32))).toBe(128)
  })
})
