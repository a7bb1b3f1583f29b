import type { Sharp } from 'sharp'
import { CheckError } from '../check/errors.ts'
import type { PhotoFormat, Raster } from '../check/photo.ts'
import { decodeHeic } from './heic.ts'
import { withIccProfile } from './iccPng.ts'
import type { PhotoLimits } from './limits.ts'
import { sharp } from './sharp.ts'

/** Gives memory for so many bytes of pixels. */
export type Allocate = (bytes: number) => Uint8Array

const white = { r: 255, g: 255, b: 255 }

/**
 * The one decoder, for training and serving alike: upright, sRGB through the embedded profile, 8 bit, alpha over
 * white, long side at most `longSideMax` pixels (Lanczos3 on the full-size picture; shrink-on-load would depend on the
 * format). Strict: a truncated or corrupt photo is refused rather than half shown.
 * @throws CheckError PHOTO_UNREADABLE
 */
export async function decode(
  bytes: Uint8Array,
  format: PhotoFormat,
  icc: Uint8Array | undefined,
  longSideMax: number,
  limits: PhotoLimits,
  allocate: Allocate = (bytes) => new Uint8Array(bytes),
): Promise<Raster> {
  try {
    // A HEIC decoder turns the picture itself, as its container demands; EXIF orientation must not turn it again.
    const source =
      format === 'heic'
        ? await heicSource(bytes, icc, longSideMax, limits)
        : sharp(bytes, { limitInputPixels: limits.maxPixels, failOn: 'warning', sequentialRead: true }).autoOrient()
    const { data, info } = await source
      .timeout({ seconds: Math.ceil(limits.decodeMs / 1000) })
      .resize({
        width: longSideMax,
        height: longSideMax,
        fit: 'inside',
        withoutEnlargement: true,
        kernel: 'lanczos3',
        fastShrinkOnLoad: false,
      })
      .flatten({ background: white })
      .toColourspace('srgb')
      .raw({ depth: 'uchar' })
      .toBuffer({ resolveWithObject: true })
    const rgb = allocate(info.width * info.height * 3)
    writeRgb(data, info.channels, rgb)
    return { data: rgb, width: info.width, height: info.height }
  } catch (cause) {
    if (cause instanceof CheckError) throw cause
    throw new CheckError('PHOTO_UNREADABLE', 'It is truncated or corrupt.', { cause })
  }
}

async function heicSource(
  bytes: Uint8Array,
  icc: Uint8Array | undefined,
  longSideMax: number,
  limits: PhotoLimits,
): Promise<Sharp> {
  const { data, width, height } = await decodeHeic(bytes, limits)
  const pixels = sharp(data, { raw: { width, height, channels: 4 } })
  if (!icc) return pixels
  const png = await pixels
    .resize({ width: longSideMax, height: longSideMax, fit: 'inside', withoutEnlargement: true })
    .png({ compressionLevel: 0 })
    .toBuffer()
  return sharp(withIccProfile(png, icc))
}

function writeRgb(pixels: Uint8Array, channels: number, rgb: Uint8Array): void {
  if (channels === 3) rgb.set(pixels)
  else for (let i = 0; i < pixels.length; i++) rgb.fill(pixels[i]!, i * 3, i * 3 + 3)
}
