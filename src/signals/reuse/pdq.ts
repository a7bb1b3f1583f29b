import type { Raster } from '../../check/photo.ts'

/**
 * PDQ, a 256-bit perceptual hash: a port of the published algorithm (Meta Platforms, "The TMK+PDQF Video-Hashing
 * Algorithm and the PDQ Image-Hashing Algorithm", 2019). Luma, tent-filtered to 64 x 64, DCT, sixteen low frequencies
 * each way, each bit telling whether its coefficient lies above the median.
 */
export interface Fingerprint {
  /** 32 bytes, most significant first, as the reference prints it. */
  hash: Uint8Array
  /** 0-100: how much structure the picture has; below 50 the hash says little. */
  quality: number
  /** What each of the eight ways to lay the picture down hashes to. */
  oriented: Record<Orientation, Uint8Array>
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
/** Larger pictures are scaled down to this before filtering, as the reference does. */
const sampleMax = 512
/** Smallest side that the reference hashes, in pixels. */
const minSide = 5

/** Rows 1-16 of the 64-point DCT matrix. */
const dct = Float64Array.from({ length: kept * side }, (_, at) => {
  const i = Math.floor(at / side)
  const j = at % side
  return Math.sqrt(2 / side) * Math.cos((Math.PI / 2 / side) * (i + 1) * (2 * j + 1))
})

/** @returns the hash of the picture and of its eight orientations, from one filtering. */
export function pdq(raster: Raster): Fingerprint {
  if (Math.min(raster.width, raster.height) < minSide) {
    const none = new Uint8Array(32)
    return { hash: none, quality: 0, oriented: orientedBy(() => none) }
  }
  const plane = filtered(sampledLuma(raster))
  const upright = decimated(plane, false, false)
  const frequencies = {
    upright: transform(upright),
    mirrored: transform(decimated(plane, true, false)),
    flipped: transform(decimated(plane, false, true)),
    rotated180: transform(decimated(plane, true, true)),
  }
  const oriented = orientedBy((orientation) => {
    const [lying, turned] = layingDown[orientation]
    return bitsOf(turned ? transposed(frequencies[lying]) : frequencies[lying])
  })
  return { hash: oriented.upright, quality: qualityOf(upright), oriented }
}

/** The hash of a picture that is 64 x 64 cells already, row by row: PDQ after its filter. */
export function hashOfCells(cells: Float64Array): Pick<Fingerprint, 'hash' | 'quality'> {
  return { hash: bitsOf(transform(cells)), quality: qualityOf(cells) }
}

/** Each orientation as one of the four that read rows and columns forwards or backwards, transposed or not. Turns are clockwise. */
const layingDown = {
  upright: ['upright', false],
  mirrored: ['mirrored', false],
  flipped: ['flipped', false],
  rotated180: ['rotated180', false],
  transposed: ['upright', true],
  rotated90: ['flipped', true],
  rotated270: ['mirrored', true],
  antitransposed: ['rotated180', true],
} as const

const orientedBy = (hashOf: (orientation: Orientation) => Uint8Array): Record<Orientation, Uint8Array> =>
  Object.fromEntries(orientations.map((orientation) => [orientation, hashOf(orientation)])) as Record<
    Orientation,
    Uint8Array
  >

/** @returns the number of differing bits, 0-256. */
export function distance(a: Uint8Array, b: Uint8Array): number {
  let bits = 0
  for (let i = 0; i < a.length; i++) bits += popcount[a[i]! ^ b[i]!]!
  return bits
}
const popcount = Uint8Array.from({ length: 256 }, (_, byte) => byte.toString(2).replaceAll('0', '').length)

interface Plane {
  data: Float32Array
  width: number
  height: number
}

/** Pixels picked from the middle of each cell, so that a mirrored picture gives the mirrored sample. */
function sampledLuma({ data, width, height }: Raster): Plane {
  const larger = width > sampleMax || height > sampleMax
  const columns = larger ? Math.min(sampleMax, width) : width
  const rows = larger ? Math.min(sampleMax, height) : height
  const picked = Uint32Array.from({ length: columns }, (_, x) => 3 * Math.floor(((x + 0.5) * width) / columns))
  const luma = new Float32Array(columns * rows)
  for (let y = 0, o = 0; y < rows; y++) {
    const row = Math.floor(((y + 0.5) * height) / rows) * width * 3
    for (let x = 0; x < columns; x++, o++) {
      const p = row + picked[x]!
      luma[o] = 0.299 * data[p]! + 0.587 * data[p + 1]! + 0.114 * data[p + 2]!
    }
  }
  return { data: luma, width: columns, height: rows }
}

/** Two box filters each way make a tent; the last one is made only where `decimated` reads. */
function filtered({ data, width, height }: Plane): Plane {
  const other = new Float32Array(data.length)
  const [across, down] = [windowFor(width), windowFor(height)]
  const everywhere = Uint32Array.from({ length: width }, (_, x) => x)
  boxAlongRows(data, other, width, height, across)
  boxAlongColumns(other, data, width, height, down, everywhere)
  boxAlongRows(data, other, width, height, across)
  boxAlongColumns(
    other,
    data,
    width,
    height,
    down,
    new Uint32Array(new Set([false, true].flatMap((back) => centres(width, back)))),
  )
  return { data, width, height }
}

/**
 * The centre of each of 64 x 64 cells, read backwards for a mirrored picture. The filter leans to one side where its
 * window is even; reading backwards allows for that, so that a mirrored copy hashes as if it had been mirrored before.
 */
function decimated({ data, width, height }: Plane, backwardsX: boolean, backwardsY: boolean): Float64Array {
  const columns = centres(width, backwardsX)
  const rows = centres(height, backwardsY)
  const out = new Float64Array(side * side)
  for (let i = 0; i < side; i++)
    for (let j = 0; j < side; j++) out[i * side + j] = data[rows[i]! * width + columns[j]!]!
  return out
}

function centres(length: number, backwards: boolean): number[] {
  const { ahead, behind } = reach(windowFor(length))
  return Array.from({ length: side }, (_, i) => {
    const centre = Math.floor(((i + 0.5) * length) / side)
    return backwards ? Math.max(0, length - 1 - centre - 2 * (ahead - behind)) : centre
  })
}

const windowFor = (length: number) => Math.floor((length + 2 * side - 1) / (2 * side))

/** How far a moving average over `window` values reaches each way; it is shorter at the edges. */
const reach = (window: number) => {
  const ahead = Math.floor((window + 2) / 2) - 1
  return { ahead, behind: window - ahead - 1 }
}

/** How many values each average along a line is of: fewer towards its ends. */
function countsAlong(length: number, window: number): Float64Array {
  const { ahead, behind } = reach(window)
  return Float64Array.from({ length }, (_, at) => Math.min(length - 1, at + ahead) - Math.max(0, at - behind) + 1)
}

/** A moving average along each row. */
function boxAlongRows(from: Float32Array, to: Float32Array, width: number, height: number, window: number) {
  const { ahead, behind } = reach(window)
  const counts = countsAlong(width, window)
  // Nothing on either side of the row, so that what comes in and what goes out are always there.
  const padded = new Float32Array(width + window)
  for (let start = 0; start < width * height; start += width) {
    padded.set(from.subarray(start, start + width), behind + 1)
    let sum = 0
    for (let x = 0; x < ahead; x++) sum += padded[behind + 1 + x]!
    for (let x = 0; x < width; x++) {
      sum += padded[x + window]!
      sum -= padded[x]!
      to[start + x] = sum / counts[x]!
    }
  }
}

/** A moving average along the given columns, row by row, as the memory lies. */
function boxAlongColumns(
  from: Float32Array,
  to: Float32Array,
  width: number,
  height: number,
  window: number,
  columns: Uint32Array,
) {
  const { ahead, behind } = reach(window)
  const counts = countsAlong(height, window)
  const sums = new Float64Array(columns.length)
  const nothing = new Float32Array(width)
  const row = (y: number) => (y < 0 || y >= height ? nothing : from.subarray(y * width, (y + 1) * width))
  for (let y = -ahead; y < height; y++) {
    const coming = row(y + ahead)
    const going = row(y - behind - 1)
    for (let i = 0; i < sums.length; i++) {
      const x = columns[i]!
      sums[i] = sums[i]! + coming[x]! - going[x]!
      if (y >= 0) to[y * width + x] = sums[i]! / counts[y]!
    }
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
  // Four rows at a time: half of the time is reading and writing sums.
  for (let i = 0; i < kept; i++)
    for (let k = 0; k < side; k += 4) {
      const at = i * side + k
      const [a, b, c, d] = [dct[at]!, dct[at + 1]!, dct[at + 2]!, dct[at + 3]!]
      for (let j = 0, from = k * side; j < side; j++, from++) {
        let sum = half[i * side + j]!
        sum += a * small[from]!
        sum += b * small[from + side]!
        sum += c * small[from + 2 * side]!
        sum += d * small[from + 3 * side]!
        half[i * side + j] = sum
      }
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

const transposed = (frequencies: Float64Array): Float64Array =>
  frequencies.map((_, at) => frequencies[(at % kept) * kept + Math.floor(at / kept)]!)

function bitsOf(frequencies: Float64Array): Uint8Array {
  // The reference's median of 256 values is the lower of the two middle ones.
  const median = Float64Array.from(frequencies).sort()[(kept * kept) / 2 - 1]!
  const hash = new Uint8Array(32)
  for (let bit = 0; bit < kept * kept; bit++) if (frequencies[bit]! > median) hash[31 - (bit >> 3)]! |= 1 << (bit & 7)
  return hash
}
