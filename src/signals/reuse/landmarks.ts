import type { Raster } from '../../check/photo.ts'

/**
 * Spots of a picture that can be found again from another side: corners at several sizes, each with the way it points
 * and 256 comparisons of brightness around it, turned that way. After Rublee et al., "ORB: an efficient alternative to
 * SIFT or SURF", ICCV 2011; corners are those of Shi and Tomasi, and the comparisons are drawn by chance, once.
 */
export interface Landmarks {
  /** x, y, size and angle (radians) of each; pixels are those of the picture with a long side of `longSide`. */
  spots: Float32Array
  /** 8 words each. */
  codes: Uint32Array
  count: number
}

/** Long side that landmarks are looked for at; smaller pictures stay as they are. */
export const longSide = 640
const levels = 6
const scale = 1.25
/** Most landmarks of a picture, spread over the levels by their area. */
const most = 700
/** What is compared lies within this many pixels of a landmark, at its level. */
const reach = 15
const margin = reach + 7
/** Corners are compared over squares of this half side; so are the brightnesses. */
const window = 2
/** The weakest corner that counts: the smaller eigenvalue of the mean gradient products, in squared levels. */
const weakest = 40
/** Corners are the best within this many pixels. */
const apart = 4
const words = 8

interface Plane {
  values: Float32Array
  width: number
  height: number
}

/** The landmarks of a picture, the strongest of each level first. */
export function landmarksOf(raster: Raster): Landmarks {
  const spots: number[] = []
  const codes: number[] = []
  const shares = Array.from({ length: levels }, (_, level) => scale ** (-2 * level))
  const all = shares.reduce((sum, share) => sum + share, 0)
  let plane = lumaOf(raster)
  for (let level = 0; level < levels; level++) {
    if (level > 0) plane = shrunk(plane, 1 / scale)
    if (Math.min(plane.width, plane.height) < 3 * margin) break
    const smooth = boxed(plane, window)
    for (const at of corners(plane, Math.round((most * shares[level]!) / all))) {
      const angle = angleAt(smooth, at)
      const size = scale ** level
      spots.push((at % plane.width) * size, Math.floor(at / plane.width) * size, size, angle)
      codes.push(...codeAt(smooth, at, angle))
    }
  }
  return { spots: Float32Array.from(spots), codes: Uint32Array.from(codes), count: spots.length / 4 }
}

/** Luma with the long side brought down to `longSide`. */
function lumaOf({ data, width, height }: Raster): Plane {
  const values = new Float32Array(width * height)
  for (let i = 0, from = 0; i < values.length; i++, from += 3)
    values[i] = 0.299 * data[from]! + 0.587 * data[from + 1]! + 0.114 * data[from + 2]!
  const plane = { values, width, height }
  const share = longSide / Math.max(width, height)
  return share < 1 ? shrunk(plane, share) : plane
}

/** Smaller by a share of at least a half, from the mean of what a pixel covers. */
function shrunk(plane: Plane, share: number): Plane {
  const halved = share < 0.5 ? shrunk(plane, 0.5) : plane
  const left = share < 0.5 ? share / 0.5 : share
  return resampled(resampled(halved, left, true), left, false)
}

/** One axis at a time. */
function resampled({ values, width, height }: Plane, share: number, across: boolean): Plane {
  const length = across ? width : height
  const size = Math.max(1, Math.round(length * share))
  const made = across ? { width: size, height } : { width, height: size }
  const out = new Float32Array(made.width * made.height)
  const [step, others, otherStep] = across ? [1, height, width] : [width, width, 1]
  const [outStep, outOther] = across ? [1, made.width] : [made.width, 1]
  const covers = length / size
  for (let i = 0; i < size; i++) {
    const start = i * covers
    const end = Math.min(length, start + covers)
    for (let other = 0; other < others; other++) {
      let sum = 0
      for (let at = Math.floor(start); at < end; at++)
        sum += (Math.min(end, at + 1) - Math.max(start, at)) * values[at * step + other * otherStep]!
      out[i * outStep + other * outOther] = sum / (end - start)
    }
  }
  return { values: out, ...made }
}

