import { mkdir, writeFile } from 'node:fs/promises'
import { availableParallelism } from 'node:os'
import { join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { misused, readArguments } from '../src/commands/arguments.ts'
import { readConfig } from '../src/config.ts'
import { loadDetector } from '../src/signals/generated/card.ts'
import { openDataset } from './dataset.ts'
import { fallen, readGate, writeGate } from './gate.ts'
import { reportPage } from './html/page.ts'
import { type Judged, judge } from './judge.ts'
import { conditions } from './launder.ts'
import { metadataProbe } from './probe.ts'
import { startProgress } from './progress.ts'
import { makeReport } from './report.ts'
import { summary } from './summary.ts'
import { readTable } from './table.ts'

/**
 * Benchmarks the service's checks, without HTTP, on labelled photos:
 *
 *   dataset -> run (launder, examine) -> photos.csv -> table -> figures, each with its interval -> report.json
 *                                                                                    -> html/page, summary, gate
 *
 * `run` and `journal` keep a line a photo, so that a kill costs nothing; everything after them is computed from those
 * lines alone. `metrics` knows numbers only, `figures` says which of them matter, `bootstrap` draws sources again.
 */
const usage = `usage: npm run --silent bench -- [DIR or CSV] [--out OUT] [--workers N] [--sweep]
         [--model DIR]... [--gate FILE] [--write-gate FILE]

  DIR           real/** and ai/** or fake/**, the first folder below being the source or generator; or a CSV file with
                file,label,generator,source (and mask, claim, content) beside the photos. Without it: fixtures/bench
  --out         where photos.csv, report.json and report.html go; data/bench by default. Photos that an earlier run
                with the same versions finished are not checked again
  --workers     inference threads; as many as there are cores by default
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
const refused = (error: Error) => misused(error.message, usage)

const ownSet = fileURLToPath(new URL('../fixtures/bench', import.meta.url))
const place = positionals[0] ?? ownSet
const name = place === ownSet ? 'fixtures/bench (our own pictures: they prove the path, not accuracy)' : place
const out = resolve(values.out ?? 'data/bench')
const config = { ...readConfig(), WORKERS: workers }
const models = values.model ?? [config.MODEL_DIR]
const swept = values.sweep ? conditions : []
const baseline = values.gate ? await readGate(values.gate).catch(refused) : undefined
const dataset = await openDataset(place).catch(refused)
// Hours may pass before the second model's turn.
for (const folder of models) await loadDetector(folder).catch(refused)

let rows = 0
for await (const _ of dataset.rows()) rows++
if (rows === 0) {
  console.error(`${place}: there are no photos in it.`)
  process.exit(1)
}
await mkdir(out, { recursive: true })

const startedAt = performance.now()
const progress = startProgress(rows * (models.length + swept.length), process.stderr, () => performance.now())
const [firstModel, ...otherModels] = models as [string, ...string[]]
const each = { dataset, out, progress }
const judged: [Judged, ...Judged[]] = [
  await judge({
    ...each,
    config: { ...config, MODEL_DIR: firstModel },
    name: 'photos',
    conditions: swept,
    mistakes: true,
  }),
]
for (const [i, folder] of otherModels.entries()) {
  const other = { ...config, MODEL_DIR: folder }
  judged.push(await judge({ ...each, config: other, name: `models/${i + 2}`, conditions: [], mistakes: false }))
}
progress.end()

const seconds = (performance.now() - startedAt) / 1000
const checkedPhotos = judged.reduce((sum, { checked }) => sum + checked, 0)
const table = await readTable(judged[0].journal)
table.scores.metadata = metadataProbe(table)
const report = await makeReport(judged, table, {
  command: ['npm run bench --', ...process.argv.slice(2)].join(' '),
  name,
  kind: dataset.kind,
  run: {
    workers,
    checkedPhotos,
    seconds,
    photosPerSecond: checkedPhotos > 0 ? checkedPhotos / seconds : null,
    faults: judged.reduce((sum, { faults }) => sum + faults, 0),
  },
  now: new Date(),
})
await writeFile(join(out, 'report.json'), `${JSON.stringify(report, null, 2)}\n`)
await writeFile(join(out, 'report.html'), reportPage(report, table, judged[0].mistakes))
process.stdout.write(`${summary(report)}\n${join(out, 'report.html')}\n`)

if (values['write-gate'] && report.data.photos > 0) await writeGate(values['write-gate'], report)
const fell = baseline ? fallen(baseline, report) : []
for (const each of fell) console.error(`gate: ${each}`)
process.exit(fell.length > 0 || report.data.photos === 0 ? 1 : 0)
