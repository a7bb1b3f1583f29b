import { createReadStream } from 'node:fs'
import { readdir, stat } from 'node:fs/promises'
import { basename, dirname, join, relative, sep } from 'node:path'
import { parse } from 'csv-parse'

export const labels = ['real', 'ai', 'fake'] as const
/** `ai` and `fake` both mean: not a genuine photo. */
export type Label = (typeof labels)[number]

/** A photo and what is known of it. */
export interface LabelledPhoto {
  /** As the data set names it: relative to its folder, with `/`. */
  file: string
  path: string
  label: Label
  /** Where it comes from (repository, shop, phone): what figures are resampled by. */
  source: string
  /** What made it; empty for real photos. */
  generator: string
  /** White where an edited photo was edited. */
  mask: string
  /** Photos with the same claim were sent together; empty when not known. */
  claim: string
  /** Kind of picture, e.g. `studio`; empty when not known. */
  content: string
}

/** A row that cannot be used: its label or its file name is missing. */
export interface UnusableRow {
  file: string
  fault: 'LABEL_UNKNOWN' | 'FILE_NOT_NAMED'
}

export type DatasetRow = LabelledPhoto | UnusableRow

export interface Dataset {
  /** As given on the command line. */
  name: string
  kind: 'csv' | 'folders'
  /** Streams the rows, in the same order each time. */
  rows: () => AsyncIterable<DatasetRow>
}

/**
 * Opens a labelled data set: a CSV file, a folder with one CSV file that has the columns `file` and `label`
 * (`generator`, `source`, `mask`, `claim` and `content` are read where present), or a folder with `real/**` and
 * `ai/**` or `fake/**`, whose first folder below the label is the source or generator.
 * @throws Error that says what was expected and what was found.
 */
export async function openDataset(place: string): Promise<Dataset> {
  const found = await stat(place).catch(() => undefined)
  if (!found) throw new Error(`${place}: there is no such folder or file.`)
  if (found.isFile()) return { name: place, kind: 'csv', rows: () => csvRows(place) }
  const csv = await labelledCsv(place)
  if (csv) return { name: place, kind: 'csv', rows: () => csvRows(csv) }
  const entries = await readdir(place, { withFileTypes: true })
  const labelled = labels.filter((label) => entries.some((entry) => entry.isDirectory() && entry.name === label))
  if (labelled.length === 0)
    throw new Error(`${place}: expected the folders real and ai (or fake), or a CSV file with the columns file,label.`)
  return { name: place, kind: 'folders', rows: () => folderRows(place, labelled) }
}

async function labelledCsv(folder: string): Promise<string | undefined> {
  const names = (await readdir(folder)).filter((name) => /\.csv$/i.test(name)).sort()
  const fitting: string[] = []
  for (const name of names) {
    const columns = await header(join(folder, name))
    // A `score` tells results of an earlier benchmark from labels.
    if (columns.includes('file') && columns.includes('label') && !columns.includes('score')) fitting.push(name)
  }
  if (fitting.length > 1)
    throw new Error(`${folder}: ${fitting.join(' and ')} both list labelled photos; name one of them instead.`)
  return fitting[0] && join(folder, fitting[0])
}

async function header(file: string): Promise<string[]> {
  for await (const columns of createReadStream(file).pipe(parse({ bom: true, to: 1, relax_quotes: true })))
    return columns as string[]
  return []
}

async function* csvRows(csv: string): AsyncGenerator<DatasetRow> {
  const columns = await header(csv)
  for (const needed of ['file', 'label'])
    if (!columns.includes(needed)) throw new Error(`${csv}: has no column ${needed}.`)
  const folder = dirname(csv)
  const records = createReadStream(csv).pipe(
    parse({ bom: true, columns: true, skip_empty_lines: true, relax_column_count: true, trim: true }),
  )
  for await (const record of records as AsyncIterable<Record<string, string | undefined>>) {
    const { file = '', label = '', generator = '', source = '', mask = '', claim = '', content = '' } = record
    if (file === '') yield { file, fault: 'FILE_NOT_NAMED' }
    else if (!isLabel(label)) yield { file, fault: 'LABEL_UNKNOWN' }
    else
      yield {
        file,
        path: join(folder, file),
        label,
        source: source || 'unknown',
        generator: label === 'real' ? '' : generator || 'unknown',
        mask: mask && join(folder, mask),
        claim,
        content,
      }
  }
}

const isLabel = (text: string): text is Label => (labels as readonly string[]).includes(text)

async function* folderRows(folder: string, labelled: Label[]): AsyncGenerator<LabelledPhoto> {
  for (const label of labelled)
    for await (const path of filesBelow(join(folder, label))) {
      const file = relative(folder, path).split(sep).join('/')
      const [, group, ...rest] = file.split('/')
      const source = rest.length > 0 ? group! : 'unknown'
      yield { file, path, label, source, generator: label === 'real' ? '' : source, mask: '', claim: '', content: '' }
    }
}

/** Every file that is not hidden, by name. */
async function* filesBelow(folder: string): AsyncGenerator<string> {
  const entries = await readdir(folder, { withFileTypes: true })
  for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
    if (basename(entry.name).startsWith('.')) continue
    const path = join(folder, entry.name)
    if (entry.isDirectory()) yield* filesBelow(path)
    else yield path
  }
}
