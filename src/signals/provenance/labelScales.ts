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

/** The photo at each of the reader's scales; sizes are whole numbers of the reader's cells, so at most 1.6 % off. */
export async function scalesOf(raster: Raster, { scales, stride }: LabelCard): Promise<GreyScale[]> {
  const { width, height } = raster
  const photo = sharp(Buffer.from(lumaOf(raster).buffer), { raw: { width, height, channels: 1 } })
  const cells = (side: number) => Math.max(1, Math.round(side / stride)) * stride
  return Promise.all(
    scales.shortSides.map(async (shortSide) => {
      const factor = Math.min(shortSide / Math.min(width, height), scales.longSideMax / Math.max(width, height))
      const size = { width: cells(width * factor), height: cells(height * factor) }
      const resized = photo.clone().resize({ ...size, fit: 'fill', kernel: 'cubic' })
      const grey = await resized.toColourspace('b-w').raw().toBuffer()
      const tall = cells(BAND * Math.min(size.width, size.height))
      const band = (top: number, height: number): GreyBand => {
        const rows = grey.subarray(top * size.width, (top + height) * size.width)
        return { grey: Float32Array.from(rows), top, height }
      }
      const bands = 2 * tall < size.height ? [band(0, tall), band(size.height - tall, tall)] : [band(0, size.height)]
      return { ...size, bands }
    }),
  )
}

/** Luma after ITU-R BT.601, as in training; sharp's own grey goes through linear light. */
function lumaOf({ data, width, height }: Raster): Uint8Array {
  const luma = new Uint8Array(width * height)
  for (let i = 0; i < luma.length; i++)
    luma[i] = (data[3 * i]! * 19_595 + data[3 * i + 1]! * 38_470 + data[3 * i + 2]! * 7_471 + 32_768) >> 16
  return luma
}
