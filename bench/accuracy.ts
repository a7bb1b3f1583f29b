import { signalNames } from '../src/check/signal.ts'
import { estimate } from './bootstrap.ts'
import { claimTable } from './claims.ts'
import { withExactEnds } from './exactEnds.ts'
import {
  calibrationFigures,
  contentFigures,
  decisionFigures,
  flagFigures,
  patchFigures,
  type RankFigures,
  rankFigures,
  shippedFlags,
} from './figures.ts'
import type { Rankable, Table } from './table.ts'

/** What the figures depend on beside the photos' results. */
export interface Shipped {
  /** Share of positives that the policy assumes. */
  prior: number
  /** Scores from which a photo is in the bands `review` and `suspect`, in the channel `refund`. */
  review: number
  suspect: number
  /** The detector's own threshold, in calibrated log-odds. */
  detectorSuspect: number
}

const rankables: Rankable[] = ['score', ...signalNames, 'metadata']

/** Every figure with its interval. */
export function accuracy(table: Table, { prior, detectorSuspect }: Shipped) {
  const ranked = rankables.map((by): [Rankable, ReturnType<typeof rankFigures>] => [by, rankFigures(table, by)])
  const flags = shippedFlags(table, detectorSuspect)
  const content = contentFigures(table)
  const figures = estimate(table, (weights) => ({
    rank: Object.fromEntries(ranked.map(([by, figures]) => [by, figures(weights)])) as Record<Rankable, RankFigures>,
    shipped: {
      suspect: flagFigures(table, flags.suspect, weights),
      reviewed: flagFigures(table, flags.reviewed, weights),
      detector: flagFigures(table, flags.detector, weights),
    },
    decisions: decisionFigures(table, weights),
    calibration: calibrationFigures(table, prior, weights),
    content: content(weights),
    patches: patchFigures(table, weights),
  }))
  const { suspect, reviewed, detector } = figures.shipped
  return {
    ...figures,
    shipped: {
      suspect: withExactEnds(table, suspect),
      reviewed: withExactEnds(table, reviewed),
      detector: withExactEnds(table, detector),
    },
  }
}
export type Accuracy = ReturnType<typeof accuracy>

/** The same for claims, where the data set names them. */
export function claimAccuracy(table: Table, { detectorSuspect }: Shipped) {
  const claims = claimTable(table)
  if (!claims) return undefined
  const score = rankFigures(claims, 'score')
  const flags = shippedFlags(claims, detectorSuspect)
  const figures = estimate(claims, (weights) => ({
    rank: score(weights),
    suspect: flagFigures(claims, flags.suspect, weights),
    reviewed: flagFigures(claims, flags.reviewed, weights),
  }))
  return {
    claims: claims.photos,
    rank: figures.rank,
    suspect: withExactEnds(claims, figures.suspect),
    reviewed: withExactEnds(claims, figures.reviewed),
  }
}
export type ClaimAccuracy = ReturnType<typeof claimAccuracy>
