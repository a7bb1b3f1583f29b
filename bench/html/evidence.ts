/** The parts that a score is made of, and other ways to cut the data. */
import { type SignalName, signalNames } from '../../src/check/signal.ts'
import type { Report } from '../report.ts'
import { section } from './layout.ts'
import { escaped, percent, tableOf, withInterval } from './text.ts'

const signalTexts: Record<SignalName, string> = {
  generated: 'generated (the detector)',
  provenance: 'provenance',
  camera: 'camera',
  encoding: 'encoding',
  reuse: 'reuse',
  history: 'history',
}

export function signals({ figures, coverage }: Report): string {
  const rows = signalNames.map((name) => {
    const of = figures.rank[name]
    return [
      signalTexts[name],
      percent(coverage[name] ?? null),
      withInterval(of.macroAuc),
      withInterval(of.auc),
      withInterval(of.tprAt1, percent),
      withInterval(of.tprAt5, percent),
    ]
  })
  return section(
    'Each signal alone',
    `A photo that a signal cannot measure counts as 0.5. Reuse and history remember nothing here: each photo is a claim of
    its own, and no photo of the data set speaks for or against another.`,
    tableOf(['signal', 'measured', 'AUC, mean', 'AUC, pooled', 'found at 1 %', 'found at 5 %'], rows),
  )
}

export function content({ figures }: Report): string {
  const kinds = Object.entries(figures.content)
  if (kinds.length === 0) return ''
  const rows = kinds.map(([kind, of]) => [escaped(kind), withInterval(of.score), withInterval(of.detector)])
  return section(
    'Within one kind of picture',
    'Genuine photos of a kind against others of the same kind: what a picture shows must not do the work.',
    tableOf(['kind', 'AUC, score', 'AUC, detector'], rows),
  )
}

export function claims({ claims }: Report): string {
  if (!claims) return ''
  return section(
    'Claims',
    `${claims.claims} claims; the strongest photo that could be judged speaks for its claim.`,
    tableOf(
      ['', 'AUC', 'AP', 'found as suspect', 'false alarms', 'balanced accuracy'],
      [
        [
          'claims',
          withInterval(claims.rank.auc),
          withInterval(claims.rank.ap),
          withInterval(claims.suspect.tpr, percent),
          withInterval(claims.suspect.fpr, percent),
          withInterval(claims.suspect.balancedAccuracy),
        ],
      ],
    ),
  )
}

export function patches({ figures }: Report): string {
  const { f1, iou, falseArea } = figures.patches
  return section(
    'Where the detector looks',
    'The map of edits (of a detector without one: the patch map) against the masks of edited photos, pixel by pixel, and the share of genuine photos that it marks.',
    tableOf(
      ['', 'pixel F1', 'IoU', 'false area on genuine photos'],
      [['map', withInterval(f1), withInterval(iou), withInterval(falseArea, percent)]],
    ),
  )
}
