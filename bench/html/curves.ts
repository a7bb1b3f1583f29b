import { atPrior, type Calibrated, indices, probabilities } from '../figures.ts'
import { rank, reliability, rocCurve } from '../metrics.ts'
import type { Rankable, Table } from '../table.ts'
import type { Line, Reliability, Strip } from './charts.ts'
import type { Role } from './palette.ts'

/** More points than this no eye tells apart. */
const pointsMax = 300

const compared: { by: Rankable; name: string; role: Role; dashed?: boolean }[] = [
  { by: 'score', name: 'whole score', role: 'score' },
  { by: 'generated', name: 'detector alone', role: 'detector' },
  { by: 'metadata', name: 'metadata probe', role: 'probe', dashed: true },
]

/** ROC points of what can be ranked; none where there is only one class. */
export function rocLines(table: Table): Line[] {
  const ones = new Float64Array(table.photos).fill(1)
  return compared.flatMap(({ by, ...drawn }) => {
    const curve = rocCurve(rank(table.scores[by], indices(table)), table.positive, ones)
    const last = curve.at(-1)!
    if (curve.length < 2 || Number.isNaN(last.fpr) || Number.isNaN(last.tpr)) return []
    const step = Math.max(1, Math.ceil(curve.length / pointsMax))
    const points = curve.filter((_, i) => i % step === 0 || i === curve.length - 1)
    return [{ ...drawn, points: points.map(({ fpr, tpr }): [number, number] => [fpr, tpr]) }]
  })
}

export const detLines = (lines: Line[]): Line[] =>
  lines.map((line) => ({
    ...line,
    points: line.points.filter(([x, y]) => x > 0 && y < 1).map(([x, y]): [number, number] => [x, 1 - y]),
  }))

const calibrations: { of: Calibrated; name: string; role: Role; dashed?: boolean }[] = [
  { of: 'score', name: 'whole score', role: 'score' },
  { of: 'detector', name: 'detector, calibrated', role: 'detector' },
  { of: 'detectorUncalibrated', name: 'detector, as it comes', role: 'probe' },
]

export function reliabilityCurves(table: Table, prior: number): Reliability[] {
  const p = probabilities(table)
  const ones = new Float64Array(table.photos).fill(1)
  return calibrations.flatMap(({ of, name, role }) => {
    const weights = atPrior(table, p[of], of === 'score' ? prior : 0.5, ones)
    const bins = reliability(p[of], table.positive, weights).filter((bin) => bin !== undefined)
    return bins.length > 0 && !bins.some((bin) => Number.isNaN(bin.observed)) ? [{ name, role, bins }] : []
  })
}

/** Shares of photos in equal bins of the score. */
function binned(
  scores: Float64Array,
  counts: (i: number) => boolean,
  bins: number,
): { photos: number; shares: number[] } {
  const filled = new Array<number>(bins).fill(0)
  let photos = 0
  for (const [i, score] of scores.entries()) {
    if (!counts(i)) continue
    photos++
    filled[Math.min(bins - 1, Math.floor(score * bins))]!++
  }
  return { photos, shares: filled.map((count) => count / Math.max(1, photos)) }
}

export const classHistograms = (table: Table): { real: number[]; made: number[] } => ({
  real: binned(table.scores.score, (i) => table.positive[i] === 0, 40).shares,
  made: binned(table.scores.score, (i) => table.positive[i] === 1, 40).shares,
})

/** A row for each real source and each generator, the largest first. */
export function strips(table: Table): Strip[] {
  const of = (names: string[], positive: 0 | 1, role: Role): Strip[] =>
    names
      .map((name, g) => ({
        name,
        role,
        ...binned(table.scores.score, (i) => table.positive[i] === positive && table.group[i] === g, 25),
      }))
      .sort((a, b) => b.photos - a.photos)
  return [...of(table.realSources, 0, 'real'), ...of(table.generators, 1, 'made')]
}
