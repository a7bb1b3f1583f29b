import { execFileSync } from 'node:child_process'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { availableParallelism, cpus, tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import sharp from 'sharp'
import { renderScene } from '../fixtures/scene.ts'
import { drive, percentile } from './load.ts'
import { startService } from './service.ts'

/**
 * The service beside the bare loop, in turns in one run, so that a noisy machine spoils both alike.
 * usage: npm run --silent speed -- [--json] [--min-ratio R]
 */
const { values } = parseArgs({ options: { json: { type: 'boolean' }, 'min-ratio': { type: 'string' } } })

const turns = 3
const roundsATurn = 2
const inFlight = 12
const root = (path: string) => fileURLToPath(new URL(`../${path}`, import.meta.url))
const modelDir = process.env.MODEL_DIR ?? root('models')

const folder = await mkdtemp(join(tmpdir(), 'huoyan-speed-'))
const files = await Promise.all(Array.from({ length: 16 }, (_, i) => renderPhoto(`photo-${i}.jpg`, 1080, 1440, i)))
const large = await renderPhoto('large.jpg', 3024, 4032, 99)

const bare: number[] = []
const served: number[] = []
let latencies: number[] = []
let orders = 0
const service = await startService({ MODEL_DIR: modelDir })
await serve(2)
await service.vitals()
let rssMb = 0
let eventLoopP99Ms = 0
for (let turn = 0; turn < turns; turn++) {
  bare.push(runBareLoop())
  served.push(await serve(roundsATurn))
  await look()
}
const largeMs = await drive(Array(9).fill(large), 1, post)
await look()
await service.stop()
await rm(folder, { recursive: true })

const figures = {
  ratio: rounded(percentile(served, 0.5) / percentile(bare, 0.5), 3),
  serviceChecksPerSecond: rounded(percentile(served, 0.5), 2),
  bareChecksPerSecond: rounded(percentile(bare, 0.5), 2),
  p50Ms: rounded(percentile(latencies, 0.5), 1),
  p99Ms: rounded(percentile(latencies, 0.99), 1),
  twelveMegapixelMs: rounded(percentile(largeMs, 0.5), 1),
  rssMb: rounded(rssMb, 0),
  eventLoopP99Ms: rounded(eventLoopP99Ms, 1),
  readyAfterMs: rounded(service.readyAfterMs, 0),
  photos: `${files.length} of 1080 x 1440, ${inFlight} in flight; 12 megapixels one by one`,
  machine: `${availableParallelism()} x ${cpus()[0]?.model ?? 'unknown'}, Node ${process.version}`,
}
process.stdout.write(values.json ? `${JSON.stringify(figures)}\n` : told())
const least = Number(values['min-ratio'] ?? 0)
if (!(figures.ratio >= least)) {
  console.error(`The service reaches ${figures.ratio} of the bare loop; at least ${least} was asked for.`)
  process.exit(1)
}

/** A scene of our own, as large as a phone's or a messenger's. */
async function renderPhoto(name: string, width: number, height: number, seed: number): Promise<string> {
  const scene = { data: renderScene(width / 3, height / 3, seed), width: width / 3, height: height / 3 }
  const pixels = sharp(scene.data, { raw: { width: scene.width, height: scene.height, channels: 3 } })
  const path = join(folder, name)
  await writeFile(path, await pixels.resize(width, height).sharpen().jpeg({ quality: 88 }).toBuffer())
  return path
}

function runBareLoop(): number {
  const script = root('bench/bareLoop.ts')
  const given = ['--import', 'tsx', script, modelDir, String(roundsATurn), ...files]
  return Number(
    execFileSync(process.execPath, given, {
      cwd: root(''),
      encoding: 'utf8',
      env: { ...process.env, ORT_DISABLE_TELEMETRY: '1' },
    }),
  )
}

async function look(): Promise<void> {
  const vitals = await service.vitals()
  rssMb = Math.max(rssMb, vitals.rssMb)
  eventLoopP99Ms = Math.max(eventLoopP99Ms, vitals.eventLoopP99Ms)
}

/** @returns photos a second. */
async function serve(rounds: number): Promise<number> {
  const startedAt = performance.now()
  latencies = await drive(Array.from({ length: rounds }, () => files).flat(), inFlight, post)
  return latencies.length / ((performance.now() - startedAt) / 1000)
}

async function post(file: string): Promise<void> {
  const claim = { channel: 'refund', orderId: `speed-${orders++}` }
  const { status, body } = await service.post(claim, [{ bytes: await readFile(file), name: 'photo.jpg' }])
  if (status !== 200) throw new Error(`${status}: ${body}`)
}

function rounded(value: number, digits: number): number {
  return Number(value.toFixed(digits))
}

function told(): string {
  return Object.entries(figures)
    .map(([name, value]) => `${name.padEnd(24)}${value}\n`)
    .join('')
}
