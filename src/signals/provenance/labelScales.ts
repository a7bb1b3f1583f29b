import type { Raster } from '../../check/photo.ts'
import { sharp } from '../../photo/sharp.ts'
import type { LabelCard } from './labelCard.ts'

/** The photo in grey at one scale. */
export interface GreyScale {
  grey: Float32Array
  width: number
  height: number
}

/** The photo at each of the reader's scales; sizes are even numbers of the reader's cells, so at most 1.5 % off. */
export async function scalesOf(raster: Raster, { scales, stride }: LabelCard): Promise<GreyScale[]> {
  const { width, height } = raster
  const photo = sharp(Buffer.from(lumaOf(raster).buffer), { raw: { width, height, channels: 1 } })
  const cells = (side: number) => Math.max(1, Math.round(side / stride)) * stride
  return Promise.all(
    scales.shortSides.map(async (shortSide) => {
      const factor = Math.min(shortSide / Math.min(width, height), scales.longSideMax / Math.max(width, height))
      const size = { width: cells(width * factor), height: cells(height * factor) }
      const resized = photo.clone().resize({ ...size, fit: 'fill', kernel: 'cubic' })
      return { grey: Float32Array.from(await resized.toColourspace('b-w').raw().toBuffer()), ...size }
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
