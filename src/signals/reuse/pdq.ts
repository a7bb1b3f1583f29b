import type { Raster } from '../../check/photo.ts'

/**
 * PDQ, a 256-bit perceptual hash: a port of the published algorithm (Meta Platforms, "The TMK+PDQF Video-Hashing
 * Algorithm and the PDQ Image-Hashing Algorithm", 2019). Luma, tent-filtered to 64 x 64, DCT, sixteen low frequencies
 * each way, each bit telling whether its coefficient lies above the median.
 */
export interface Pdq {
  /** 32 bytes, most significant first, as the reference prints it. */
  hash: Uint8Array
  /** 0-100: how much structure the picture has; below 50 the hash says little. */
  quality: number
}

/** The eight ways to lay a square down: what a mirrored or turned copy would hash to. */
export const orientations = [
  'upright',
  'rotated90',
  'rotated180',
  'rotated270',
  'mirrored',
  'flipped',
  'transposed',
  'antitransposed',
] as const
export type Orientation = (typeof orientations)[number]

const side = 64
const kept = 16
/** The reference samples larger pictures down to this, nearest neighbour, before filtering. */
const sampleMax = 512
/** Smallest side that the reference hashes, in pixels. */
const minSide = 5

/** Rows 1-16 of the 64-point DCT matrix. */
const dct = Float64Array.from({ length: kept * side }, (_, at) => {
  const i = Math.floor(at / side)
  const j = at % side
  return Math.sqrt(2 / side) * Math.cos((Math.PI / 2 / side) * (i + 1) * (2 * j + 1))
})

/** @returns the hash of the picture and of its eight orientations, from one transform. */
export function pdq(raster: Raster): Pdq & { oriented: Record<Orientation, Uint8Array> } {
  if (Math.min(raster.width, raster.height) < minSide) {
    const zero = new Uint8Array(32)
    return {
      hash: zero,
      quality: 0,
      oriented: Object.fromEntries(orientations.map((o) => [o, zero])) as Record<Orientation, Uint8Array>,
    }
  }
  const small = downsample(sampledLuma(raster))
  const frequencies = transform(small)
  const oriented = Object.fromEntries(
    orientations.map((orientation) => [orientation, bitsOf(reoriented(frequencies, orientation))]),
  ) as Record<Orientation, Uint8Array>
  return { hash: oriented.upright, quality: qualityOf(small), oriented }
}

/** @returns the number of differing bits, 0-256. */
export function distance(a: Uint8Array, b: Uint8Array): number {
  let bits = 0
  for (let i = 0; i < a.length; i++) bits += popcount[a[i]! ^ b[i]!]!
  return bits
}
const popcount = Uint8Array.from({ length: 256 }, (_, byte) => byte.toString(2).replaceAll('0', '').length)

interface Plane {
  data: Float64Array
  width: number
  height: number
}

function sampledLuma({ data, width, height }: Raster): Plane {
  const larger = width > sampleMax || height > sampleMax
  const columns = larger ? sampleMax : width
  const rows = larger ? sampleMax : height
  const luma = new Float64Array(columns * rows)
  for (let y = 0, o = 0; y < rows; y++) {
    const from = Math.floor((y * height) / rows) * width
    for (let x = 0; x < columns; x++, o++) {
      const p = (from + Math.floor((x * width) / columns)) * 3
      luma[o] = 0.299 * data[p]! + 0.587 * data[p + 1]! + 0.114 * data[p + 2]!
    }
  }
  return { data: luma, width: columns, height: rows }
}

/** Two box filters each way make a tent; then the centre of each of 64 x 64 cells. */
function downsample(luma: Plane): Float64Array {
  const { width, height } = luma
  const other = new Float64Array(luma.data.length)
  const across = windowFor(width)
  const down = windowFor(height)
  for (let pass = 0; pass < 2; pass++) {
    for (let y = 0; y < height; y++) box(luma.data, other, y * width, 1, width, across)
    for (let x = 0; x < width; x++) box(other, luma.data, x, width, height, down)
  }
  const out = new Float64Array(side * side)
  for (let i = 0; i < side; i++) {
    const y = Math.floor(((i + 0.5) * height) / side)
    for (let j = 0; j < side; j++) out[i * side + j] = luma.data[y * width + Math.floor(((j + 0.5) * width) / side)]!
  }
  return out
}

