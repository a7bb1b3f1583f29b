import type { Raster } from '../../check/photo.ts'
import { sharp } from '../../photo/sharp.ts'
import type { LabelCard } from './labelCard.ts'

/** The photo in grey at one scale, of which only the bands are looked at. */
export interface GreyScale {
  width: number
  height: number
  bands: GreyBand[]
}

/** Rows of it, from `top`. */
export interface GreyBand {
  grey: Float32Array
  top: number
  height: number
}

/**
 * How far from the top and the bottom labels are looked for, in short sides: they begin at most 0.15 from the edge, and
 * the tallest are as high again. Half of the picture, and of the time, is left out.
 */
const BAND = 0.3

/**
 * The photo at each of the reader's scales; sizes are whole numbers of the reader's cells, so at most 1.6 % off. Each
 * scale is made from the one before, which is a tenth of the work of making it from the photo.
 */
export async function scalesOf(raster: Raster, { scales, stride }: LabelCard): Promise<GreyScale[]> {
  const { width, height } = raster
  const cells = (side: number) => Math.max(1, Math.round(side / stride)) * stride
  let last = { grey: lumaOf(raster), width, height }
  const made: GreyScale[] = []
  for (const shortSide of scales.shortSides) {
    const factor = Math.min(shortSide / Math.min(width, height), scales.longSideMax / Math.max(width, height))
    const size = { width: cells(width * factor), height: cells(height * factor) }
    const photo = sharp(last.grey, { raw: { width: last.width, height: last.height, channels: 1 } })
    const grey = await photo
      .resize({ ...size, fit: 'fill', kernel: 'cubic' })
      .toColourspace('b-w')
      .raw()
      .toBuffer()
    last = { grey, ...size }
    made.push({ ...size, bands: bandsOf(last, cells(BAND * Math.min(size.width, size.height))) })
  }
  return made
}

/** The rows at the top and at the bottom, so many of each; all of them where these would meet. */
function bandsOf(
  { grey, width, height }: { grey: Uint8Array; width: number; height: number },
  tall: number,
): GreyBand[] {
  const band = (top: number, rows: number): GreyBand => {
    const part = grey.subarray(top * width, (top + rows) * width)
    return { grey: Float32Array.from(part), top, height: rows }
  }
  return 2 * tall < height ? [band(0, tall), band(height - tall, tall)] : [band(0, height)]
}

/** What scaling takes from beyond the bands' edges, in short sides: with room to spare. */
const BEYOND = 0.05

/**
 * Luma after ITU-R BT.601, as in training; sharp's own grey goes through linear light. Black where no band is made from.
 */
function lumaOf({ data, width, height }: Raster): Uint8Array {
  const luma = new Uint8Array(width * height)
  const tall = Math.ceil((BAND + BEYOND) * Math.min(width, height)) * width
  const fill = (from: number, to: number) => {
    for (let i = from; i < to; i++)
      luma[i] = (data[3 * i]! * 19_595 + data[3 * i + 1]! * 38_470 + data[3 * i + 2]! * 7_471 + 32_768) >> 16
  }
  if (2 * tall < luma.length) {
    fill(0, tall)
    fill(luma.length - tall, luma.length)
  } else fill(0, luma.length)
  return luma
}
