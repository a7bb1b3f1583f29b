import { createHash } from 'node:crypto'
import pLimit from 'p-limit'
import { CheckError } from '../check/errors.ts'
import type { Photo, Raster } from '../check/photo.ts'
import { type Allocate, decode } from './decode.ts'
import type { PhotoLimits } from './limits.ts'
import { readHeader } from './metadata.ts'
import { sniff } from './sniff.ts'

/** A progressive photo of 50 megapixels takes 300 MB while it is decoded. Larger ones than phones take go one at a time. */
const largePixels = 16_000_000
const oneLarge = pLimit(1)

/**
 * From bytes to a photo and its raster, refusing as early as possible: size, type, header, pixels.
 * @param longSideMax cap of the raster's long side in pixels, from the model card.
 * @param allocate where the raster's pixels go; memory of its own when not given.
 * @throws CheckError PHOTO_TOO_LARGE, PHOTO_UNSUPPORTED, PHOTO_TOO_MANY_PIXELS or PHOTO_UNREADABLE.
 */
export async function openPhoto(
  sent: { bytes: Uint8Array; name?: string | undefined },
  index: number,
  longSideMax: number,
  limits: PhotoLimits,
  allocate?: Allocate,
): Promise<{ photo: Photo; raster: Raster }> {
  const { bytes, name } = sent
  if (bytes.length > limits.maxBytes)
    throw new CheckError('PHOTO_TOO_LARGE', `It has ${bytes.length} bytes; at most ${limits.maxBytes} are allowed.`)
  const format = sniff(bytes)
  const header = await readHeader(bytes, format, limits)
  const decoding = () => decode(bytes, format, header.icc, longSideMax, limits, allocate)
  const raster = await (header.width * header.height > largePixels ? oneLarge(decoding) : decoding())
  const sha256 = createHash('sha256').update(bytes).digest('hex')
  const { width, height, metadata } = header
  return { photo: { index, name, bytes, sha256, format, width, height, metadata }, raster }
}
