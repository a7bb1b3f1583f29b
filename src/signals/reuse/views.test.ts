import { describe, expect, it } from 'vitest'
import { type FixtureName, fixture } from '../../../fixtures/index.ts'
import { openPhoto } from '../../photo/open.ts'
import { hashPicture } from './views.ts'

const limits = { maxBytes: 20_000_000, maxPixels: 50_000_000, decodeMs: 5000 }
const opened = async (name: FixtureName, longSideMax: number) =>
  (await openPhoto({ bytes: await fixture(name) }, 0, longSideMax, limits)).raster

describe('hashes of a picture and its parts', () => {
  it('are the same whatever was hashed before', async () => {
    const small = await opened('cup.jpg', 300)
    const before = hashPicture(small, 15)
    hashPicture(await opened('parcel.jpg', 1024), 15)
    expect(hashPicture(small, 15)).toEqual(before)
  })
})
