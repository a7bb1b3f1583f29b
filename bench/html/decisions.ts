/** What the shipped thresholds make of the scores, and whether the scores mean what they say. */
import type { Estimates } from '../bootstrap.ts'
import type { FlagFigures } from '../figures.ts'
import type { Report } from '../report.ts'
import type { Table } from '../table.ts'
import { reliabilityChart } from './charts.ts'
import { reliabilityCurves } from './curves.ts'
import { pair, section } from './layout.ts'
import { percent, tableOf, withInterval } from './text.ts'

export function decisions({ figures, shipped }: Report): string {
  const { suspect, reviewed, detector } = figures.shipped
  const row = (name: string, of: Estimates<FlagFigures>) => [
    name,
    withInterval(of.fpr, percent),
    withInterval(of.fprMacro, percent),
    withInterval(of.fprWorst, percent),
    withInterval(of.tprMacro, percent),
    withInterval(of.balancedAccuracy),
    withInterval(of.balancedAccuracyMin),
  ]
  const value = (name: string, of: Estimates<FlagFigures>) => [
    name,
    withInterval(of.ppvAt1, percent),
    withInterval(of.ppvAt5, percent),
    withInterval(of.ppvAt10, percent),
  ]
  const { decisions: d } = figures
  return section(
    'Decisions at the shipped thresholds',
    `Suspect from a score of ${shipped.suspect}, review from ${shipped.review}; the detector alone from log-odds of
    ${shipped.detectorSuspect}. The worst source is one with at least ten photos.`,
    tableOf(
      [
        'flagged',
        'false alarms, all',
        'mean over sources',
        'worst source',
        'found, mean over generators',
        'balanced accuracy',
        'its minimum over generators',
      ],
      [row('suspect', suspect), row('review or suspect', reviewed), row('detector alone', detector)],
    ),
    `<h3>What a flag means where few photos are not genuine</h3>`,
    tableOf(
      ['share of flagged photos that are not genuine', 'at 1 %', 'at 5 %', 'at 10 %'],
      [
        value('suspect', suspect),
        value('review or suspect', reviewed),
        value('detector alone', detector),
        [
          'not genuine though called clear',
          withInterval(d.missedAt1, percent),
          withInterval(d.missedAt5, percent),
          withInterval(d.missedAt10, percent),
        ],
      ],
    ),
    `<p>Left to people: ${withInterval(d.abstained, percent)}, of them without enough to judge: ${withInterval(d.insufficient, percent)}.
    Wrong among the photos called clear or suspect: ${withInterval(d.errorOnDecided, percent)}; both classes counting alike.</p>`,
  )
}

export function calibration({ figures, shipped }: Report, table: Table): string {
  const { detectorUncalibrated, detector, score } = figures.calibration
  const row = (name: string, prior: string, of: typeof score) => [
    name,
    prior,
    withInterval(of.ece),
    withInterval(of.brier),
  ]
  const curves = reliabilityCurves(table, shipped.prior)
  return section(
    'Calibration',
    `Whether 0.8 means eight in ten. A probability needs a prior: classes are weighted to even shares for the detector and
    to the policy's ${percent(shipped.prior)} for the score. A point's size is its share of the photos.`,
    pair(
      curves.length > 0 ? reliabilityChart(curves) : '',
      tableOf(
        ['', 'not genuine', 'calibration error', 'Brier score'],
        [
          row('detector, as it comes', '50 %', detectorUncalibrated),
          row('detector, calibrated', '50 %', detector),
          row('whole score', percent(shipped.prior), score),
        ],
      ),
    ),
  )
}
