import { type Estimate, estimate } from './bootstrap.ts'
import { bounded } from './exactEnds.ts'
import { decisionFigures, flagFigures, indices, rankFigures, shippedFlags } from './figures.ts'
import type { Condition } from './launder.ts'
import { conditionTexts } from './launder.ts'
import { rank, thresholdAtRate } from './metrics.ts'
import { readPair, type Table } from './table.ts'

/** What a condition costs, with every threshold frozen where it was on the photos as they are. */
export interface SweptCondition {
  condition: Condition
  text: string
  photos: number
  /** Judged in one of both runs only, and left out of both. */
  unpaired: number
  figures: SweptFigures
  /** Photos as they are minus the condition; above 0 something was lost. Paired: the same draws for both. */
  lost: SweptFigures
}
export type Sweep = SweptCondition[]

const names = [
  'macroAuc',
  'detectorMacroAuc',
  'tpr5',
  'fpr5',
  'tprSuspect',
  'fprSuspect',
  'balancedAccuracy',
  'insufficient',
] as const
export type SweptFigure = (typeof names)[number]
export type SweptFigures = Record<SweptFigure, Estimate>

/** Name in a table's head, and what it means. */
export const sweptTexts: Record<SweptFigure, { name: string; text: string }> = {
  macroAuc: { name: 'AUC, score', text: 'AUC of the whole score, mean over generators' },
  detectorMacroAuc: { name: 'AUC, detector', text: 'AUC of the detector alone, mean over generators' },
  tpr5: {
    name: 'found at 5 %',
    text: 'found by the detector above the threshold of 5 % false alarms on the worst source, as it was before',
  },
  fpr5: { name: 'false alarms there', text: 'false alarms of the detector above that threshold, worst source' },
  tprSuspect: { name: 'found as suspect', text: 'share called suspect, mean over generators' },
  fprSuspect: { name: 'false alarms as suspect', text: 'share of genuine photos called suspect, mean over sources' },
  balancedAccuracy: { name: 'balanced accuracy', text: 'balanced accuracy of suspect against the rest' },
  insufficient: { name: 'not judged', text: 'share without enough to judge, mostly too small for the detector' },
}

/** @param clean and @param washed results of the same data set. */
export async function sweptCondition(
  condition: Condition,
  clean: string,
  washed: string,
  detectorSuspect: number,
): Promise<SweptCondition> {
  const { a, b, unpaired } = await readPair(clean, washed)
  // Frozen on all photos as they are, outside the bootstrap: it is part of what is being judged.
  const threshold = thresholdAt5(a)
  const before = figuresOf(a, threshold, detectorSuspect)
  const after = figuresOf(b, threshold, detectorSuspect)
  const { figures, lost } = estimate(a, (weights) => {
    const [then, now] = [before(weights), after(weights)]
    const difference = Object.fromEntries(names.map((name) => [name, then[name] - now[name]]))
    return { figures: now, lost: difference as typeof now }
  })
  const negatives = a.positive.filter((one) => one === 0).length
  const bound = (name: SweptFigure, n: number) => ({ [name]: bounded(figures[name], n) })
  const ended: SweptFigures = {
    ...figures,
    ...bound('tprSuspect', a.photos - negatives),
    ...bound('fprSuspect', negatives),
  }
  return { condition, text: conditionTexts[condition], photos: a.photos, unpaired, figures: ended, lost }
}

function thresholdAt5(table: Table): number {
  const ranking = rank(table.scores.generated, indices(table))
  const ones = new Float64Array(table.photos).fill(1)
  return thresholdAtRate(ranking, table.positive, table.group, table.realSources.length, ones, 0.05)
}

function figuresOf(table: Table, threshold: number, detectorSuspect: number) {
  const score = rankFigures(table, 'score')
  const detector = rankFigures(table, 'generated')
  const looked = table.measured.generated
  const above = Uint8Array.from(table.scores.generated, (each, i) => (looked[i] === 1 && each > threshold ? 1 : 0))
  const { suspect } = shippedFlags(table, detectorSuspect)
  return (weights: Float64Array) => {
    const at5 = flagFigures(table, above, weights)
    const shipped = flagFigures(table, suspect, weights)
    return {
      macroAuc: score(weights).macroAuc,
      detectorMacroAuc: detector(weights).macroAuc,
      tpr5: at5.tprMacro,
      fpr5: at5.fprWorst,
      tprSuspect: shipped.tprMacro,
      fprSuspect: shipped.fprMacro,
      balancedAccuracy: shipped.balancedAccuracy,
      insufficient: decisionFigures(table, weights).insufficient,
    }
  }
}
