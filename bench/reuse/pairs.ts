import { createHash } from 'node:crypto'
import { readFile, writeFile } from 'node:fs/promises'
import { hasStructure } from '../../src/check/memory.ts'
import { misused, readArguments } from '../../src/commands/arguments.ts'
import { readConfig } from '../../src/config.ts'
import { openPhoto } from '../../src/photo/open.ts'
import { loadDetector } from '../../src/signals/generated/card.ts'
import { bitCount } from '../../src/signals/reuse/bitCount.ts'
import { hashPicture, viewNames } from '../../src/signals/reuse/views.ts'
import { openDataset } from '../dataset.ts'

const usage = `usage: npm run --silent bench:pairs -- DIR|CSV [--limit N] [--out FILE.json]

Compares every photo with every other, as reuse does, and lists the pairs that match within 15 and within 31 bits, the
nearest first: copies in the data set, or false matches; somebody has to look. A pair counts once, by its nearest hashes.`

const { values, positionals } = readArguments(usage, { limit: { type: 'string' }, out: { type: 'string' } })
if (values.help) {
  process.stdout.write(`${usage}\n`)
  process.exit(0)
}
const [place] = positionals
if (!place) misused('Name a data set.', usage)
const limit = Number(values.limit ?? Number.POSITIVE_INFINITY)

interface Hashed {
  file: string
  sha256: string
  /** Words of 32 bits, eight a hash, by view. */
  stored: Map<number, Uint32Array>
  asked: Map<number, Uint32Array>
}

const { card } = await loadDetector(readConfig().MODEL_DIR)
const limits = { maxBytes: 200_000_000, maxPixels: 200_000_000, decodeMs: 20_000 }
const photos: Hashed[] = []
let unreadable = 0
let hashMs = 0
for await (const row of (await openDataset(place)).rows()) {
  if ('fault' in row || photos.length >= limit) continue
  try {
    const bytes = await readFile(row.path)
    const { raster } = await openPhoto({ bytes }, 0, card.raster.longSideMax, limits)
    const startedAt = performance.now()
    const { stored, asked } = hashPicture(raster, 15)
    hashMs += performance.now() - startedAt
    const sha256 = createHash('sha256').update(bytes).digest('hex')
    photos.push({
      file: row.file,
      sha256,
      stored: packed(stored.filter(hasStructure)),
      asked: packed(asked.filter(hasStructure)),
    })
    if (photos.length % 500 === 0) console.error(`${photos.length} photos hashed`)
  } catch {
    unreadable++
  }
}

function packed(hashes: { view: number; hash: Uint8Array }[]): Map<number, Uint32Array> {
  const views = new Map<number, number[]>()
  for (const { view, hash } of hashes) {
    const words = views.get(view) ?? []
    const bytes = new DataView(hash.buffer, hash.byteOffset, 32)
    for (let i = 0; i < 32; i += 4) words.push(bytes.getUint32(i))
    views.set(view, words)
  }
  return new Map([...views].map(([view, words]) => [view, Uint32Array.from(words)]))
}

/** The least distance of any asked hash to any stored one of its view, given up beyond 31. */
function nearest(asked: Hashed, stored: Hashed): { distance: number; view: number } {
  let best = { distance: 32, view: -1 }
  for (const [view, mine] of asked.asked) {
    const theirs = stored.stored.get(view)
    if (!theirs) continue
    for (let a = 0; a < mine.length; a += 8)
      for (let b = 0; b < theirs.length; b += 8) {
        let distance = 0
        for (let i = 0; i < 8 && distance < best.distance; i++) distance += bitCount(mine[a + i]! ^ theirs[b + i]!)
        if (distance < best.distance) best = { distance, view }
      }
  }
  return best
}

const matches: { distance: number; view: string; a: string; b: string }[] = []
let pairs = 0
let sameBytes = 0
for (let a = 0; a < photos.length; a++) {
  for (let b = a + 1; b < photos.length; b++) {
    if (photos[a]!.sha256 === photos[b]!.sha256) {
      sameBytes++
      continue
    }
    pairs++
    const one = nearest(photos[a]!, photos[b]!)
    const other = nearest(photos[b]!, photos[a]!)
    const { distance, view } = one.distance <= other.distance ? one : other
    if (distance <= 31) matches.push({ distance, view: viewNames[view]!, a: photos[a]!.file, b: photos[b]!.file })
  }
  if (a % 500 === 0) console.error(`${a} of ${photos.length} compared, ${matches.length} matches`)
}
matches.sort((x, y) => x.distance - y.distance)
const perView = Object.fromEntries(
  viewNames.map((view) => [
    view,
    {
      within15: matches.filter((match) => match.view === view && match.distance <= 15).length,
      within31: matches.filter((match) => match.view === view).length,
    },
  ]),
)
const result = {
  photos: photos.length,
  unreadable,
  hashMs: Math.round((hashMs / photos.length) * 10) / 10,
  sameBytes,
  pairs,
  within15: matches.filter(({ distance }) => distance <= 15).length,
  within31: matches.length,
  perView,
}
process.stdout.write(`${JSON.stringify(result, null, 2)}\n`)
if (values.out) await writeFile(values.out, `${JSON.stringify({ ...result, matches }, null, 2)}\n`)