const windowFor = (length: number) => Math.floor((length + 2 * side - 1) / (2 * side))

/** Moving average over `window` values, shorter at the ends. */
function box(from: Float64Array, to: Float64Array, start: number, stride: number, length: number, window: number) {
  const ahead = Math.floor((window + 2) / 2) - 1
  const behind = window - ahead - 1
  let sum = 0
  let n = 0
  for (let i = 0; i < Math.min(ahead, length); i++, n++) sum += from[start + i * stride]!
  for (let i = 0; i < length; i++) {
    if (i + ahead < length) {
      sum += from[start + (i + ahead) * stride]!
      n++
    }
    if (i - behind > 0) {
      sum -= from[start + (i - behind - 1) * stride]!
      n--
    }
    to[start + i * stride] = sum / n
  }
}

/** Quantised gradients, so that noise does not count as structure; the constants are the reference's. */
function qualityOf(small: Float64Array): number {
  let sum = 0
  const step = (a: number, b: number) => Math.abs(Math.trunc(((a - b) * 100) / 255))
  for (let i = 0; i < side; i++)
    for (let j = 0; j < side; j++) {
      const at = i * side + j
      if (i + 1 < side) sum += step(small[at]!, small[at + side]!)
      if (j + 1 < side) sum += step(small[at]!, small[at + 1]!)
    }
  return Math.min(100, Math.floor(sum / 90))
}

/** D * A * Dt: 16 x 16 coefficients. */
function transform(small: Float64Array): Float64Array {
  const half = new Float64Array(kept * side)
  for (let i = 0; i < kept; i++)
    for (let k = 0; k < side; k++) {
      const weight = dct[i * side + k]!
      for (let j = 0; j < side; j++) half[i * side + j]! += weight * small[k * side + j]!
    }
  const out = new Float64Array(kept * kept)
  for (let i = 0; i < kept; i++)
    for (let j = 0; j < kept; j++) {
      let sum = 0
      for (let k = 0; k < side; k++) sum += half[i * side + k]! * dct[j * side + k]!
      out[i * kept + j] = sum
    }
  return out
}

/** Turning or mirroring a picture transposes its coefficients and negates the odd ones: no second transform needed. */
function reoriented(frequencies: Float64Array, orientation: Orientation): Float64Array {
  const out = new Float64Array(kept * kept)
  for (let i = 0; i < kept; i++)
    for (let j = 0; j < kept; j++) {
      const value = frequencies[i * kept + j]!
      const oddRow = i % 2 === 0 ? -value : value
      const oddColumn = j % 2 === 0 ? -value : value
      const oddBoth = (i + j) % 2 === 0 ? value : -value
      const at = i * kept + j
      const turned = j * kept + i
      switch (orientation) {
        case 'upright':
          out[at] = value
          break
        case 'rotated90':
          out[turned] = oddColumn
          break
        case 'rotated180':
          out[at] = oddBoth
          break
        case 'rotated270':
          out[turned] = oddRow
          break
        case 'flipped':
          out[at] = oddRow
          break
        case 'mirrored':
          out[at] = oddColumn
          break
        case 'transposed':
          out[turned] = value
          break
        case 'antitransposed':
          out[turned] = oddBoth
          break
      }
    }
  return out
}

function bitsOf(frequencies: Float64Array): Uint8Array {
  // The reference's median of 256 values is the lower of the two middle ones.
  const median = Float64Array.from(frequencies).sort()[kept * kept / 2 - 1]!
  const hash = new Uint8Array(32)
  for (let bit = 0; bit < kept * kept; bit++) if (frequencies[bit]! > median) hash[31 - (bit >> 3)]! |= 1 << (bit & 7)
  return hash
}
