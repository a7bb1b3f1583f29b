import type { Estimate } from '../bootstrap.ts'
import type { Mistake } from '../mistakes.ts'
import type { Report } from '../report.ts'
import type { Table } from '../table.ts'
import { calibration, decisions } from './decisions.ts'
import { claims, content, patches, signals } from './evidence.ts'
import { mistakeGallery } from './gallery.ts'
import { byGenerator, bySource, distributions, ranking } from './ranking.ts'
import { remarks } from './remarks.ts'
import { models, sweep } from './robustness.ts'
import { origins, time } from './running.ts'
import { style } from './style.ts'
import { escaped, figure, percent } from './text.ts'

/** The report as one file: no script, nothing loaded from anywhere. */
export function reportPage(report: Report, table: Table, mistakes: Mistake[]): string {
  const sections = [
    head(report),
    cards(report),
    remarks(report, table),
    report.data.photos > 0 ? judged(report, table, mistakes) : '',
    origins(report),
  ]
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; img-src data:; style-src 'unsafe-inline'">
<title>Huoyan benchmark – ${escaped(report.data.name)}</title>
<style>${style}</style>
</head>
<body><main>${sections.join('\n')}</main></body>
</html>
`
}

function judged(report: Report, table: Table, mistakes: Mistake[]): string {
  return [
    ranking(report, table),
    byGenerator(report, table),
    bySource(report, table),
    distributions(report, table),
    decisions(report),
    calibration(report, table),
    signals(report),
    content(report),
    claims(report),
    patches(report),
    sweep(report),
    models(report),
    time(report),
    mistakeGallery(mistakes),
  ].join('\n')
}

const count = (names: Record<string, unknown>) => Object.keys(names).length

function head({ data, versions, createdAt, command }: Report): string {
  const day = createdAt.slice(0, 16).replace('T', ' ')
  return `<header><p class="brand">火眼 Huoyan</p><h1>Benchmark</h1>
<p><b>${escaped(data.name)}</b> · ${data.photos} photos: ${data.real} genuine of ${count(data.realSources)} sources,
${data.notGenuine} not genuine of ${count(data.generators)} generators · detector <b>${escaped(versions.model.name)} ${escaped(versions.model.version)}</b>
· ${day} UTC</p><p><code>${escaped(command)}</code></p></header>`
}

function cards({ figures, data, shipped }: Report): string {
  const { rank, shipped: flags, calibration, decisions } = figures
  const card = (name: string, estimate: Estimate, text: string, format = figure) => {
    const { value, low, high } = estimate
    const interval = low === null || high === null ? '' : `95 %: ${format(low)} – ${format(high)}`
    return `<div class="card"><span>${name}</span><b>${value === null ? '–' : format(value)}</b><i>${interval}</i><small>${text}</small></div>`
  }
  const suspect = `score of ${shipped.suspect} and more`
  return `<div class="cards">${[
    card('AUC, whole score', rank.score.macroAuc, 'mean over generators; 0.5 is chance'),
    card('AUC, detector', rank.generated.macroAuc, 'pixels alone, mean over generators'),
    card('Found as suspect', flags.suspect.tprMacro, `${suspect}; mean over generators`, percent),
    card('False alarms', flags.suspect.fprMacro, `${suspect}; mean over real sources`, percent),
    card(
      'Worst source',
      flags.suspect.fprWorst,
      'false alarms where they are most, of sources with ten photos or more',
      percent,
    ),
    card('Balanced accuracy', flags.suspect.balancedAccuracy, 'of suspect against the rest'),
    card('Calibration error', calibration.score.ece, `of the score, at ${percent(shipped.prior)} not genuine`),
    card('Error on the decided', decisions.errorOnDecided, 'of photos called clear or suspect', percent),
    card('Metadata probe', rank.metadata.auc, 'AUC from size and compression alone; 0.5 is sound'),
    card('Unreadable', { value: data.unreadable.length, low: null, high: null }, `of ${data.rows} rows`, (n) => `${n}`),
  ].join('')}</div>`
}
