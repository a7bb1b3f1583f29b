import type { KeptPicture } from '../check/kept.ts'
import type { Photo, Raster } from '../check/photo.ts'
import { sharp } from './sharp.ts'

/** What the operator lets us keep of pixels, and for how long. */
export type KeepPhotos = { what: 'none' } | { what: 'thumbnails' | 'originals'; hours: number }

/** Large enough to see what was claimed, too small to be of other use. */
const thumbnailSide = 640
const hourMs = 3_600_000

/** @returns the pictures to keep of a photo: none, a thumbnail, or a thumbnail and the original. */
export async function picturesToKeep(
  keep: KeepPhotos,
  photo: Photo,
  raster: Raster,
  now: Date,
): Promise<KeptPicture[]> {
  if (keep.what === 'none') return []
  const until = new Date(now.getTime() + keep.hours * hourMs)
  const thumbnail: KeptPicture = { kind: 'thumbnail', type: 'image/jpeg', bytes: await thumbnailOf(raster), until }
  if (keep.what === 'thumbnails') return [thumbnail]
  return [thumbnail, { kind: 'original', type: `image/${photo.format}`, bytes: photo.bytes, until }]
}

/** JPEG of the upright picture, without metadata. */
async function thumbnailOf({ data, width, height }: Raster): Promise<Uint8Array> {
  return sharp(data, { raw: { width, height, channels: 3 } })
    .resize({ width: thumbnailSide, height: thumbnailSide, fit: 'inside', withoutEnlargement: true })
    .jpeg({ quality: 80 })
    .toBuffer()
}
