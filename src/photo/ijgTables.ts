/**
 * The quantisation tables of the Independent JPEG Group's library at its 100 qualities, computed from the example
 * tables of ITU-T T.81, annex K.1, by the library's published formula. Most programs and many Android phones use them.
 */

/** Steps in natural order (row by row), K.1 luminance. */
const LUMINANCE = [
  16, 11, 10, 16, 24, 40, 51, 61, 12, 12, 14, 19, 26, 58, 60, 55, 14, 13, 16, 24, 40, 57, 69, 56, 14, 17, 22, 29, 51,
  87, 80, 62, 18, 22, 37, 56, 68, 109, 103, 77, 24, 35, 55, 64, 81, 104, 113, 92, 49, 64, 78, 87, 103, 121, 120, 101,
  72, 92, 95, 98, 112, 100, 103, 99,
]

/** Steps in natural order, K.2 chrominance. */
const CHROMINANCE = [
  17, 18, 24, 47, 99, 99, 99, 99, 18, 21, 26, 66, 99, 99, 99, 99, 24, 26, 56, 99, 99, 99, 99, 99, 47, 66, 99, 99, 99,
  99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99,
  99, 99, 99, 99, 99, 99,
]

export type TableKind = 'luminance' | 'chrominance'

/** The IJG quality nearest to a table. */
export interface NearestQuality {
  /** 1 to 100. */
  quality: number
  /** Whether all 64 steps agree. */
  exact: boolean
  /** Mean absolute difference of the 64 steps. */
  difference: number
}

/** Scales a base table to a quality as libjpeg does: 5000/q below 50, 200 - 2q from there, steps kept within 1 to 255. */
function scaled(base: number[], quality: number): number[] {
  const percent = quality < 50 ? Math.floor(5000 / quality) : 200 - 2 * quality
  return base.map((step) => Math.min(Math.max(Math.floor((step * percent + 50) / 100), 1), 255))
}

const QUALITIES = Array.from({ length: 100 }, (_, index) => index + 1)
const TABLES: Record<TableKind, number[][]> = {
  luminance: QUALITIES.map((quality) => scaled(LUMINANCE, quality)),
  chrominance: QUALITIES.map((quality) => scaled(CHROMINANCE, quality)),
}

/** Natural index of each step in the order that a file has them. Source: ITU-T T.81, figure 5. */
export const ZIGZAG: readonly number[] = zigzag()

function zigzag(): number[] {
  const order: number[] = []
  for (let diagonal = 0; diagonal < 15; diagonal++) {
    for (let i = 0; i <= diagonal; i++) {
      const row = diagonal % 2 === 0 ? diagonal - i : i
      const column = diagonal - row
      if (row < 8 && column < 8) order.push(row * 8 + column)
    }
  }
  return order
}

/**
 * The quality whose table is nearest to a given one by the sum of absolute differences.
 *
 * @param steps 64 steps in natural order
 */
export function nearestQuality(steps: readonly number[], kind: TableKind): NearestQuality {
  let best: NearestQuality = { quality: 1, exact: false, difference: Number.POSITIVE_INFINITY }
  for (const quality of QUALITIES) {
    const table = TABLES[kind][quality - 1]!
    const difference = steps.reduce((sum, step, index) => sum + Math.abs(step - table[index]!), 0) / 64
    if (difference < best.difference) best = { quality, exact: difference === 0, difference }
  }
  return best
}

/** The table of a quality in natural order; for tests and fixtures. */
export const ijgTable = (quality: number, kind: TableKind): readonly number[] => TABLES[kind][quality - 1]!
