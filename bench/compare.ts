import { type Estimate, estimate } from './bootstrap.ts'
import { bounded } from './exactEnds.ts'
import { flagFigures, rankFigures, shippedFlags } from './figures.ts'
import type { Judged } from './judge.ts'
import { latency } from './latency.ts'
import { readPair, type Table } from './table.ts'
import type { Versions } from './versions.ts'

/** A model beside the first one, over the photos that both could judge. */
export interface Comparison {
  model: Versions['model']
  folder: string
  photos: number
  unpaired: number
  p50Ms: number
  figures: ComparedFigures
  /** This model minus the first; an interval that excludes 0 is a difference that other sources would show too. */
  difference: ComparedFigures
}

const names = [
  'detectorMacroAuc',
  'detectorMacroAp',
  'tprAt1',
  'tprAt5',
  'macroAuc',
  'tprSuspect',
  'fprSuspect',
] as const
export type ComparedFigure = (typeof names)[number]
export type ComparedFigures = Record<ComparedFigure, Estimate>

export const comparedTexts: Record<ComparedFigure, string> = {
  detectorMacroAuc: 'AUC of the detector',
  detectorMacroAp: 'AP of the detector',
  tprAt1: 'found at 1 % false alarms',
  tprAt5: 'found at 5 % false alarms',
  macroAuc: 'AUC of the whole score',
  tprSuspect: 'found as suspect',
  fprSuspect: 'false alarms as suspect',
}

/** Paired differences: the same photos, and the same draws for both models. */
export async function compare(first: Judged, other: Judged): Promise<Comparison> {
  const { a, b, unpaired } = await readPair(first.journal, other.journal)
  const ofFirst = figuresOf(a, first.shipped.detectorSuspect)
  const ofOther = figuresOf(b, other.shipped.detectorSuspect)
  const { figures, difference } = estimate(a, (weights) => {
    const [base, own] = [ofFirst(weights), ofOther(weights)]
    const gained = Object.fromEntries(names.map((name) => [name, own[name] - base[name]]))
    return { figures: own, difference: gained as typeof own }
  })
  const p50Ms = latency(b).whole.p50
  const negatives = b.positive.filter((one) => one === 0).length
  const ended: ComparedFigures = {
    ...figures,
    tprSuspect: bounded(figures.tprSuspect, b.photos - negatives),
    fprSuspect: bounded(figures.fprSuspect, negatives),
  }
  return {
    model: other.versions.model,
    folder: other.folder,
    photos: a.photos,
    unpaired,
    p50Ms,
    figures: ended,
    difference,
  }
}

function figuresOf(table: Table, detectorSuspect: number) {
  const detector = rankFigures(table, 'generated')
  const score = rankFigures(table, 'score')
  const { suspect } = shippedFlags(table, detectorSuspect)
  return (weights: Float64Array) => {
    const alone = detector(weights)
    const flagged = flagFigures(table, suspect, weights)
    return {
      detectorMacroAuc: alone.macroAuc,
      detectorMacroAp: alone.macroAp,
      tprAt1: alone.tprAt1,
      tprAt5: alone.tprAt5,
      macroAuc: score(weights).macroAuc,
      tprSuspect: flagged.tprMacro,
      fprSuspect: flagged.fprMacro,
    }
  }
}
