import { createHash } from 'node:crypto'
import { readFile, writeFile } from 'node:fs/promises'
import { hasStructure } from '../../src/check/memory.ts'
import { misused, readArguments } from '../../src/commands/arguments.ts'
import { readConfig } from '../../src/config.ts'
import { openPhoto } from '../../src/photo/open.ts'
import { loadDetector } from '../../src/signals/generated/card.ts'
import { distance } from '../../src/signals/reuse/pdq.ts'
import { hashPicture, type PictureHashes, viewNames } from '../../src/signals/reuse/views.ts'
import { openDataset } from '../dataset.ts'
import { alterationNames, altered } from './alter.ts'

const usage = `usage: npm run --silent bench:robust -- DIR|CSV [--limit N] [--out FILE.json]

Alters each photo as people do before they send a picture again, and tells how often the copy is found by what refunds ask
(within 15 bits), by all that disputes ask (within 15 and 31), and by which views. Photos without structure count apart:
no hash finds them.`

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
const hashes = async (bytes: Uint8Array): Promise<PictureHashes> =>
  hashPicture((await openPhoto({ bytes }, 0, card.raster.longSideMax, limits)).raster, true)

interface Row {
  photos: number
  refund: number
  within15: number
  within31: number
  /** Of those within 31: which pair of views was nearest. */
  by: Record<string, number>
  median: number
}
const distances = new Map(alterationNames.map((name) => [name, [] as number[]]))
const inRefunds = new Map(alterationNames.map((name) => [name, [] as number[]]))
const by = new Map(alterationNames.map((name) => [name, {} as Record<string, number>]))
let flat = 0
let photos = 0

for await (const row of (await openDataset(place)).rows()) {
  if ('fault' in row || photos >= limit) continue
  const bytes = await readFile(row.path)
  const stored = (await hashes(bytes)).stored.filter(hasStructure)
  if (stored.length === 0) {
    flat++
    continue
  }
  photos++
  const sha256 = createHash('sha256').update(bytes).digest('hex')
  for (const name of alterationNames) {
    const { asked } = await hashes(await altered(bytes, name, sha256))
    let least = 256
    let leastInRefunds = 256
    let pair = ''
    for (const mine of asked.filter(hasStructure))
      for (const theirs of stored) {
        if (mine.view !== theirs.view) continue
        const found = distance(mine.hash, theirs.hash)
        if (mine.transformation !== 'cropped') leastInRefunds = Math.min(leastInRefunds, found)
        if (found < least) {
          least = found
          pair = `${viewNames[mine.view]}: ${mine.transformation}`
        }
      }
    distances.get(name)!.push(least)
    inRefunds.get(name)!.push(leastInRefunds)
    if (least <= 31) by.get(name)![pair] = (by.get(name)![pair] ?? 0) + 1
  }
  if (photos % 50 === 0) console.error(`${photos} photos`)
}

const table = Object.fromEntries(
  alterationNames.map((name): [string, Row] => {
    const all = distances.get(name)!.sort((a, b) => a - b)
    const share = (max: number, of = all) =>
      Math.round((of.filter((each) => each <= max).length / of.length) * 1e4) / 1e4
    return [
      name,
      {
        photos: all.length,
        refund: share(15, inRefunds.get(name)!),
        within15: share(15),
        within31: share(31),
        by: by.get(name)!,
        median: all[all.length >> 1]!,
      },
    ]
  }),
)
const result = { dataset: place, photos, withoutStructure: flat, table }
process.stdout.write(`${JSON.stringify(result, null, 2)}\n`)
if (values.out) await writeFile(values.out, `${JSON.stringify(result, null, 2)}\n`)
