import { type SignalName, signalNames } from '../../src/check/signal.ts'
import type { Estimate, Estimates } from '../bootstrap.ts'
import { type ComparedFigure, comparedTexts } from '../compare.ts'
import { type FlagFigures, genuineCounts } from '../figures.ts'
import type { Mistake } from '../mistakes.ts'
import type { Report } from '../report.ts'
import { type SweptFigure, sweptTexts } from '../sweep.ts'
import { otherGenerators, type Table } from '../table.ts'
import {
  type Bar,
  detChart,
  differenceChart,
  histogramChart,
  intervalBars,
  latencyChart,
  reliabilityChart,
  rocChart,
  stripChart,
} from './charts.ts'
import { classHistograms, detLines, reliabilityCurves, rocLines, strips } from './curves.ts'
import { mistakeGallery } from './gallery.ts'
import { remarks } from './remarks.ts'
import { style } from './style.ts'
import { escaped, figure, percent, tableOf, withInterval } from './text.ts'

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

const section = (title: string, lead: string, ...parts: string[]) =>
  `<section><h2>${title}</h2><p class="lead">${lead}</p>${parts.join('\n')}</section>`
const pair = (...parts: string[]) =>
  `<div class="pair">${parts.map((part) => `<figure>${part}</figure>`).join('')}</div>`
const wide = (part: string) => `<figure>${part}</figure>`
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

function ranking({ figures }: Report, table: Table): string {
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

function byGenerator({ figures }: Report, table: Table): string {
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

function bySource({ figures }: Report, table: Table): string {
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

function distributions({ shipped }: Report, table: Table): string {
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

function decisions({ figures, shipped }: Report): string {
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

function calibration({ figures, shipped }: Report, table: Table): string {
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

const signalTexts: Record<SignalName, string> = {
  generated: 'generated (the detector)',
  provenance: 'provenance',
  camera: 'camera',
  encoding: 'encoding',
  reuse: 'reuse',
  history: 'history',
}

function signals({ figures, coverage }: Report): string {
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

function content({ figures }: Report): string {
  const kinds = Object.entries(figures.content)
  if (kinds.length === 0) return ''
  const rows = kinds.map(([kind, of]) => [escaped(kind), withInterval(of.score), withInterval(of.detector)])
  return section(
    'Within one kind of picture',
    'Genuine photos of a kind against others of the same kind: what a picture shows must not do the work.',
    tableOf(['kind', 'AUC, score', 'AUC, detector'], rows),
  )
}

function claims({ claims }: Report): string {
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

function patches({ figures }: Report): string {
  const { f1, iou, falseArea } = figures.patches
  return section(
    'Where the detector looks',
    'The patch map against the masks of edited photos, pixel by pixel, and the share of genuine photos that it marks.',
    tableOf(
      ['', 'pixel F1', 'IoU', 'false area on genuine photos'],
      [['patch map', withInterval(f1), withInterval(iou), withInterval(falseArea, percent)]],
    ),
  )
}

const sweptShown = Object.keys(sweptTexts) as SweptFigure[]

function sweep({ sweep, figures }: Report): string {
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

function models({ models, versions }: Report): string {
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

function time({ latency, run, machine }: Report): string {
  const rows = [
    { name: 'whole check', ...latency.whole },
    ...Object.entries(latency.sizes).map(([name, of]) => ({ name, ...of })),
    ...Object.entries(latency.stages).map(([name, of]) => ({ name: name === 'open' ? 'reading pixels' : name, ...of })),
  ]
  const ms = (value: number) => value.toFixed(value < 10 ? 1 : 0)
  return section(
    'Time',
    `Beside ${2 * run.workers} photos under way at once on ${machine.cores} cores, so with waiting for each other: for the time of
    a single check see the speed command.`,
    wide(latencyChart(rows)),
    tableOf(
      ['milliseconds', 'photos', 'p50', 'p95', 'p99'],
      rows.map((row) => [row.name, `${row.photos}`, ms(row.p50), ms(row.p95), ms(row.p99)]),
    ),
  )
}

const listedMax = 50

function origins({ data, versions, machine, run, bootstrap }: Report): string {
  const facts = [
    ['data fingerprint', `<code>${data.fingerprint}</code>`],
    [
      'rows',
      `${data.rows}, of them ${data.unreadable.length} unreadable and ${data.duplicates} with the bytes of another`,
    ],
    [
      'detector',
      `${escaped(versions.model.name)} ${escaped(versions.model.version)}, <code>${versions.model.sha256}</code>`,
    ],
    ['service', `${escaped(versions.service)}, sources <code>${versions.code}</code>`],
    ['policy', `${escaped(versions.policy.version)}, <code>${versions.policy.sha256}</code>`],
    ['machine', escaped(`${machine.cpu}, ${machine.cores} cores, ${machine.memoryGb} GB, ${machine.system}`)],
    ['runtime', escaped(`Node ${versions.node}, libvips ${versions.libvips}`)],
    [
      'run',
      run.photosPerSecond === null
        ? 'every photo was checked by an earlier run'
        : `${run.checkedPhotos} checks in ${run.seconds.toFixed(0)} s, ${run.photosPerSecond.toFixed(1)} a second, ${run.workers} workers`,
    ],
    ['intervals', `${bootstrap.rounds} rounds, ${bootstrap.method}`],
  ]
  const unreadable = data.unreadable
    .slice(0, listedMax)
    .map(({ file, error }) => `<li><code>${escaped(file)}</code> ${escaped(error)}</li>`)
  const more = data.unreadable.length - listedMax
  return section(
    'Where this comes from',
    'Enough to run it again and get the same figures.',
    tableOf(['', ''], facts as string[][]),
    unreadable.length > 0
      ? `<h3>Unreadable</h3><ul>${unreadable.join('')}</ul>${more > 0 ? `<p>and ${more} more, see report.json</p>` : ''}`
      : '',
  )
}
