import { createReadStream } from 'node:fs'
import { mkdir, open, readFile, rm, stat, truncate, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { createInterface } from 'node:readline'
import { parse } from 'csv-parse/sync'
import { csvHeader, csvLine, type PhotoResult, resultOf } from './results.ts'

/** Results as they come, a line each, in the order of the data set. What was written survives a kill. */
export interface Journal {
  append: (result: PhotoResult) => Promise<void>
  close: () => Promise<void>
}

/**
 * Opens the journal and keeps what an earlier run wrote, as far as it was made by the same versions and row for row
 * agrees with the data set now; everything from the first difference on is cut off.
 * @param key what results depend on beside the photo: versions and settings.
 * @param agrees whether the next row of the data set is this result's photo, unchanged; asked row by row.
 * @returns the journal, ready for the next row, and how many rows it holds.
 */
export async function openJournal(
  file: string,
  key: object,
  agrees: (result: PhotoResult) => Promise<boolean>,
): Promise<{ journal: Journal; kept: number }> {
  await mkdir(dirname(file), { recursive: true })
  const keyFile = file.replace(/\.csv$/, '.run.json')
  const keyText = `${JSON.stringify(key, null, 2)}\n`
  const sameKey = (await readFile(keyFile, 'utf8').catch(() => '')) === keyText
  const kept = sameKey ? await keptRows(file, agrees) : undefined
  if (kept) await truncate(file, kept.bytes)
  else {
    // The key goes first: a kill in between leaves no rows under the wrong key.
    await rm(file, { force: true })
    await writeFile(keyFile, keyText)
    await writeFile(file, csvHeader)
  }
  const handle = await open(file, 'a')
  return {
    kept: kept?.rows ?? 0,
    journal: {
      append: (result) => handle.appendFile(csvLine(result)),
      close: () => handle.close(),
    },
  }
}

async function keptRows(
  file: string,
  agrees: (result: PhotoResult) => Promise<boolean>,
): Promise<{ rows: number; bytes: number } | undefined> {
  const size = (await stat(file).catch(() => undefined))?.size
  if (size === undefined) return undefined
  let bytes = 0
  let rows = -1
  for await (const line of createInterface({ input: createReadStream(file) })) {
    const upTo = bytes + Buffer.byteLength(line) + 1
    // A line without its end was cut by a kill.
    if (upTo > size) break
    if (rows === -1) {
      if (`${line}\n` !== csvHeader) return undefined
    } else if (!(await agrees(rowOf(line)))) break
    rows++
    bytes = upTo
  }
  return rows === -1 ? undefined : { rows, bytes }
}

const names = csvHeader.trimEnd().split(',')

function rowOf(line: string): PhotoResult {
  const [record] = parse(line, { columns: names, relax_column_count: true }) as Record<string, string>[]
  return resultOf(record ?? {})
}
