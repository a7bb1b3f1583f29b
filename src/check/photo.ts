export const photoFormats = ['jpeg', 'png', 'webp', 'avif', 'heic'] as const
export type PhotoFormat = (typeof photoFormats)[number]

/** A photo as it was sent, after the limits and the container were looked at. Width and height are upright, in pixels. */
export interface Photo {
  index: number
  name?: string | undefined
  bytes: Uint8Array
  /** Lower-case hex. */
  sha256: string
  format: PhotoFormat
  width: number
  height: number
  metadata: PhotoMetadata
}

/** What the container carries beside pixels, uninterpreted. Every field is hostile. */
export interface PhotoMetadata {
  /** The EXIF block as a TIFF stream, without a leading `Exif\0\0`. */
  exif?: Uint8Array | undefined
  /** The XMP packet as text. */
  xmp?: string | undefined
  /** PNG tEXt, zTXt and iTXt, inflated; empty for other formats. */
  text: { keyword: string; text: string }[]
  /** EXIF orientation 1-8. */
  orientation: number
  /** Size as coded, before the orientation is applied. */
  codedWidth: number
  codedHeight: number
}

/**
 * Decoded pixels: upright, sRGB, 8 bit, interleaved RGB, `width * height * 3` bytes, long side capped as the model card
 * says. Nobody writes to them: threads share them. A check's readers must not keep them: see `CheckPorts.release`.
 */
export interface Raster {
  data: Uint8Array
  width: number
  height: number
}
