import type { Box, EvidenceMap } from '../../check/signal.ts'

export interface Bars {
  /** A cell belongs to a region from this logit on. */
  cell: number
  /** A region is told of when its `cells`-th strongest cell has at least this logit: large and sure. */
  region: number
  cells: number
}

/**
 * The strongest region that does not fit the rest of the photo: cells that touch each other, found as hysteresis
 * thresholding does. models/training/regions.py sets the bars and must find the same.
 * @returns undefined where no region is large and sure enough.
 */
export function strongestRegion({ columns, rows, logOdds }: EvidenceMap, bars: Bars): Box | undefined {
  let strongest: { strength: number; cells: number[] } | undefined
  const seen = new Uint8Array(logOdds.length)
  for (const [start, logit] of logOdds.entries()) {
    // NaN reaches no bar.
    if (seen[start] || !(logit >= bars.cell)) continue
    const cells = grown(start, columns, logOdds, bars.cell, seen)
    const strength = cells.map((at) => logOdds[at]!).sort((a, b) => b - a)[bars.cells - 1]
    if (strength !== undefined && strength >= (strongest?.strength ?? bars.region)) strongest = { strength, cells }
  }
  return strongest && boxAround(strongest.cells, columns, rows)
}

/** The cells that reach the bar and hang together with this one, which does. */
function grown(start: number, columns: number, logOdds: Float32Array, bar: number, seen: Uint8Array): number[] {
  const cells: number[] = []
  const take = (at: number) => {
    if (seen[at] || !(logOdds[at]! >= bar)) return
    seen[at] = 1
    cells.push(at)
  }
  take(start)
  for (let next = 0; next < cells.length; next++) {
    const at = cells[next]!
    const x = at % columns
    if (x > 0) take(at - 1)
    if (x < columns - 1) take(at + 1)
    if (at >= columns) take(at - columns)
    if (at + columns < logOdds.length) take(at + columns)
  }
  return cells
}

function boxAround(cells: number[], columns: number, rows: number): Box {
  const xs = cells.map((at) => at % columns)
  const ys = cells.map((at) => Math.floor(at / columns))
  const span = (places: number[], of: number) => {
    const from = places.reduce((a, b) => Math.min(a, b))
    const to = places.reduce((a, b) => Math.max(a, b)) + 1
    return { from: Math.floor((100 * from) / of), length: Math.ceil((100 * (to - from)) / of) }
  }
  const across = span(xs, columns)
  const down = span(ys, rows)
  return { left: across.from, top: down.from, width: across.length, height: down.length }
}
