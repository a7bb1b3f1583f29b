import type { Metadata } from 'sharp'
import { CheckError } from '../check/errors.ts'
import type { PhotoFormat, PhotoMetadata } from '../check/photo.ts'
import type { PhotoLimits } from './limits.ts'
import { sharp } from './sharp.ts'

/** The container's header: nothing is decoded yet. */
export interface Header {
  /** Upright size in pixels. */
  width: number
  height: number
  icc: Uint8Array | undefined
  metadata: PhotoMetadata
}

const exifPrefix = Buffer.from('Exif\0\0', 'latin1')

/**
 * Reads size and metadata blocks without decoding pixels.
 * @throws CheckError PHOTO_UNREADABLE, PHOTO_UNSUPPORTED (several frames) or PHOTO_TOO_MANY_PIXELS.
 */
export async function readHeader(bytes: Uint8Array, format: PhotoFormat, limits: PhotoLimits): Promise<Header> {
  const found = await containerMetadata(bytes)
  const { width, height } = found
  if (!width || !height) throw new CheckError('PHOTO_UNREADABLE', 'Its header gives no size.')
  // Pages of an AVIF or HEIC file are further still pictures (thumbnails, depth, gain maps); sequences have brands of their own.
  if ((found.pages ?? 1) > 1 && format !== 'heic' && format !== 'avif')
    throw new CheckError('PHOTO_UNSUPPORTED', 'It holds several frames; send one still photo.')
  if (width * height > limits.maxPixels)
    throw new CheckError(
      'PHOTO_TOO_MANY_PIXELS',
      `It has ${width} x ${height} pixels; at most ${limits.maxPixels / 1e6} million are allowed.`,
    )
  const orientation = found.orientation ?? 1
  const turned = orientation >= 5 && format !== 'heic'
  return {
    width: turned ? height : width,
    height: turned ? width : height,
    icc: found.icc,
    metadata: {
      exif: found.exif && withoutPrefix(found.exif),
      xmp: found.xmp?.toString('utf8'),
      text: found.comments ?? [],
      orientation,
      codedWidth: width,
      codedHeight: height,
    },
  }
}

async function containerMetadata(bytes: Uint8Array): Promise<Metadata> {
  try {
    return await sharp(bytes, { limitInputPixels: false, failOn: 'warning' }).metadata()
  } catch (cause) {
    throw new CheckError('PHOTO_UNREADABLE', 'Its header could not be read.', { cause })
  }
}

const withoutPrefix = (exif: Buffer) =>
  exif.subarray(0, exifPrefix.length).equals(exifPrefix) ? exif.subarray(exifPrefix.length) : exif
