import { createHash } from 'node:crypto'
import { readResults } from './results.ts'

/** What a run was over: enough to tell whether two runs were over the same photos. */
export interface DataFacts {
  rows: number
  /** With a verdict; all figures are of these. */
  photos: number
  real: number
  notGenuine: number
  /** Photos by source and by generator. */
  realSources: Record<string, number>
  generators: Record<string, number>
  /** Photos whose bytes occurred before in the data set. */
  duplicates: number
  unreadable: { file: string; error: string }[]
  /** sha256 over every row's name, labels and bytes. */
  fingerprint: string
}

export async function dataFacts(journal: string): Promise<DataFacts> {
  const hash = createHash('sha256')
  const seen = new Set<string>()
  const realSources = new Map<string, number>()
  const generators = new Map<string, number>()
  const unreadable: DataFacts['unreadable'] = []
  const counted = { rows: 0, photos: 0, real: 0, notGenuine: 0, duplicates: 0 }
  for await (const { file, label, source, generator, sha256, error, verdict } of readResults(journal)) {
    hash.update(`${[file, label, source, generator, sha256].join('\n')}\n\n`)
    counted.rows++
    if (!verdict) {
      unreadable.push({ file, error })
      continue
    }
    counted.photos++
    // 64 bits tell 100,000 photos apart.
    const known = sha256.slice(0, 16)
    if (seen.has(known)) counted.duplicates++
    seen.add(known)
    if (label === 'real') {
      counted.real++
      realSources.set(source, (realSources.get(source) ?? 0) + 1)
    } else {
      counted.notGenuine++
      generators.set(generator, (generators.get(generator) ?? 0) + 1)
    }
  }
  return {
    ...counted,
    realSources: Object.fromEntries(realSources),
    generators: Object.fromEntries(generators),
    unreadable,
    fingerprint: hash.digest('hex'),
  }
}
