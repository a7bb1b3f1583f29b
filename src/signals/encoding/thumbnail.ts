import type { Raster } from '../../check/photo.ts'
import { sharp } from '../../photo/sharp.ts'

/** Grey values, row by row. */
interface Grey {
  data: Float64Array
  width: number
  height: number
}

/** Long side, in pixels, at which the two are compared: enough to tell pictures apart, too little for noise. */
const LONG_SIDE = 48
/** Grey levels of a flat thumbnail, as standard deviation, under which a likeness means nothing. */
const FLAT = 6
/** A photo smaller than this, in pixels of its short side, is not compared. */
const SHORT_SIDE_AT_LEAST = 32
/** Thumbnails are 160 x 120 or so; EXIF has room for no more than 64 kB. */
const PIXELS_AT_MOST = 1_000_000
const DECODE_SECONDS = 1

/**
 * How alike a photo and its EXIF thumbnail are: the greatest correlation of grey values between the photo and any
 * part of the thumbnail of the photo's shape, at least half as long as it. So neither black bars, nor a crop after
 * capture, nor changed brightness make them differ.
 *
 * @param thumbnail JPEG bytes, in the orientation of the coded picture
 * @param orientation EXIF orientation, 1 to 8, with which the raster was turned upright
 * @returns above -1, to 1; undefined where the thumbnail cannot be decoded, is flat or has another shape, or the photo is tiny
 */
export async function thumbnailLikeness(
  thumbnail: Uint8Array,
  orientation: number,
  raster: Raster,
): Promise<number | undefined> {
  if (Math.min(raster.width, raster.height) < SHORT_SIDE_AT_LEAST) return undefined
  const small = await decodeGrey(thumbnail, orientation)
  if (!small || deviation(small) < FLAT) return undefined
  let best = -1
  for (const share of [1, 0.92, 0.85, 0.75, 0.65, 0.57, 0.5]) {
    const scale = share * Math.min(small.width / raster.width, small.height / raster.height)
    const part = shrink(
      raster,
      Math.max(8, Math.round(raster.width * scale)),
      Math.max(8, Math.round(raster.height * scale)),
    )
    if (part.width <= small.width && part.height <= small.height) best = Math.max(best, bestMatch(small, part))
    if (best > 0.95) break
  }
  return best > -1 ? best : undefined
}

async function decodeGrey(jpeg: Uint8Array, orientation: number): Promise<Grey | undefined> {
  try {
    const turned = await sharp(jpeg, { limitInputPixels: PIXELS_AT_MOST, failOn: 'error' })
      .timeout({ seconds: DECODE_SECONDS })
      .resize({ width: LONG_SIDE, height: LONG_SIDE, fit: 'inside' })
      .toColourspace('b-w')
      .raw()
      .toBuffer({ resolveWithObject: true })
    return upright(
      { data: Float64Array.from(turned.data), width: turned.info.width, height: turned.info.height },
      orientation,
    )
  } catch {
    return undefined
  }
}

/** Turns and mirrors as an EXIF orientation says. Source: EXIF 3.0, section 4.6.4, tag Orientation. */
function upright(grey: Grey, orientation: number): Grey {
  const { width, height } = grey
  const turns = orientation >= 5
  const result: Grey = {
    data: new Float64Array(width * height),
    width: turns ? height : width,
    height: turns ? width : height,
  }
  for (let y = 0; y < result.height; y++) {
    for (let x = 0; x < result.width; x++) {
      const [sourceX, sourceY] = sourceOf(x, y, width - 1, height - 1, orientation)
      result.data[y * result.width + x] = grey.data[sourceY * width + sourceX]!
    }
  }
  return result
}

function sourceOf(x: number, y: number, right: number, bottom: number, orientation: number): [x: number, y: number] {
  if (orientation === 2) return [right - x, y]
  if (orientation === 3) return [right - x, bottom - y]
  if (orientation === 4) return [x, bottom - y]
  if (orientation === 5) return [y, x]
  if (orientation === 6) return [y, bottom - x]
  if (orientation === 7) return [right - y, bottom - x]
  if (orientation === 8) return [right - y, x]
  return [x, y]
}

/** Points taken for each pixel of the small picture, in each direction. */
const SAMPLES = 4

/** A small grey picture of the raster, each pixel the mean of 16 points of its area. */
function shrink({ data, width, height }: Raster, toWidth: number, toHeight: number): Grey {
  const grey = new Float64Array(toWidth * toHeight)
  for (let y = 0; y < toHeight * SAMPLES; y++) {
    const row = Math.floor(((y + 0.5) * height) / (toHeight * SAMPLES)) * width
    for (let x = 0; x < toWidth * SAMPLES; x++) {
      const at = (row + Math.floor(((x + 0.5) * width) / (toWidth * SAMPLES))) * 3
      const level = 0.299 * data[at]! + 0.587 * data[at + 1]! + 0.114 * data[at + 2]!
      const to = Math.floor(y / SAMPLES) * toWidth + Math.floor(x / SAMPLES)
      grey[to] = grey[to]! + level / (SAMPLES * SAMPLES)
    }
  }
  return { data: grey, width: toWidth, height: toHeight }
}

/** Greatest Pearson correlation of a part with any place in a whole; places step by a pixel. */
function bestMatch(whole: Grey, part: Grey): number {
  const count = part.data.length
  const mean = part.data.reduce((sum, value) => sum + value, 0) / count
  const centred = part.data.map((value) => value - mean)
  const partNorm = Math.sqrt(centred.reduce((sum, value) => sum + value * value, 0))
  if (partNorm === 0) return -1
  let best = -1
  for (let top = 0; top + part.height <= whole.height; top++) {
    for (let left = 0; left + part.width <= whole.width; left++) {
      let product = 0
      let sum = 0
      let squares = 0
      for (let y = 0; y < part.height; y++) {
        const row = (top + y) * whole.width + left
        for (let x = 0; x < part.width; x++) {
          const value = whole.data[row + x]!
          product += value * centred[y * part.width + x]!
          sum += value
          squares += value * value
        }
      }
      const norm = Math.sqrt(Math.max(squares - (sum * sum) / count, 0))
      if (norm > 0) best = Math.max(best, product / (norm * partNorm))
    }
  }
  return best
}

function deviation({ data }: Grey): number {
  const mean = data.reduce((sum, value) => sum + value, 0) / data.length
  return Math.sqrt(data.reduce((sum, value) => sum + (value - mean) ** 2, 0) / data.length)
}
