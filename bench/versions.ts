import { createHash } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { cpus, release, totalmem, type } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { CheckAssembly } from '../src/assembleCheck.ts'
import { sharp } from '../src/photo/sharp.ts'
import { nothing } from '../src/store/nothing.ts'

const root = fileURLToPath(new URL('../', import.meta.url))

export interface Versions {
  service: string
  /** sha256 over the service's sources and what of the benchmark makes results. */
  code: string
  policy: { version: string; sha256: string }
  model: { name: string; version: string; sha256: string; card: string }
  node: string
  libvips: string
}

/** Everything that a photo's result depends on beside its bytes. */
export async function versionsOf(parts: CheckAssembly): Promise<Versions> {
  const ports = parts.ports(nothing)
  const { service, model } = ports.versions()
  const { card } = parts.detector
  return {
    service,
    code: await codeSha256(),
    policy: { version: ports.policy().version, sha256: sha256(JSON.stringify(ports.policy())) },
    model: { ...model, version: card.version, card: sha256(JSON.stringify(card)) },
    node: process.version,
    libvips: sharp.versions.vips,
  }
}

const ofResults = ['examine.ts', 'launder.ts', 'patches.ts', 'results.ts', 'run.ts']

async function codeSha256(): Promise<string> {
  const sources = (await readdir(join(root, 'src'), { recursive: true }))
    .filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts'))
    .map((name) => join('src', name))
  const files = [...sources, ...ofResults.map((name) => join('bench', name))].sort()
  const hash = createHash('sha256')
  for (const file of files) hash.update(`${file}\n`).update(await readFile(join(root, file)))
  return hash.digest('hex')
}

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex')

export interface Machine {
  cpu: string
  cores: number
  memoryGb: number
  system: string
}

export function machine(): Machine {
  const cores = cpus()
  return {
    cpu: cores[0]?.model.trim() ?? 'unknown',
    cores: cores.length,
    memoryGb: Math.round(totalmem() / 2 ** 30),
    system: `${type()} ${release()} ${process.arch}`,
  }
}
