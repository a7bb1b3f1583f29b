import type { Photo, Raster } from '../../check/photo.ts'
import { readJpegEncoding } from '../../photo/jpegEncoding.ts'
import { MARKER, walkJpeg } from '../../photo/jpegSegments.ts'

/** What the file's last save has left of the pixels that are looked at. */
export interface LastSave {
  /** Bytes of the picture, without metadata; all of them count for the pixels that remain. Infinite where it cannot be told. */
  bytesPerPixel: number
  /**
   * How coarsely brightness was rounded, 0 to 1: 1 for the example tables of T.81 (quality 50 of most programs) and coarser
   * ones, less by as much as pixels were averaged when the photo was scaled down. 0 where it cannot be told.
   */
  coarseness: number
}

const UNKNOWN: LastSave = { bytesPerPixel: Number.POSITIVE_INFINITY, coarseness: 0 }
/** The quality whose steps are those of the example tables; above it they shrink in proportion to what is left to 100. */
const EXAMPLE_QUALITY = 50

/** Reads a JPEG's last save; other formats do not tell, nor do files without a picture. Never throws. */
export function lastSave(
  { format, bytes, width, height }: Pick<Photo, 'format' | 'bytes' | 'width' | 'height'>,
  raster: Pick<Raster, 'width' | 'height'>,
): LastSave {
  if (format !== 'jpeg') return UNKNOWN
  const walk = walkJpeg(bytes)
  const scan = walk.segments.find(({ marker }) => marker === MARKER.sos)
  const quality = readJpegEncoding(bytes, walk)?.luminance.quality
  if (!scan || quality === undefined) return UNKNOWN
  const pixels = raster.width * raster.height
  const rounded = Math.min(1, (100 - quality) / (100 - EXAMPLE_QUALITY))
  return { bytesPerPixel: (walk.end - scan.end) / pixels, coarseness: (rounded * pixels) / (width * height) }
}
