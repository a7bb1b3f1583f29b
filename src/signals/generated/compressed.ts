import type { Photo, Raster } from '../../check/photo.ts'
import { MARKER, walkJpeg } from '../../photo/jpegSegments.ts'

/**
 * Bytes that a JPEG spends on each pixel that is looked at, its metadata left out; of a photo that was scaled down, all
 * its bytes count for the pixels that remain. Infinite for other formats, and where no picture is found.
 */
export function bytesPerPixel({ format, bytes }: Photo, { width, height }: Raster): number {
  if (format !== 'jpeg') return Number.POSITIVE_INFINITY
  const { segments, end } = walkJpeg(bytes)
  const scan = segments.find(({ marker }) => marker === MARKER.sos)
  return scan ? (end - scan.end) / (width * height) : Number.POSITIVE_INFINITY
}
