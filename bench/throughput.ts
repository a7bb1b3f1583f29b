import { execFileSync } from 'node:child_process'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import pLimit from 'p-limit'
import { assembleCheck } from '../src/assembleCheck.ts'
import { misused, readArguments } from '../src/commands/arguments.ts'
import { readConfig } from '../src/config.ts'
import { type LabelledPhoto, openDataset } from './dataset.ts'
import { examiner } from './examine.ts'
import { percentile } from './load.ts'
import { startProgress } from './progress.ts'
import { run } from './run.ts'

/**
 * What the benchmark's own bookkeeping costs: its run (rows, sha256, journal, order, progress) beside a plain loop over
 * the same checks of the same photos, and beside the bare loop, which only decodes and infers. In turns in one run, so
 * that a noisy machine spoils all alike.
 */
const usage = 'usage: npm run --silent throughput -- DIR or CSV'
const turns = 3

const { values, positionals } = readArguments(usage, {})
if (values.help) {
  process.stdout.write(`${usage}\n`)
  process.exit(0)
}
if (positionals.length !== 1) misused('Name one folder or CSV file.', usage)
const dataset = await openDataset(positionals[0]!).catch((error: Error) => misused(error.message, usage))
const photos: LabelledPhoto[] = []
for await (const row of dataset.rows()) if (!('fault' in row)) photos.push(row)

const config = readConfig()
const inFlight = 2 * config.WORKERS
const folder = await mkdtemp(join(tmpdir(), 'huoyan-throughput-'))
const parts = await assembleCheck(config, { onFault: () => {} })
const examine = examiner(parts)
const rates: Record<'run' | 'plain' | 'bare', number[]> = { run: [], plain: [], bare: [] }
try {
  for (let turn = 0; turn < turns; turn++) {
    rates.plain.push(await rateOf(plainLoop))
    rates.run.push(await rateOf(() => benchmarkRun(join(folder, `photos-${turn}.csv`))))
    rates.bare.push(bareLoop())
  }
} finally {
  await parts.close()
  await rm(folder, { recursive: true })
}

const [ran, plain, bare] = [rates.run, rates.plain, rates.bare].map((each) => percentile(each, 0.5)) as [
  number,
  number,
  number,
]
process.stdout.write(
  [
    `${photos.length} photos, ${inFlight} under way, median of ${turns} turns, photos a second`,
    `the benchmark's run            ${ran.toFixed(1)}`,
    `a plain loop over its checks   ${plain.toFixed(1)}  (the run reaches ${(ran / plain).toFixed(2)} of it)`,
    `decoding and inference alone   ${bare.toFixed(1)}  (the run reaches ${(ran / bare).toFixed(2)} of it)`,
    '',
  ].join('\n'),
)

async function rateOf(work: () => Promise<unknown>): Promise<number> {
  const startedAt = performance.now()
  await work()
  return (1000 * photos.length) / (performance.now() - startedAt)
}

async function plainLoop(): Promise<void> {
  const limit = pLimit(inFlight)
  await Promise.all(
    photos.map(({ file, path }) =>
      limit(async () => {
        // A photo that the service refuses costs what it costs in the run.
        await examine({ file, bytes: await readFile(path) }).catch(() => {})
      }),
    ),
  )
}

function benchmarkRun(journal: string): Promise<number> {
  const progress = startProgress(photos.length, process.stderr, () => performance.now())
  return run({ dataset, examine, journal, key: {}, inFlight, progress })
}

function bareLoop(): number {
  const script = fileURLToPath(new URL('bareLoop.ts', import.meta.url))
  const given = ['--import', 'tsx', script, config.MODEL_DIR, '1', ...photos.map(({ path }) => path)]
  const env = { ...process.env, ORT_DISABLE_TELEMETRY: '1' }
  return Number(execFileSync(process.execPath, given, { encoding: 'utf8', env }))
}
