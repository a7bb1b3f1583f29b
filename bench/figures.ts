import { probability } from '../src/check/score.ts'
import { signalNames } from '../src/check/signal.ts'
import {
  areas,
  brier,
  calibrationError,
  mean,
  predictiveValue,
  type Ranking,
  rank,
  reliability,
  thresholdAtRate,
} from './metrics.ts'
import { bandNumber, type Rankable, type Table } from './table.ts'

/** Sources with fewer genuine photos than this are not named the worst: one alarm would make any of them that. */
export const sourceMin = 10

export type RankFigures = {
  auc: number
  ap: number
  /** Means over generators. */
  macroAuc: number
  macroAp: number
  /** Share of positives found where no real source has more false alarms than 1 % and 5 %; mean over generators. */
  tprAt1: number
  tprAt5: number
  generators: { [name: string]: { auc: number; ap: number; tprAt1: number; tprAt5: number } }
  /** AUC of all positives against the one source. */
  realSources: { [name: string]: number }
}

/** @returns a function that gives the figures of one way to rank the photos, for a set of weights. */
export function rankFigures(table: Table, by: Rankable): (weights: Float64Array) => RankFigures {
  const { positive, group, generators, realSources } = table
  const ranking = rank(table.scores[by], indices(table))
  const groups = { positives: generators.length, negatives: realSources.length }
  return (weights) => {
    const { all, byPositives, aucByNegatives } = areas(ranking, positive, group, groups, weights)
    const at = (rate: number) =>
      foundAbove(table, ranking, thresholdAtRate(ranking, positive, group, realSources.length, weights, rate), weights)
    const at1 = at(0.01)
    const at5 = at(0.05)
    return {
      ...all,
      macroAuc: mean(byPositives.map((each) => each.auc)),
      macroAp: mean(byPositives.map((each) => each.ap)),
      tprAt1: mean(at1),
      tprAt5: mean(at5),
      generators: Object.fromEntries(
        generators.map((name, g) => [name, { ...byPositives[g]!, tprAt1: at1[g]!, tprAt5: at5[g]! }]),
      ),
      realSources: Object.fromEntries(realSources.map((name, s) => [name, aucByNegatives[s]!])),
    }
  }
}

/** @returns for each generator the share of its photos that exceed the threshold; NaN without genuine photos. */
function foundAbove(table: Table, { scores }: Ranking, threshold: number, weights: Float64Array): number[] {
  if (threshold === Number.NEGATIVE_INFINITY) return table.generators.map(() => Number.NaN)
  const flagged = Uint8Array.from(scores, (score) => (score > threshold ? 1 : 0))
  return shares(table, flagged, weights).byGenerator
}

export type FlagFigures = {
  /** False alarms: of all genuine photos, mean over real sources, and the worst source. */
  fpr: number
  fprMacro: number
  fprWorst: number
  /** Found: of all positives, and the mean over generators. */
  tpr: number
  tprMacro: number
  balancedAccuracy: number
  balancedAccuracyMin: number
  /** Share of flagged photos that are rightly flagged, at 1, 5 and 10 % positives. */
  ppvAt1: number
  ppvAt5: number
  ppvAt10: number
  generators: { [name: string]: { tpr: number; balancedAccuracy: number } }
  realSources: { [name: string]: number }
}

