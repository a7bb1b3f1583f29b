import { createHash } from 'node:crypto'
import { readFile, writeFile } from 'node:fs/promises'
import { hasStructure } from '../../src/check/memory.ts'
import type { Raster } from '../../src/check/photo.ts'
import { misused, readArguments } from '../../src/commands/arguments.ts'
import { readConfig } from '../../src/config.ts'
import { openPhoto } from '../../src/photo/open.ts'
import { loadDetector } from '../../src/signals/generated/card.ts'
import { distance } from '../../src/signals/reuse/pdq.ts'
import { type AskedHash, hashPicture, type StoredHash, viewNames } from '../../src/signals/reuse/views.ts'
import { openDataset } from '../dataset.ts'
import { percentile } from '../load.ts'
import { alterationNames, altered } from './alter.ts'

const usage = `usage: npm run --silent bench:robust -- DIR|CSV [--limit N] [--out FILE.json]

Alters each photo as people do before they send a picture again, and tells how often the copy is found within 15 bits
(online) and within 31 (disputes), and by which views. Photos without structure count apart: no hash finds them.`

const { values, positionals } = readArguments(usage, { limit: { type: 'string' }, out: { type: 'string' } })
if (values.help) {
  process.stdout.write(`${usage}\n`)
  process.exit(0)
}
const [place] = positionals
if (!place) misused('Name a data set.', usage)
const limit = Number(values.limit ?? Number.POSITIVE_INFINITY)

const { card } = await loadDetector(readConfig().MODEL_DIR)
const limits = { maxBytes: 200_000_000, maxPixels: 200_000_000, decodeMs: 20_000 }
const opened = async (bytes: Uint8Array): Promise<Raster> =>
  (await openPhoto({ bytes }, 0, card.raster.longSideMax, limits)).raster
/** What refunds ask, and what disputes and appeals do. */
const withins = [15, 31] as const

interface Row {
  photos: number
  within15: number
  within31: number
  /** Of those within 31: which pair of views was nearest. */
  by: Record<string, number>
  median: number
}
const distances = new Map(alterationNames.map((name) => [name, { 15: [] as number[], 31: [] as number[] }]))
const by = new Map(alterationNames.map((name) => [name, {} as Record<string, number>]))
let flat = 0
let photos = 0

for await (const row of (await openDataset(place)).rows()) {
  if ('fault' in row || photos >= limit) continue
  const bytes = await readFile(row.path)
  const stored = hashPicture(await opened(bytes), 0).stored.filter(hasStructure)
  if (stored.length === 0) {
    flat++
    continue
  }
  photos++
  const sha256 = createHash('sha256').update(bytes).digest('hex')
  for (const name of alterationNames) {
    const raster = await opened(await altered(bytes, name, sha256))
    for (const within of withins) {
      const { least, pair } = nearest(hashPicture(raster, within).asked.filter(hasStructure), stored)
      distances.get(name)![within].push(least)
      if (within === 31 && least <= 31) by.get(name)![pair] = (by.get(name)![pair] ?? 0) + 1
    }
  }
  if (photos % 50 === 0) console.error(`${photos} photos`)
}

function nearest(asked: AskedHash[], stored: StoredHash[]): { least: number; pair: string } {
  let [least, pair] = [256, '']
  for (const mine of asked)
    for (const theirs of stored) {
      if (mine.view !== theirs.view) continue
      const found = distance(mine.hash, theirs.hash)
      if (found < least) [least, pair] = [found, `${viewNames[mine.view]}: ${mine.transformation}`]
    }
  return { least, pair }
}

const table = Object.fromEntries(
  alterationNames.map((name): [string, Row] => {
    const all = distances.get(name)!
    const share = (within: 15 | 31) =>
      Math.round((all[within].filter((each) => each <= within).length / photos) * 1e4) / 1e4
    return [
      name,
      {
        photos,
        within15: share(15),
        within31: share(31),
        by: by.get(name)!,
        median: percentile(all[31], 0.5),
      },
    ]
  }),
)
const result = { dataset: place, photos, withoutStructure: flat, table }
process.stdout.write(`${JSON.stringify(result, null, 2)}\n`)
if (values.out) await writeFile(values.out, `${JSON.stringify(result, null, 2)}\n`)
