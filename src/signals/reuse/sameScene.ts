import { bitCount } from './bitCount.ts'
import { type Landmarks, longSide } from './landmarks.ts'

/** Matching landmarks must differ in at most this many of 256 comparisons, and clearly less than the next best. */
const mostDiffering = 64
const clearly = 0.85
/** How far a landmark may lie from where the others put it, in pixels of the landmarks' picture. */
const tolerance = 0.02 * longSide
const coarse = 0.05 * longSide
/** What has not moved between two pictures may be a frame, a stamp or a screen's own furniture: it does not count. */
const still = 0.01 * longSide

interface Match {
  from: number
  to: number
}

/**
 * How many details two pictures share, each where the others put it: found in both, moved, and lying together under one
 * affine map. 0 where hardly any agree. Each match has a place, a size and an angle, so that one is enough to guess the
 * map, as Philbin et al. do in "Object retrieval with large vocabularies and fast spatial matching", CVPR 2007: every match
 * guesses, and the best guess is fitted to those that agree.
 */
export function sharedDetails(a: Landmarks, b: Landmarks): number {
  const matches = matched(a, b).filter(({ from, to }) => {
    const [dx, dy] = [a.spots[4 * from]! - b.spots[4 * to]!, a.spots[4 * from + 1]! - b.spots[4 * to + 1]!]
    return Math.hypot(dx, dy) > still
  })
  let best: Match[] = []
  for (const match of matches) {
    const agreeing = agreeingWith(similarity(a, b, match), matches, a, b, coarse)
    if (agreeing.length > best.length) best = agreeing
  }
  for (let round = 0; round < 2; round++) {
    const map = best.length >= 4 ? fitted(best, a, b) : undefined
    if (!map) return 0
    best = agreeingWith(map, matches, a, b, tolerance)
  }
  return distinct(best, a, b)
}

/** Pairs of landmarks that are each other's best, and clearly so. */
function matched(a: Landmarks, b: Landmarks): Match[] {
  const [forth, back] = [new Ranking(a.count), new Ranking(b.count)]
  for (let i = 0; i < a.count; i++)
    for (let j = 0; j < b.count; j++) {
      let differing = 0
      for (let word = 0; word < 8; word++) differing += bitCount(a.codes[8 * i + word]! ^ b.codes[8 * j + word]!)
      forth.meet(i, j, differing)
      back.meet(j, i, differing)
    }
  const found: Match[] = []
  for (let from = 0; from < a.count; from++) {
    const to = forth.clearBest(from)
    if (to >= 0 && back.clearBest(to) === from) found.push({ from, to })
  }
  return found
}

/** For each landmark of one picture the nearest of the other, and how near the next one came. */
class Ranking {
  readonly #best: Int32Array
  readonly #least: Uint16Array
  readonly #second: Uint16Array

  constructor(count: number) {
    this.#best = new Int32Array(count).fill(-1)
    this.#least = new Uint16Array(count).fill(257)
    this.#second = new Uint16Array(count).fill(257)
  }

  meet(mine: number, other: number, differing: number): void {
    if (differing < this.#least[mine]!) {
      this.#second[mine] = this.#least[mine]!
      this.#least[mine] = differing
      this.#best[mine] = other
    } else if (differing < this.#second[mine]!) this.#second[mine] = differing
  }

  /** -1 where the nearest is far, or the next one hardly farther. */
  clearBest(mine: number): number {
    const [least, second] = [this.#least[mine]!, this.#second[mine]!]
    return least <= mostDiffering && least < clearly * second ? this.#best[mine]! : -1
  }
}

/** x' = a x + b y + c, y' = d x + e y + f. */
type Affine = [number, number, number, number, number, number]

/** The map that one match guesses: scaled, turned and shifted. */
function similarity(a: Landmarks, b: Landmarks, { from, to }: Match): Affine {
  const [x, y, size, angle] = a.spots.subarray(4 * from, 4 * from + 4) as unknown as [number, number, number, number]
  const [u, v, grown, turned] = b.spots.subarray(4 * to, 4 * to + 4) as unknown as [number, number, number, number]
  const [cos, sin] = [Math.cos(turned - angle) * (grown / size), Math.sin(turned - angle) * (grown / size)]
  return [cos, -sin, u - cos * x + sin * y, sin, cos, v - sin * x - cos * y]
}

function agreeingWith(map: Affine, matches: Match[], a: Landmarks, b: Landmarks, within: number): Match[] {
  const [p, q, r, s, t, u] = map
  return matches.filter(({ from, to }) => {
    const [x, y] = [a.spots[4 * from]!, a.spots[4 * from + 1]!]
    return Math.hypot(p * x + q * y + r - b.spots[4 * to]!, s * x + t * y + u - b.spots[4 * to + 1]!) <= within
  })
}

/** Least squares; undefined where the spots lie on a line, or where the map folds or flattens more than a camera does. */
function fitted(matches: Match[], a: Landmarks, b: Landmarks): Affine | undefined {
  const n = matches.length
  const mean = (spots: Float32Array, axis: number, end: 'from' | 'to') =>
    matches.reduce((sum, match) => sum + spots[4 * match[end] + axis]!, 0) / n
  const [mx, my, mu, mv] = [
    mean(a.spots, 0, 'from'),
    mean(a.spots, 1, 'from'),
    mean(b.spots, 0, 'to'),
    mean(b.spots, 1, 'to'),
  ]
  let [xx, xy, yy, xu, yu, xv, yv] = [0, 0, 0, 0, 0, 0, 0]
  for (const { from, to } of matches) {
    const [x, y] = [a.spots[4 * from]! - mx, a.spots[4 * from + 1]! - my]
    const [u, v] = [b.spots[4 * to]! - mu, b.spots[4 * to + 1]! - mv]
    xx += x * x
    xy += x * y
    yy += y * y
    xu += x * u
    yu += y * u
    xv += x * v
    yv += y * v
  }
  const area = xx * yy - xy * xy
  if (area < 1e-3 * xx * yy) return undefined
  const [p, q] = [(xu * yy - yu * xy) / area, (yu * xx - xu * xy) / area]
  const [s, t] = [(xv * yy - yv * xy) / area, (yv * xx - xv * xy) / area]
  const grown = p * t - q * s
  const stretched = p * p + q * q + s * s + t * t
  if (grown < 0.04 || grown > 25 || stretched > 8 * grown) return undefined
  return [p, q, mu - p * mx - q * my, s, t, mv - s * mx - t * my]
}

/** Matches of one detail at several sizes count once: as many as there are different cells on the poorer side. */
function distinct(matches: Match[], a: Landmarks, b: Landmarks): number {
  const cell = 8
  const cells = (spots: Float32Array, end: 'from' | 'to') =>
    new Set(
      matches.map(
        (match) => `${Math.floor(spots[4 * match[end]]! / cell)} ${Math.floor(spots[4 * match[end] + 1]! / cell)}`,
      ),
    ).size
  return Math.min(cells(a.spots, 'from'), cells(b.spots, 'to'))
}
