import { mkdir, writeFile } from 'node:fs/promises'
import { availableParallelism } from 'node:os'
import { join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { assembleCheck, type CheckAssembly } from '../src/assemble.ts'
import { misused, readArguments } from '../src/commands/arguments.ts'
import { type Config, readConfig } from '../src/config.ts'
import { accuracy, claimAccuracy, type Shipped } from './accuracy.ts'
import { roundsFor } from './bootstrap.ts'
import { type ComparedRun, compare } from './compare.ts'
import { type Dataset, openDataset } from './dataset.ts'
import { examiner } from './examine.ts'
import { dataFacts } from './facts.ts'
import { coverage } from './figures.ts'
import { fallen, writeGate } from './gate.ts'
import { reportPage } from './html/page.ts'
import { latency } from './latency.ts'
import { type Condition, conditions, launder } from './launder.ts'
import { illustrated, type Mistake, worstMistakes } from './mistakes.ts'
import { nothing } from './nothing.ts'
import { metadataProbe } from './probe.ts'
import { type Progress, startProgress } from './progress.ts'
import type { Report } from './report.ts'
import { run } from './run.ts'
import { summary } from './summary.ts'
import { type Sweep, sweptCondition } from './sweep.ts'
import { readTable } from './table.ts'
import { machine, type Versions, versionsOf } from './versions.ts'

/** Benchmarks the service's checks, without HTTP, on labelled photos. */
const usage = `usage: npm run --silent bench -- [DIR or CSV] [--out OUT] [--workers N] [--sweep]
         [--model DIR]... [--gate FILE] [--write-gate FILE]

  DIR           real/** and ai/** or fake/**, the first folder below being the source or generator; or a CSV file with
                file,label,generator,source (and mask, claim, content) beside the photos. Without it: fixtures/bench
  --out         where photos.csv, report.json and report.html go; data/bench by default. Photos that an earlier run
                with the same versions finished are not checked again
  --sweep       every photo again under compression, scaling, a messenger, a screenshot
  --model       a detector to judge, MODEL_DIR by default; more than one are compared with the first
  --gate        exits 1 and says what fell below the stored baseline
  --write-gate  stores this run's figures as the baseline`

const { values, positionals } = readArguments(usage, {
  out: { type: 'string' },
  workers: { type: 'string' },
  sweep: { type: 'boolean' },
  model: { type: 'string', multiple: true as const },
  gate: { type: 'string' },
  'write-gate': { type: 'string' },
})
if (values.help) {
  process.stdout.write(`${usage}\n`)
  process.exit(0)
}
if (positionals.length > 1) misused(`Name one folder, not ${positionals.length}.`, usage)
const workers = Number(values.workers ?? availableParallelism())
if (!Number.isInteger(workers) || workers < 1) misused('--workers takes a whole number from 1.', usage)

const ownSet = fileURLToPath(new URL('../fixtures/bench', import.meta.url))
const place = positionals[0] ?? ownSet
const out = resolve(values.out ?? 'data/bench')
const base: Config = { ...readConfig(), WORKERS: workers }
const folders = values.model ?? [base.MODEL_DIR]
const sweep: Condition[] = values.sweep ? conditions : []

const dataset = await openDataset(place).catch((error: Error) => misused(error.message, usage))
let rows = 0
for await (const _ of dataset.rows()) rows++
if (rows === 0) {
  console.error(`${place}: there are no photos in it.`)
  process.exit(1)
}
await mkdir(out, { recursive: true })

const progress = startProgress(rows * (folders.length + sweep.length), process.stderr, () => performance.now())
const startedAt = performance.now()
const runs: JudgedRun[] = []
for (const [number, folder] of folders.entries()) runs.push(await judge(folder, number, progress))
progress.end()

const first = runs[0]!
const report = await reportOf(first, performance.now() - startedAt)
await writeFile(join(out, 'report.json'), `${JSON.stringify(report, null, 2)}\n`)
const table = await readTable(first.journal)
await writeFile(
  join(out, 'report.html'),
  reportPage(report, { ...table, scores: { ...table.scores, metadata: metadataProbe(table) } }, first.mistakes),
)
process.stdout.write(`${summary(report)}\n${join(out, 'report.html')}\n`)

if (values['write-gate'] && report.data.photos > 0) await writeGate(values['write-gate'], report)
const fell = values.gate ? await fallen(values.gate, report) : []
for (const each of fell) console.error(`gate: ${each}`)
process.exit(fell.length > 0 || report.data.photos === 0 ? 1 : 0)

interface JudgedRun extends ComparedRun {
  shipped: Report['shipped']
  versions: Versions
  checked: number
  faults: number
  swept: { condition: Condition; journal: string }[]
  mistakes: Mistake[]
}

/** Runs the data set through one detector, and the first one through the sweep. */
async function judge(folder: string, number: number, progress: Progress): Promise<JudgedRun> {
  let faults = 0
  const config = { ...base, MODEL_DIR: folder }
  const parts = await assembleCheck(config, () => faults++)
  try {
    const versions = await versionsOf(parts)
    const key = { versions, maxBytes: config.MAX_PHOTO_BYTES, maxPixels: config.MAX_PHOTO_PIXELS }
    const journal = number === 0 ? join(out, 'photos.csv') : join(out, 'models', `${number + 1}.csv`)
    progress.phase(folders.length > 1 ? versions.model.name : '')
    const each = { dataset: dataset as Dataset, examine: examiner(parts), inFlight: 2 * workers, progress }
    let checked = await run({ ...each, journal, key })
    const swept: JudgedRun['swept'] = []
    for (const condition of number === 0 ? sweep : []) {
      progress.phase(condition)
      const file = join(out, 'sweep', `${condition.replaceAll(' ', '-')}.csv`)
      const transform = (bytes: Uint8Array, sha256: string) => launder(bytes, condition, sha256)
      checked += await run({ ...each, transform, journal: file, key: { ...key, condition } })
      swept.push({ condition, journal: file })
    }
    const mistakes = number === 0 ? await illustrated(await worstMistakes(journal), parts, dataset as Dataset) : []
    const { model } = versions
    const shipped = shippedBy(parts)
    const { detectorSuspect } = shipped
    return { folder, journal, model, detectorSuspect, shipped, versions, checked, faults, swept, mistakes }
  } finally {
    await parts.close()
  }
}

function shippedBy(parts: CheckAssembly): Shipped & Report['shipped'] {
  const { prior, channels } = parts.ports(nothing).policy()
  const { review, suspect } = channels.refund
  return { prior, detectorSuspect: parts.detector.card.thresholds.suspect, review, suspect }
}

async function reportOf(first: JudgedRun, tookMs: number): Promise<Report> {
  const table = await readTable(first.journal)
  table.scores.metadata = metadataProbe(table)
  const claims = claimAccuracy(table, first.shipped)
  const swept: Sweep = []
  for (const { condition, journal } of first.swept)
    swept.push(await sweptCondition(condition, first.journal, journal, first.detectorSuspect))
  const compared = []
  for (const other of runs.slice(1)) compared.push(await compare(first, other))
  const checkedPhotos = runs.reduce((sum, each) => sum + each.checked, 0)
  const seconds = tookMs / 1000
  return {
    schema: 1,
    createdAt: new Date().toISOString(),
    command: ['npm run bench --', ...process.argv.slice(2)].join(' '),
    versions: first.versions,
    machine: machine(),
    data: {
      name: place === ownSet ? 'fixtures/bench (our own pictures, which prove the path and no accuracy)' : place,
      kind: dataset.kind,
      ...(await dataFacts(first.journal)),
    },
    run: {
      workers,
      checkedPhotos,
      seconds,
      photosPerSecond: checkedPhotos > 0 ? checkedPhotos / seconds : null,
      faults: runs.reduce((sum, each) => sum + each.faults, 0),
    },
    coverage: coverage(table),
    shipped: first.shipped,
    figures: accuracy(table, first.shipped),
    bootstrap: {
      rounds: roundsFor(table.photos),
      method: 'two-stage by source, then by photo; 95 % percentile interval; fixed seed',
    },
    ...(claims && { claims }),
    ...(swept.length > 0 && { sweep: swept }),
    ...(compared.length > 0 && { models: compared }),
    latency: latency(table),
  }
}
