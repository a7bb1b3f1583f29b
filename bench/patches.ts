import type { Sharp } from 'sharp'
import type { Raster } from '../src/check/photo.ts'
import { sharp } from '../src/photo/sharp.ts'
import type { Grid, TileLogits } from '../src/signals/generated/inferenceWorker.ts'

type Size = Pick<Raster, 'width' | 'height'>
type Tiles = TileLogits['tiles']

/** @returns the share of the cells looked at whose logit is at least `from`, 0-1. */
export const markedShare = ({ values }: Grid, from: number): number =>
  values.reduce((sum, logit) => sum + (logit >= from ? 1 : 0), 0) / values.length

/**
 * Pixel F1 and intersection over union of a map against a mask, both of the edited region. A pixel is marked
 * where its cells' mean logit is at least `from`; one that no tile covers is not.
 * @param size of a tile.
 * @param mask an image file; scaled to the raster without interpolation, light pixels are edited.
 * @returns 1 for both where neither marks anything.
 */
export async function compareWithMask(
  raster: Size,
  { tiles, grid, size, from }: { tiles: Tiles; grid: Grid; size: number; from: number },
  mask: Uint8Array,
): Promise<{ maskF1: number | undefined; maskIou: number | undefined }> {
  const { width, height } = raster
  const truth = await sharp(mask)
    .autoOrient()
    .resize({ width, height, fit: 'fill', kernel: 'nearest' })
    .flatten({ background: '#000' })
    .greyscale()
    .raw()
    .toBuffer()
    .catch(() => undefined)
  if (!truth) return { maskF1: undefined, maskIou: undefined }
  const { sum, covers } = laidOut(raster, tiles, grid, size)
  return overlap(
    sum.map((each, i) => each / covers[i]!),
    truth,
    from,
  )
}

/** @param means of the logits on each pixel, NaN where there is none. */
function overlap(means: Float32Array, truth: Uint8Array, from: number): { maskF1: number; maskIou: number } {
  let both = 0
  let either = 0
  for (let i = 0; i < means.length; i++) {
    const edited = truth[i]! >= 128
    const marked = means[i]! >= from
    if (edited && marked) both++
    if (edited || marked) either++
  }
  return either === 0 ? { maskF1: 1, maskIou: 1 } : { maskF1: (2 * both) / (both + either), maskIou: both / either }
}

/** The patch map as a transparent picture to be laid over the photo: the surer the detector, the stronger the colour. */
export function patchImage(raster: Size, tiles: Tiles, patches: Grid, size: number): Sharp {
  const { width, height } = raster
  const { sum, covers } = laidOut(raster, tiles, patches, size)
  const rgba = new Uint8Array(width * height * 4)
  for (let i = 0; i < sum.length; i++) {
    if (covers[i] === 0) continue
    const p = 1 / (1 + Math.exp(-sum[i]! / covers[i]!))
    rgba.set([230, 60, 30, Math.round(200 * Math.max(0, p - 0.3) * (1 / 0.7))], i * 4)
  }
  return sharp(rgba, { raw: { width, height, channels: 4 } })
}

/** The tiles' logits over the raster, each at its own resolution: their sum and number on each pixel. */
function laidOut({ width, height }: Size, tiles: Tiles, { values, rows, columns }: Grid, size: number) {
  const sum = new Float32Array(width * height)
  const covers = new Uint8Array(width * height)
  for (const [t, { x, y }] of tiles.entries())
    for (let v = 0; v < size; v++) {
      const row = t * rows * columns + Math.floor((v * rows) / size) * columns
      const at = (y + v) * width + x
      for (let u = 0; u < size; u++) {
        sum[at + u]! += values[row + Math.floor((u * columns) / size)]!
        covers[at + u]!++
      }
    }
  return { sum, covers }
}
