/** How well photos are told apart: curves, and by generator and source. */
import { genuineCounts } from '../figures.ts'
import type { Report } from '../report.ts'
import { otherGenerators, type Table } from '../table.ts'
import { type Bar, detChart, histogramChart, intervalBars, rocChart, stripChart } from './charts.ts'
import { classHistograms, detLines, rocLines, strips } from './curves.ts'
import { pair, section, wide } from './layout.ts'
import { escaped, percent, tableOf, withInterval } from './text.ts'

export function ranking({ figures }: Report, table: Table): string {
  const lines = rocLines(table)
  const { score, generated, metadata } = figures.rank
  const row = (name: string, of: typeof score) => [
    name,
    withInterval(of.macroAuc),
    withInterval(of.auc),
    withInterval(of.macroAp),
    withInterval(of.ap),
    withInterval(of.tprAt1, percent),
    withInterval(of.tprAt5, percent),
  ]
  return section(
    'Ranking',
    `How well scores put genuine photos below the others. <i>Found at 1 % and 5 %</i> is the mean over generators at the
    threshold where no real source has more false alarms than that: the highest of all sources' thresholds, not the pooled one.`,
    lines.length > 0 ? pair(rocChart(lines), detChart(detLines(lines))) : '',
    tableOf(
      ['', 'AUC, mean', 'AUC, pooled', 'AP, mean', 'AP, pooled', 'found at 1 %', 'found at 5 %'],
      [row('whole score', score), row('detector alone', generated), row('metadata probe', metadata)],
    ),
  )
}

export function byGenerator({ figures }: Report, table: Table): string {
  const { score, generated } = figures.rank
  const names = table.generators
  if (names.length === 0) return ''
  const sizes = names.map((_, g) => table.positive.filter((one, i) => one === 1 && table.group[i] === g).length)
  const bars = names.map((name, g): Bar => {
    const { value, low, high } = generated.generators[name]!.auc
    return { name, note: `${sizes[g]}`, role: 'detector', value: value ?? 0, low, high }
  })
  const rows = names.map((name, g) => [
    escaped(name),
    `${sizes[g]}`,
    withInterval(score.generators[name]!.auc),
    withInterval(generated.generators[name]!.auc),
    withInterval(generated.generators[name]!.ap),
    withInterval(generated.generators[name]!.tprAt5, percent),
    withInterval(figures.shipped.suspect.generators[name]!.tpr, percent),
    withInterval(figures.shipped.suspect.generators[name]!.balancedAccuracy),
  ])
  const merged = names.includes(otherGenerators) ? ' Generators with fewer than five photos are judged together.' : ''
  return section(
    'By generator',
    `Each generator against all genuine photos.${merged}`,
    wide(
      intervalBars(
        'AUC of the detector by generator',
        bars.toSorted((a, b) => b.value - a.value),
        'AUC of the detector',
        0.5,
      ),
    ),
    tableOf(
      [
        'generator',
        'photos',
        'AUC, score',
        'AUC, detector',
        'AP, detector',
        'found at 5 %',
        'found as suspect',
        'balanced accuracy',
      ],
      rows,
    ),
  )
}

export function bySource({ figures }: Report, table: Table): string {
  const sizes = genuineCounts(table)
  if (sizes.length === 0) return ''
  const { suspect, reviewed } = figures.shipped
  const bars = table.realSources.map((name, s): Bar => {
    const { value, low, high } = reviewed.realSources[name]!
    return { name, note: `${sizes[s]}`, role: 'real', value: value ?? 0, low, high }
  })
  const rows = table.realSources.map((name, s) => [
    escaped(name),
    `${sizes[s]}`,
    withInterval(suspect.realSources[name]!, percent),
    withInterval(reviewed.realSources[name]!, percent),
    withInterval(figures.rank.generated.realSources[name]!),
  ])
  return section(
    'By source of genuine photos',
    `False alarms differ between sources more than between photos: who photographs with which phone and sends by which
    app must not decide. The bars show the share sent to people (review or suspect).`,
    wide(
      intervalBars(
        'False alarms by source',
        bars.toSorted((a, b) => b.value - a.value),
        'sent to people',
      ),
    ),
    tableOf(['source', 'photos', 'suspect', 'review or suspect', 'AUC, detector, against it'], rows),
  )
}

export function distributions({ shipped }: Report, table: Table): string {
  const { real, made } = classHistograms(table)
  const thresholds = [
    { at: shipped.review, name: 'review' },
    { at: shipped.suspect, name: 'suspect' },
  ]
  return section(
    'Scores',
    'Where the scores lie, both classes apart, and for each source and generator on a row of its own.',
    wide(histogramChart(real, made, thresholds)),
    wide(stripChart(strips(table))),
  )
}
