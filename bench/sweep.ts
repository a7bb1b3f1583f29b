import { type Estimate, estimate } from './bootstrap.ts'
import { flagFigures, indices, rankFigures, shippedFlags } from './figures.ts'
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

const names = ['macroAuc', 'detectorMacroAuc', 'tpr5', 'fpr5', 'tprSuspect', 'fprSuspect', 'balancedAccuracy'] as const
export type SweptFigure = (typeof names)[number]
export type SweptFigures = Record<SweptFigure, Estimate>

export const sweptTexts: Record<SweptFigure, string> = {
  macroAuc: 'AUC of the whole score, mean over generators',
  detectorMacroAuc: 'AUC of the detector, mean over generators',
  tpr5: 'found by the detector at the threshold of 5 % false alarms on the worst source',
  fpr5: 'false alarms of the detector at that threshold, worst source',
  tprSuspect: 'found as suspect',
  fprSuspect: 'false alarms as suspect, mean over sources',
  balancedAccuracy: 'balanced accuracy of suspect',
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
  return { condition, text: conditionTexts[condition], photos: a.photos, unpaired, figures, lost }
}

function thresholdAt5(table: Table): number {
  const ranking = rank(table.scores.generated, indices(table))
  const ones = new Float64Array(table.photos).fill(1)
  return thresholdAtRate(ranking, table.positive, table.group, table.realSources.length, ones, 0.05)
}

function figuresOf(table: Table, threshold: number, detectorSuspect: number) {
  const score = rankFigures(table, 'score')
  const detector = rankFigures(table, 'generated')
  const above = Uint8Array.from(table.scores.generated, (each) => (each > threshold ? 1 : 0))
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
    }
  }
}