/** Figures of a decision that was made: 1 where a photo is flagged. */
export function flagFigures(table: Table, flagged: Uint8Array, weights: Float64Array): FlagFigures {
  const { generators, realSources } = table
  const sizes = genuineCounts(table)
  const { negatives: fpr, positives: tpr, bySource: alarms, byGenerator: found } = shares(table, flagged, weights)
  const judged = alarms.filter((rate, s) => sizes[s]! >= sourceMin && !Number.isNaN(rate))
  const balanced = found.map((rate) => (rate + 1 - fpr) / 2)
  return {
    fpr,
    fprMacro: mean(alarms),
    fprWorst: judged.length > 0 ? Math.max(...judged) : Number.NaN,
    tpr,
    tprMacro: mean(found),
    balancedAccuracy: (tpr + 1 - fpr) / 2,
    balancedAccuracyMin: found.some((rate) => !Number.isNaN(rate))
      ? Math.min(...balanced.filter((rate) => !Number.isNaN(rate)))
      : Number.NaN,
    ppvAt1: predictiveValue(tpr, fpr, 0.01),
    ppvAt5: predictiveValue(tpr, fpr, 0.05),
    ppvAt10: predictiveValue(tpr, fpr, 0.1),
    generators: Object.fromEntries(
      generators.map((name, g) => [name, { tpr: found[g]!, balancedAccuracy: balanced[g]! }]),
    ),
    realSources: Object.fromEntries(realSources.map((name, s) => [name, alarms[s]!])),
  }
}

/** Genuine photos of each real source. */
export function genuineCounts({ positive, group, realSources }: Table): number[] {
  const counts = realSources.map(() => 0)
  for (const [i, one] of positive.entries()) if (one === 0) counts[group[i]!]!++
  return counts
}

interface Shares {
  /** Of the genuine photos, and of the others. */
  negatives: number
  positives: number
  bySource: number[]
  byGenerator: number[]
}

/** The weighted shares of photos where `flag` is 1, in one pass. */
function shares(table: Table, flag: Uint8Array, weights: Float64Array): Shares {
  const { positive, group, generators, realSources } = table
  const sums = [realSources, generators].map(({ length }) => ({
    flagged: new Float64Array(length),
    total: new Float64Array(length),
  }))
  for (let i = 0; i < flag.length; i++) {
    const { flagged, total } = sums[positive[i]!]!
    total[group[i]!]! += weights[i]!
    if (flag[i] === 1) flagged[group[i]!]! += weights[i]!
  }
  const sum = (values: Float64Array) => values.reduce((all, each) => all + each, 0)
  const [negatives, positives] = sums.map(({ flagged, total }) => sum(flagged) / sum(total)) as [number, number]
  const [bySource, byGenerator] = sums.map(({ flagged, total }) =>
    Array.from(flagged, (each, g) => each / total[g]!),
  ) as [number[], number[]]
  return { negatives, positives, bySource, byGenerator }
}

/** The shipped decisions, each 1 where a photo is flagged. */
export function shippedFlags(table: Table, detectorSuspect: number) {
  const { review, suspect } = bandNumber
  return {
    /** The policy's band `suspect`. */
    suspect: table.band.map((band) => (band === suspect ? 1 : 0)),
    /** Bands that people are asked to look at: `review` and `suspect`. */
    reviewed: table.band.map((band) => (band === suspect || band === review ? 1 : 0)),
    /** The detector alone, at its card's own threshold. */
    detector: Uint8Array.from(table.detectorLogOdds, (each) => (each >= detectorSuspect ? 1 : 0)),
  }
}

export type DecisionFigures = {
  /** Share of photos without enough to judge. */
  insufficient: number
  /** Share of photos left to people: `review` or `insufficient`. */
  abstained: number
  /** Of photos called `clear` or `suspect`: share that is wrong, each class counting alike. */
  errorOnDecided: number
  /** Share of photos called `clear` that are not genuine, at 1, 5 and 10 % positives. */
  missedAt1: number
  missedAt5: number
  missedAt10: number
}

export function decisionFigures(table: Table, weights: Float64Array): DecisionFigures {
  const { clear, suspect, insufficient } = bandNumber
  const is = (...numbers: number[]) => table.band.map((band) => (numbers.includes(band) ? 1 : 0))
  const decided = shares(table, is(clear, suspect), weights)
  const cleared = shares(table, is(clear), weights)
  const accused = shares(table, is(suspect), weights)
  const both = ({ negatives, positives }: Shares) => mean([negatives, positives])
  const missed = (prevalence: number) => predictiveValue(cleared.positives, cleared.negatives, prevalence)
  return {
    insufficient: both(shares(table, is(insufficient), weights)),
    abstained: 1 - both(decided),
    errorOnDecided: (accused.negatives + cleared.positives) / (decided.negatives + decided.positives),
    missedAt1: missed(0.01),
    missedAt5: missed(0.05),
    missedAt10: missed(0.1),
  }
}

