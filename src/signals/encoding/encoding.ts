/**
 * How the file was encoded: tables, structure, what is appended. Messengers and shops re-encode honest photos, so most
 * of it is told without weight. Map: `trailer.ts` what follows the picture, `screens.ts` sizes of screens, `thumbnail.ts`
 * whether EXIF's is of this photo; tables and frame are read in `src/photo/jpegEncoding.ts`.
 *
 * Two traces are left out. Double JPEG compression can be measured from pixels, but only while the grid of blocks is the
 * same and the first save was the coarser one; after any scaling it is not found (`bench/doubleJpeg.ts` has the rates),
 * and it tells a re-save, which every messenger makes. Moiré of re-photographed screens: no such photos of known
 * origin are at hand, so no error rate could be stated, and cloth, grilles and halftone print show the same waves.
 */
import type { Photo, Raster } from '../../check/photo.ts'
import type { Reason } from '../../check/reasons.ts'
import type { Facts } from '../../check/sentence.ts'
import { measured, type SignalReader, unavailable } from '../../check/signal.ts'
import { walkPng, walkWebp } from '../../photo/chunks.ts'
import { type Exif, exifBlock, readExif } from '../../photo/exif.ts'
import { type JpegEncoding, readJpegEncoding } from '../../photo/jpegEncoding.ts'
import { walkJpeg } from '../../photo/jpegSegments.ts'
import { isScreenSize } from './screens.ts'
import { thumbnailLikeness } from './thumbnail.ts'
import { isForeign, readTrailer, type Trailer } from './trailer.ts'

/** Reads tables, structure, appended data and the thumbnail. */
export const readEncoding: SignalReader = async ({ photo, raster }) => {
  const walk = photo.format === 'jpeg' ? walkJpeg(photo.bytes) : undefined
  const encoding = walk && readJpegEncoding(photo.bytes, walk)
  const block = exifBlock(photo)
  const exif = (block && readExif(block)) ?? {}
  const trailer = readTrailer(photo.bytes, walk?.end ?? pictureEnd(photo))
  const found = [
    encoding && encodingReason(encoding, exif),
    encoding && appleReason(encoding, exif),
    trailer && trailerReason(trailer),
    screenReason(photo, exif),
    photo.format === 'jpeg' ? await thumbnailReason(exif, photo, raster) : undefined,
  ]
  const reasons = found.flatMap((reason) => reason ?? [])
  return reasons.length > 0 ? measured(reasons) : unavailable('NO_ENCODING_FACTS')
}

/** Offset after the picture of what is no JPEG; the whole file where the container does not say or was cut. */
function pictureEnd({ bytes, format }: Photo): number {
  if (format === 'png') return walkPng(bytes).end
  if (format === 'webp') return walkWebp(bytes).end
  return bytes.length
}

function encodingReason(encoding: JpegEncoding, exif: Exif): Reason {
  const { luminance, chrominance, subsampling, progressive } = encoding
  const facts: Facts = {
    quality: luminance.quality,
    standardTables: luminance.exact && (chrominance?.exact ?? true),
    subsampling,
    progressive,
    thumbnail: exif.thumbnail !== undefined,
  }
  return { code: 'JPEG_ENCODING', facts }
}

/** Quality from which all steps are so small that Apple's own tables may round to the standard ones. */
const APPLE_TABLES_DIFFER_BELOW = 99

/** Apple's phones write tables of their own; standard ones under that name were written by another program. */
function appleReason(encoding: JpegEncoding, exif: Exif): Reason | undefined {
  const { luminance, chrominance } = encoding
  if (!/^apple$/i.test(exif.make ?? '') || !luminance.exact || !chrominance?.exact) return undefined
  if (luminance.quality >= APPLE_TABLES_DIFFER_BELOW) return undefined
  return { code: 'APPLE_REENCODED', facts: { quality: luminance.quality } }
}

function trailerReason({ kinds, bytes }: Trailer): Reason | undefined {
  const foreign = kinds.find(isForeign)
  const facts: Facts = { kind: kinds.join(', '), bytes }
  if (foreign) return { code: 'FOREIGN_FILE_APPENDED', facts: { ...facts, kind: foreign } }
  if (kinds.some((kind) => kind === 'jpeg' || kind === 'mp4' || kind === 'sef'))
    return { code: 'CAMERA_DATA_APPENDED', facts }
  return kinds.includes('other') ? { code: 'UNKNOWN_DATA_APPENDED', facts } : undefined
}

/** A photo of a screen's exact size without exposure settings. */
function screenReason({ metadata, format }: Photo, exif: Exif): Reason | undefined {
  const { codedWidth, codedHeight } = metadata
  if (exif.exposureTime !== undefined || !isScreenSize(codedWidth, codedHeight, format)) return undefined
  return { code: 'SCREEN_SIZED', facts: { size: `${codedWidth}x${codedHeight}` } }
}

/**
 * Likeness under which a thumbnail is of another picture. Of 70 camera and shop photos none is under 0.56; of 225
 * thumbnails put on another photo 60 % are under 0.45, as are all five test files whose EXIF was copied.
 */
const ANOTHER_PICTURE_BELOW = 0.45

async function thumbnailReason(exif: Exif, photo: Photo, raster: Raster): Promise<Reason | undefined> {
  if (!exif.thumbnail) return undefined
  const likeness = await thumbnailLikeness(exif.thumbnail, photo.metadata.orientation, raster)
  if (likeness === undefined || likeness >= ANOTHER_PICTURE_BELOW) return undefined
  return { code: 'THUMBNAIL_DIFFERS', facts: { likeness: Math.round(likeness * 100) / 100 } }
}
