/** What laundering costs, and what other detectors would make of the same photos. */
import type { Estimate } from '../bootstrap.ts'
import { type ComparedFigure, comparedTexts } from '../compare.ts'
import type { Report } from '../report.ts'
import { type SweptFigure, sweptTexts } from '../sweep.ts'
import { differenceChart } from './charts.ts'
import { section, wide } from './layout.ts'
import { escaped, figure, percent, tableOf, withInterval } from './text.ts'

const sweptShown = Object.keys(sweptTexts) as SweptFigure[]

export function sweep({ sweep, figures }: Report): string {
  if (!sweep) return ''
  const series = [
    { name: 'whole score', role: 'score' as const },
    { name: 'detector alone', role: 'detector' as const },
  ]
  const dots = sweep.map(({ condition, lost }) => ({
    name: condition,
    points: [
      { role: 'score' as const, ...lost.macroAuc },
      { role: 'detector' as const, ...lost.detectorMacroAuc },
    ],
  }))
  const rows = sweep.map(({ condition, text, figures, lost }) => [
    `<span title="${escaped(text)}">${escaped(condition)}</span>`,
    ...sweptShown.map((name) => shaded(name, figures[name], lost[name])),
  ])
  const clean = [
    'as they are',
    withInterval(figures.rank.score.macroAuc),
    withInterval(figures.rank.generated.macroAuc),
    withInterval(figures.rank.generated.tprAt5, percent),
    '',
    withInterval(figures.shipped.suspect.tprMacro, percent),
    withInterval(figures.shipped.suspect.fprMacro, percent),
    withInterval(figures.shipped.suspect.balancedAccuracy),
    withInterval(figures.decisions.insufficient, percent),
  ]
  return section(
    'Robustness',
    `Every photo again as it arrives after the way it may have taken, with every threshold frozen where it was. Coloured:
    <span class="worse">worse</span> and <span class="better">better</span> than as they are, beyond the paired interval.
    Metadata is lost in every condition, and with it what the other signals knew.`,
    wide(differenceChart('What is lost', 'AUC lost (mean over generators); right of the line is worse', dots, series)),
    tableOf(['condition', ...sweptShown.map((name) => sweptTexts[name].name)], [clean, ...rows]),
    `<details><summary>What each condition and column is</summary><ul>${Object.values(sweptTexts)
      .map(({ name, text }) => `<li><b>${name}</b>: ${text}</li>`)
      .join('')}</ul><ul>${sweep
      .map(
        ({ condition, text, unpaired }) =>
          `<li><b>${escaped(condition)}</b>: ${escaped(text)}${unpaired > 0 ? `; ${unpaired} photos could be judged only one way and are left out` : ''}</li>`,
      )
      .join('')}</ul></details>`,
  )
}

const lessIsBetter = new Set<SweptFigure>(['fpr5', 'fprSuspect', 'insufficient'])

/** Coloured where the paired difference's interval leaves nought out. */
function shaded(name: SweptFigure, estimate: Estimate, lost: Estimate): string {
  const sign = lessIsBetter.has(name) ? -1 : 1
  const format = name.startsWith('tpr') || name.startsWith('fpr') || name === 'insufficient' ? percent : figure
  const [low, high] = [lost.low ?? 0, lost.high ?? 0]
  const certain = low > 0 ? sign : high < 0 ? -sign : 0
  const mark = certain > 0 ? 'worse' : certain < 0 ? 'better' : ''
  return `<span class="${mark}">${withInterval(estimate, format)}</span>`
}

export function models({ models, versions }: Report): string {
  if (!models) return ''
  const names = Object.keys(comparedTexts) as ComparedFigure[]
  const rows = models.map(({ model, figures, p50Ms, photos }) => [
    `${escaped(model.name)} ${escaped(model.version)}`,
    `${photos}`,
    ...names.map((name) => withInterval(figures[name])),
    `${Math.round(p50Ms)} ms`,
  ])
  const dots = models.map(({ model, difference }) => ({
    name: model.name,
    points: [
      { role: 'detector' as const, ...difference.detectorMacroAuc },
      { role: 'score' as const, ...difference.tprAt5 },
    ],
  }))
  const series = [
    { name: comparedTexts.detectorMacroAuc, role: 'detector' as const },
    { name: comparedTexts.tprAt5, role: 'score' as const },
  ]
  const differences = models.map(({ model, difference }) => [
    escaped(model.name),
    ...names.map((name) => withInterval(difference[name])),
  ])
  return section(
    'Other detectors',
    `Over the photos that both could judge, against ${escaped(versions.model.name)} with the same draws: an interval that leaves
    nought out is a difference that other sources would show too.`,
    wide(differenceChart('Paired differences', 'difference; right of the line is better than the first', dots, series)),
    tableOf(['detector', 'photos', ...names.map((name) => comparedTexts[name]), 'median time'], rows),
    '<h3>Difference to the first</h3>',
    tableOf(['detector', ...names.map((name) => comparedTexts[name])], differences),
  )
}