/**
 * A probability means something only beside a prior: the detector's log-odds are at even prior, the score at the
 * policy's. Each is judged with its classes weighted to that prior.
 */
export const calibrated = ['detectorUncalibrated', 'detector', 'score'] as const
export type Calibrated = (typeof calibrated)[number]

export function probabilities(table: Table): Record<Calibrated, Float64Array> {
  return {
    detectorUncalibrated: table.tileLogit.map(probability),
    detector: table.detectorLogOdds.map(probability),
    score: table.scores.score,
  }
}

export function calibrationFigures(table: Table, prior: number, weights: Float64Array) {
  const p = probabilities(table)
  const of = (which: Calibrated) => {
    const weighted = atPrior(table, p[which], which === 'score' ? prior : 0.5, weights)
    return {
      ece: calibrationError(reliability(p[which], table.positive, weighted)),
      brier: brier(p[which], table.positive, weighted),
    }
  }
  return { detectorUncalibrated: of('detectorUncalibrated'), detector: of('detector'), score: of('score') }
}

/** Weights under which a share of `prior` of the photos that have a probability are positives; NaN with one class. */
export function atPrior(table: Table, p: Float64Array, prior: number, weights: Float64Array): Float64Array {
  const total = [0, 0]
  for (let i = 0; i < p.length; i++) if (!Number.isNaN(p[i]!)) total[table.positive[i]!]! += weights[i]!
  const scale = [(1 - prior) / total[0]!, prior / total[1]!]
  if (total[0] === 0 || total[1] === 0) return weights.map(() => Number.NaN)
  return weights.map((weight, i) => weight * scale[table.positive[i]!]!)
}

/** Pictures of one kind against their like: content must not do the detector's work. Kinds that hold both classes. */
export function contentFigures(
  table: Table,
): (weights: Float64Array) => { [kind: string]: { score: number; detector: number } } {
  const kinds = table.contents.flatMap((name, kind) => {
    const members = indices(table).filter((i) => table.content[i] === kind)
    const positives = members.filter((i) => table.positive[i] === 1).length
    const enough = name !== '' && positives >= generatorMinOfKind && members.length - positives >= generatorMinOfKind
    return enough
      ? [{ name, score: rank(table.scores.score, members), detector: rank(table.scores.generated, members) }]
      : []
  })
  const one = new Uint32Array(table.photos)
  const groups = { positives: 1, negatives: 1 }
  return (weights) =>
    Object.fromEntries(
      kinds.map(({ name, score, detector }) => [
        name,
        {
          score: areas(score, table.positive, one, groups, weights).all.auc,
          detector: areas(detector, table.positive, one, groups, weights).all.auc,
        },
      ]),
    )
}
const generatorMinOfKind = 5

/** The map of edits, or else the patch map: against masks where the data has them, and how much of genuine photos it marks. */
export function patchFigures(table: Table, weights: Float64Array) {
  const over = (values: Float64Array, counts: (i: number) => boolean) => {
    let sum = 0
    let total = 0
    for (let i = 0; i < values.length; i++) {
      if (Number.isNaN(values[i]!) || !counts(i)) continue
      sum += weights[i]! * values[i]!
      total += weights[i]!
    }
    return sum / total
  }
  return {
    f1: over(table.maskF1, () => true),
    iou: over(table.maskIou, () => true),
    falseArea: over(table.markedArea, (i) => table.positive[i] === 0),
  }
}

/** Share of photos that a signal had something to say about. */
export const coverage = (table: Table): Record<string, number> =>
  Object.fromEntries(
    signalNames.map((name) => [name, table.measured[name].reduce((sum, one) => sum + one, 0) / table.photos]),
  )

export const indices = (table: Pick<Table, 'photos'>): number[] => Array.from({ length: table.photos }, (_, i) => i)
