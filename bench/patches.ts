import type { Sharp } from 'sharp'
import type { Raster } from '../src/check/photo.ts'
import { sharp } from '../src/photo/sharp.ts'
import type { TileLogits } from '../src/signals/generated/inferenceWorker.ts'

/** Which pixels of a raster the patch map marks: 1 where the mean patch logit is above 0. */
export interface PatchMap {
  width: number
  height: number
  marked: Uint8Array
}

/**
 * Lays the tiles' patch logits over the raster, averaged where tiles overlap. Pixels that no tile covers are not
 * marked. The map is kept at the patches' own resolution per pixel: no smoothing, no interpolation.
 */
export function patchMap(
  { width, height }: Pick<Raster, 'width' | 'height'>,
  seen: TileLogits,
  size: number,
): PatchMap {
  const { sum } = laidOut({ width, height }, seen, size)
  // The sign of the sum is the sign of the mean.
  return { width, height, marked: Uint8Array.from(sum, (value) => (value > 0 ? 1 : 0)) }
}

/** @returns the share of pixels that are marked, 0-1. */
export const markedShare = ({ marked }: PatchMap): number => marked.reduce((sum, one) => sum + one, 0) / marked.length

/**
 * Pixel F1 and intersection over union of the map against a mask, both of the edited region.
 * @param mask an image file; scaled to the raster without interpolation, light pixels are edited.
 * @returns 1 for both where neither marks anything.
 */
export async function compareWithMask(
  map: PatchMap,
  mask: Uint8Array,
): Promise<{ maskF1: number | undefined; maskIou: number | undefined }> {
  const truth = await sharp(mask)
    .autoOrient()
    .resize({ width: map.width, height: map.height, fit: 'fill', kernel: 'nearest' })
    .flatten({ background: '#000' })
    .greyscale()
    .raw()
    .toBuffer()
    .catch(() => undefined)
  return truth ? overlap(map.marked, truth) : { maskF1: undefined, maskIou: undefined }
}

function overlap(marked: Uint8Array, truth: Uint8Array): { maskF1: number; maskIou: number } {
  let both = 0
  let either = 0
  for (let i = 0; i < marked.length; i++) {
    const edited = truth[i]! >= 128
    if (edited && marked[i] === 1) both++
    if (edited || marked[i] === 1) either++
  }
  return either === 0 ? { maskF1: 1, maskIou: 1 } : { maskF1: (2 * both) / (both + either), maskIou: both / either }
}

/** The patch map as a transparent picture to be laid over the photo: the surer the detector, the stronger the colour. */
export function patchImage(raster: Pick<Raster, 'width' | 'height'>, seen: TileLogits, size: number): Sharp {
  const { width, height } = raster
  const { sum, covers } = laidOut(raster, seen, size)
  const rgba = new Uint8Array(width * height * 4)
  for (let i = 0; i < sum.length; i++) {
    if (covers[i] === 0) continue
    const p = 1 / (1 + Math.exp(-sum[i]! / covers[i]!))
    rgba.set([230, 60, 30, Math.round(200 * Math.max(0, p - 0.3) * (1 / 0.7))], i * 4)
  }
  return sharp(rgba, { raw: { width, height, channels: 4 } })
}

function laidOut({ width, height }: Pick<Raster, 'width' | 'height'>, seen: TileLogits, size: number) {
  const sum = new Float32Array(width * height)
  const covers = new Uint8Array(width * height)
  const { rows, columns, patches } = seen
  for (const [t, { x, y }] of seen.tiles.entries())
    for (let v = 0; v < size; v++) {
      const row = t * rows * columns + Math.floor((v * rows) / size) * columns
      const at = (y + v) * width + x
      for (let u = 0; u < size; u++) {
        sum[at + u]! += patches[row + Math.floor((u * columns) / size)]!
        covers[at + u]!++
      }
    }
  return { sum, covers }
}
