import type { Raster } from '../../check/photo.ts'
import { type Fingerprint, pdq } from './pdq.ts'

/** A part of a picture that is hashed by itself; 0 is the whole. */
export const views = ['whole', 'trimmed'] as const

export interface ViewFingerprint extends Fingerprint {
  view: number
}

/** A row or column at the edge belongs to a border when its luma varies less than this, in 8-bit levels. */
const flat = 6
/** Less than this share of the picture is no picture. */
const leastShare = 0.3

/** The fingerprints of the whole picture and, where it has borders of one colour (screenshots, letterboxes), without them. */
export function fingerprintViews(raster: Raster): ViewFingerprint[] {
  const whole = { view: 0, ...pdq(raster) }
  const inner = trimmed(raster)
  return inner ? [whole, { view: 1, ...pdq(inner) }] : [whole]
}

/** The picture without flat borders; undefined where it has none, or nearly nothing would be left. */
function trimmed(raster: Raster): Raster | undefined {
  const { width, height } = raster
  const isFlatRow = (y: number) => spread(raster, 0, y, 1, 0, width) < flat
  const isFlatColumn = (x: number) => spread(raster, x, 0, 0, 1, height) < flat
  let [top, bottom, left, right] = [0, height, 0, width]
  while (top < bottom && isFlatRow(top)) top++
  while (bottom > top && isFlatRow(bottom - 1)) bottom--
  while (left < right && isFlatColumn(left)) left++
  while (right > left && isFlatColumn(right - 1)) right--
  const [w, h] = [right - left, bottom - top]
  if ((w === width && h === height) || w * h < leastShare * width * height) return undefined
  const data = new Uint8Array(w * h * 3)
  for (let y = 0; y < h; y++) {
    const from = ((top + y) * width + left) * 3
    data.set(raster.data.subarray(from, from + w * 3), y * w * 3)
  }
  return { data, width: w, height: h }
}

/** Difference of the lightest and darkest green on a line: a cheap luma. */
function spread({ data, width }: Raster, x: number, y: number, dx: number, dy: number, count: number): number {
  let [least, most] = [255, 0]
  for (let i = 0; i < count; i++) {
    const level = data[((y + i * dy) * width + x + i * dx) * 3 + 1]!
    if (level < least) least = level
    if (level > most) most = level
    if (most - least >= flat) return most - least
  }
  return most - least
}
