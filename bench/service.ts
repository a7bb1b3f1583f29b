import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('../', import.meta.url))

/** As `npm start` sets them: glibc's malloc otherwise keeps every large buffer that libvips ever freed. */
const malloc = { MALLOC_ARENA_MAX: '2', MALLOC_MMAP_THRESHOLD_: '1048576' }

/** As `npm start` too: on Node 24 every thread's young generation otherwise grows, by 120 MB in all under hostile load. */
const youngGeneration = '--max-semi-space-size=4'

export interface RunningService {
  url: string
  child: ChildProcess
  readyAfterMs: number
  /** One value of /metrics; NaN when it is not there. */
  metric: (name: string) => Promise<number>
  /** Memory and event-loop delay since the last look (reading /metrics begins a new period). */
  vitals: () => Promise<{ rssMb: number; eventLoopP99Ms: number }>
  /** Posts a claim; the body is what the service answered. */
  post: (claim: object, photos: { bytes: Uint8Array; name: string }[]) => Promise<{ status: number; body: string }>
  stop: (signal?: NodeJS.Signals) => Promise<number | null>
}

/**
 * Starts the built service as an operator would, in a process of its own, on a free port.
 * @param dataDir kept by the caller; a temporary one is removed at the end when not given.
 */
export async function startService(
  environment: Record<string, string> = {},
  dataDir?: string,
): Promise<RunningService> {
  const startedAt = performance.now()
  const folder = dataDir ?? (await mkdtemp(join(tmpdir(), 'huoyan-')))
  const child = spawn(process.execPath, [youngGeneration, 'dist/main.js'], {
    cwd: root,
    env: { ...process.env, ...malloc, PORT: '0', DATA_DIR: folder, LOG_LEVEL: 'error', ...environment },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  // Whatever ends this process ends the service too.
  const kill = () => child.kill('SIGKILL')
  process.once('exit', kill)
  const exited = new Promise<number | null>((resolve) => child.once('exit', resolve)).finally(() =>
    process.off('exit', kill),
  )
  const url = await new Promise<string>((resolve, reject) => {
    child.stdout!.on('data', (line: Buffer) => {
      const found = /https?:\/\/[\w.[\]:]+?(?= has)/.exec(line.toString())
      if (found) resolve(found[0])
    })
    exited.then((code) => reject(new Error(`the service ended with ${code} before it was ready`)))
  })
  const metrics = async () => (await fetch(`${url}/metrics`)).text()
  return {
    url,
    child,
    readyAfterMs: performance.now() - startedAt,
    metric: async (name) => metricOf(await metrics(), name),
    async vitals() {
      const text = await metrics()
      return {
        rssMb: metricOf(text, 'huoyan_process_resident_memory_bytes') / 1e6,
        eventLoopP99Ms: metricOf(text, 'huoyan_nodejs_eventloop_lag_p99_seconds') * 1000,
      }
    },
    async post(claim, photos) {
      const form = new FormData()
      form.set('claim', JSON.stringify(claim))
      for (const { bytes, name } of photos) form.append('photo', new Blob([bytes as Uint8Array<ArrayBuffer>]), name)
      const response = await fetch(`${url}/v1/checks`, { method: 'POST', body: form })
      return { status: response.status, body: await response.text() }
    },
    async stop(signal = 'SIGTERM') {
      child.kill(signal)
      const code = await exited
      if (dataDir === undefined) await rm(folder, { recursive: true, force: true })
      return code
    },
  }
}

const metricOf = (metrics: string, name: string) =>
  Number(new RegExp(`^${name} (\\S+)$`, 'm').exec(metrics)?.[1] ?? Number.NaN)