/** Mean over squares; edges are left at 0, where nobody asks. */
function boxed({ values, width, height }: Plane, half: number): Plane {
  const side = 2 * half + 1
  const rows = new Float32Array(values.length)
  for (let y = 0; y < height; y++) {
    let sum = 0
    for (let x = 0; x < width; x++) {
      sum += values[y * width + x]! - (x >= side ? values[y * width + x - side]! : 0)
      if (x >= side - 1) rows[y * width + x - half] = sum / side
    }
  }
  const out = new Float32Array(values.length)
  const sums = new Float32Array(width)
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      sums[x]! += rows[y * width + x]! - (y >= side ? rows[(y - side) * width + x]! : 0)
      if (y >= side - 1) out[(y - half) * width + x] = sums[x]! / side
    }
  return { values: out, width, height }
}

/** Places of the strongest corners, at most so many. */
function corners(plane: Plane, count: number): number[] {
  const { values, width, height } = plane
  const xx = new Float32Array(values.length)
  const yy = new Float32Array(values.length)
  const xy = new Float32Array(values.length)
  for (let y = 1; y < height - 1; y++)
    for (let at = y * width + 1; at < (y + 1) * width - 1; at++) {
      const dx = (values[at + 1]! - values[at - 1]!) / 2
      const dy = (values[at + width]! - values[at - width]!) / 2
      xx[at] = dx * dx
      yy[at] = dy * dy
      xy[at] = dx * dy
    }
  const [a, b, c] = [xx, yy, xy].map((products) => boxed({ values: products, width, height }, window).values) as [
    Float32Array,
    Float32Array,
    Float32Array,
  ]
  const strength = xx
  for (let at = 0; at < strength.length; at++) {
    const half = (a[at]! - b[at]!) / 2
    strength[at] = (a[at]! + b[at]!) / 2 - Math.sqrt(half * half + c[at]! * c[at]!)
  }
  const found: number[] = []
  for (let y = margin; y < height - margin; y++)
    for (let x = margin; x < width - margin; x++) {
      const at = y * width + x
      if (strength[at]! >= weakest && isBest(strength, at, width)) found.push(at)
    }
  return found.sort((one, other) => strength[other]! - strength[one]!).slice(0, count)
}

function isBest(strength: Float32Array, at: number, width: number): boolean {
  for (let dy = -apart; dy <= apart; dy++)
    for (let dx = -apart; dx <= apart; dx++) if (strength[at + dy * width + dx]! > strength[at]!) return false
  return true
}

/** Towards where it is brighter: the centre of brightness of the disc around a spot. */
function angleAt({ values, width }: Plane, at: number): number {
  let [right, down] = [0, 0]
  for (let dy = -reach; dy <= reach; dy++)
    for (let dx = -reach; dx <= reach; dx++) {
      if (dx * dx + dy * dy > reach * reach) continue
      const value = values[at + dy * width + dx]!
      right += dx * value
      down += dy * value
    }
  return Math.atan2(down, right)
}

/** 256 pairs of points within the disc, drawn by chance around its middle: x, y, x, y. */
const pairs = drawn()

function drawn(): Float32Array {
  let state = 1
  const random = () => {
    // Park and Miller's generator: the same pairs in every process.
    state = (state * 48_271) % 2_147_483_647
    return state / 2_147_483_647
  }
  const normal = () => Math.sqrt(-2 * Math.log(random())) * Math.cos(2 * Math.PI * random())
  const points: number[] = []
  while (points.length < 32 * words * 4) {
    const [x, y] = [normal() * (reach / 2.5), normal() * (reach / 2.5)]
    if (x * x + y * y <= (reach - 1) ** 2) points.push(x, y)
  }
  return Float32Array.from(points)
}

function codeAt({ values, width }: Plane, at: number, angle: number): number[] {
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)]
  const value = (pair: number) => {
    const [x, y] = [pairs[pair]!, pairs[pair + 1]!]
    return values[at + Math.round(x * sin + y * cos) * width + Math.round(x * cos - y * sin)]!
  }
  return Array.from({ length: words }, (_, word) => {
    let bits = 0
    for (let bit = 0; bit < 32; bit++) {
      const pair = 4 * (32 * word + bit)
      if (value(pair) < value(pair + 2)) bits |= 1 << bit
    }
    return bits >>> 0
  })
}
