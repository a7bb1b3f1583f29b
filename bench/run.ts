import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import pLimit from 'p-limit'
import { CheckError } from '../src/check/errors.ts'
import type { Dataset, DatasetRow } from './dataset.ts'
import type { Examine } from './examine.ts'
import { openJournal } from './journal.ts'
import type { Progress } from './progress.ts'
import { oneLine, type PhotoResult } from './results.ts'

export interface Run {
  dataset: Dataset
  examine: Examine
  /** What is done to a photo before it is checked. @throws when it cannot be read. */
  transform?: ((bytes: Uint8Array, sha256: string) => Promise<Uint8Array>) | undefined
  /** Where results are kept, a line a photo. */
  journal: string
  /** What results depend on beside the photos. */
  key: object
  /** Photos under way at once. */
  inFlight: number
  progress: Progress
}

/** Checks every photo of the data set that the journal does not hold yet. @returns how many were checked now. */
export async function run({
  dataset,
  examine,
  transform,
  journal: file,
  key,
  inFlight,
  progress,
}: Run): Promise<number> {
  const rows = dataset.rows()[Symbol.asyncIterator]()
  let next = await rows.next()
  const { journal, kept } = await openJournal(file, key, async (result) => {
    if (next.done || !(await isOf(result, next.value))) return false
    next = await rows.next()
    return true
  })
  progress.skipped(kept)
  async function* remaining(): AsyncGenerator<DatasetRow> {
    for (; !next.done; next = await rows.next()) yield next.value
  }
  let checked = 0
  try {
    for await (const result of inOrder(remaining(), inFlight, (row) => resultOf(row, examine, transform))) {
      await journal.append(result)
      checked++
      progress.finished(result.error !== '')
    }
  } finally {
    await journal.close()
  }
  return checked
}

/** Keeps `inFlight` calls under way and hands their results over in order; a slow one holds back at most eight rounds. */
async function* inOrder<T, R>(
  items: AsyncIterable<T>,
  inFlight: number,
  work: (item: T) => Promise<R>,
): AsyncGenerator<R> {
  const limit = pLimit(inFlight)
  const pending: Promise<R>[] = []
  for await (const item of items) {
    pending.push(limit(() => work(item)))
    if (pending.length >= 8 * inFlight) yield await pending.shift()!
  }
  for (const each of pending) yield await each
}

async function resultOf(row: DatasetRow, examine: Examine, transform: Run['transform']): Promise<PhotoResult> {
  const known = { ...unlabelled, file: row.file, error: 'fault' in row ? row.fault : '' }
  if ('fault' in row) return known
  const { label, source, generator, claim, content } = row
  const labelled = { ...known, label, source, generator, claim, content }
  let sha256 = ''
  try {
    const sent = await readFile(row.path)
    sha256 = createHash('sha256').update(sent).digest('hex')
    const bytes = transform ? await transform(sent, sha256) : sent
    const mask = row.mask ? await readFile(row.mask) : undefined
    const startedAt = performance.now()
    const verdict = await examine({ file: row.file, bytes, mask })
    return { ...labelled, sha256, ms: performance.now() - startedAt, verdict }
  } catch (error) {
    return { ...labelled, sha256, error: codeOf(error) }
  }
}

const unlabelled: PhotoResult = {
  file: '',
  label: '',
  source: '',
  generator: '',
  error: '',
  claim: '',
  content: '',
  sha256: '',
  ms: 0,
  verdict: undefined,
}

const codeOf = (error: unknown): string =>
  error instanceof CheckError ? error.code : ((error as NodeJS.ErrnoException).code ?? 'FAILED')

/** Whether a kept result is of this row: same name, same labels, same bytes. */
async function isOf(result: PhotoResult, row: DatasetRow): Promise<boolean> {
  if (result.file !== oneLine(row.file)) return false
  if ('fault' in row) return result.error === row.fault
  const sameLabels = (['label', 'source', 'generator', 'claim', 'content'] as const).every(
    (name) => result[name] === oneLine(row[name]),
  )
  if (!sameLabels) return false
  const bytes = await readFile(row.path).catch(() => undefined)
  return result.sha256 === (bytes ? createHash('sha256').update(bytes).digest('hex') : '')
}
