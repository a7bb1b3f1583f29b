import { randomBytes } from 'node:crypto'
import { rename, writeFile } from 'node:fs/promises'
import { sql } from 'kysely'
import type { ViewHash } from '../../src/check/memory.ts'
import { misused, readArguments } from '../../src/commands/arguments.ts'
import { nearHashes, saveHashes } from '../../src/store/fingerprints.ts'
import { type Database, openStore, type StorePlace } from '../../src/store/open.ts'

const usage = `usage: npm run --silent bench:reuse -- --store URL|FOLDER --count N [--out FILE.json] [--lookups N]

Fills a store of its own (a PostgreSQL database that holds nothing else, or a folder for PGlite) with N random
fingerprints, eight to a picture, and asks it as checks do: 63 hashes of one picture within 15 bits (refunds), 39 within 31 (disputes). Stopped, it goes
on where it was. Writes load rate, room, and lookup times; checks a part of the answers against a scan of all hashes.`

const { values } = readArguments(usage, {
  store: { type: 'string' },
  count: { type: 'string' },
  out: { type: 'string' },
  lookups: { type: 'string' },
})
if (values.help) {
  process.stdout.write(`${usage}\n`)
  process.exit(0)
}
const count = Number(values.count)
const lookups = Number(values.lookups ?? 300)
if (!values.store || !Number.isInteger(count) || count < 1) misused('Name the store and how many fingerprints.', usage)
const place: StorePlace = values.store.startsWith('postgres') ? { url: values.store } : { folder: values.store }

const batch = 20_000
/** The view of each hash of a picture without borders; its core is stored twice. */
const storedViews = [0, 1, 2, 2, 3, 4, 5, 6]
const bands = Array.from({ length: 16 }, (_, k) => k)
const { db, close } = await openStore(place)

/** Loads what is missing, indexes last; what was loaded by an earlier, stopped run stays. */
async function load(): Promise<{ loaded: number; seconds: number }> {
  const { rows } = await sql<{ last: string | null }>`select max(sighting) as last from fingerprints`.execute(db)
  const from = Number(rows[0]!.last ?? 0)
  if (from >= count) return { loaded: 0, seconds: 0 }
  const startedAt = performance.now()
  for (const k of bands) await sql.raw(`drop index if exists fingerprints_b${k}`).execute(db)
  for (let at = from; at < count; at += batch) {
    const size = Math.min(batch, count - at)
    const random = randomBytes(32 * size)
    await saveHashes(
      db,
      Array.from({ length: size }, (_, i) => ({
        sighting: String(at + i + 1),
        place: 0,
        view: storedViews[i % storedViews.length]!,
        quality: 90,
        hash: random.subarray(32 * i, 32 * i + 32),
      })),
    )
    const rate = Math.round((at + size - from) / ((performance.now() - startedAt) / 1000))
    if ((at / batch) % 10 === 0) console.error(`${at + size} of ${count}, ${rate} a second`)
  }
  for (const k of bands) {
    const columns = `(b${k}, b${(k + 1) % bands.length}) include (sighting)`
    await sql.raw(`create index if not exists fingerprints_b${k} on fingerprints ${columns}`).execute(db)
    console.error(`index ${k + 1} of ${bands.length}`)
  }
  await sql`vacuum analyze fingerprints`.execute(db)
  return { loaded: count - from, seconds: (performance.now() - startedAt) / 1000 }
}

/** How many hashes a check asks of each view: eight orientations of the picture, the core where a crop leaves it, the rest once. */
const askedOfView = (distance: number) => [8, 1, distance > 15 ? 26 : 50, 1, 1, 1, 1]

/** What a check asks: the hashes of a random picture, one of which is a stored one with some of its bits turned. */
async function question(distance: number): Promise<{ sighting: string; asked: ViewHash[]; known: number }> {
  const sighting = String(1 + Math.floor(Math.random() * count))
  const { rows } = await sql<{ pdq: string; view: number }>`
    select pdq::text as pdq, view from fingerprints where sighting = ${sighting}
  `.execute(db)
  const { pdq, view } = rows[0]!
  const hash = Uint8Array.from({ length: 32 }, (_, i) => Number.parseInt(pdq.slice(8 * i, 8 * i + 8), 2))
  const turned = new Set<number>()
  while (turned.size < distance) turned.add(Math.floor(Math.random() * 256))
  for (const bit of turned) hash[bit >> 3]! ^= 128 >> (bit & 7)
  const asked = askedOfView(distance).flatMap((times, view) =>
    Array.from({ length: times }, (): ViewHash => ({ view, hash: randomBytes(32), quality: 90 })),
  )
  const known = asked.findIndex((each) => each.view === view)
  asked[known] = { view, hash, quality: 90 }
  return { sighting, asked, known }
}

interface Lookups {
  lookups: number
  medianMs: number
  p99Ms: number
  found: number
}

async function ask(distance: number, times: number): Promise<Lookups> {
  const tookMs: number[] = []
  let found = 0
  for (let i = 0; i < times + 10; i++) {
    const { sighting, asked, known } = await question(distance)
    const startedAt = performance.now()
    const near = await nearHashes(db, asked, distance)
    // The first ones warm up connections, plans and caches.
    if (i < 10) continue
    tookMs.push(performance.now() - startedAt)
    if (near.some((each) => each.sighting === sighting && each.asked === known)) found++
  }
  tookMs.sort((a, b) => a - b)
  const at = (share: number) => tookMs[Math.min(tookMs.length - 1, Math.floor(share * tookMs.length))]!
  return { lookups: times, medianMs: at(0.5), p99Ms: at(0.99), found }
}

/** The index against a scan of every hash, for whole answers: nothing missing, nothing more. */
async function agreesWithScan(distance: number, times: number): Promise<boolean> {
  for (let i = 0; i < times; i++) {
    const { asked, known } = await question(distance)
    const { hash, view } = asked[known]!
    const { rows } = await sql<{ sighting: string }>`
      select sighting from fingerprints where view = ${view}
      and bit_count(pdq # ('x' || ${Buffer.from(hash).toString('hex')})::bit(256)) <= ${distance}
    `.execute(db)
    const near = await nearHashes(db, [asked[known]!], distance)
    const [scanned, found] = [rows, near].map((each) =>
      each
        .map(({ sighting }) => String(sighting))
        .sort()
        .join(),
    )
    if (scanned !== found) return false
  }
  return true
}

const sizeOf = async (handle: Database, what: string) =>
  Number((await sql<{ bytes: string }>`select ${sql.raw(what)} as bytes`.execute(handle)).rows[0]!.bytes)

const loading = await load()
const result = {
  store: 'url' in place ? 'PostgreSQL' : 'PGlite',
  version: (await sql<{ version: string }>`select version() as version`.execute(db)).rows[0]!.version.split(' on ')[0],
  fingerprints: count,
  ...(loading.loaded > 0
    ? {
        loaded: loading.loaded,
        loadSeconds: Math.round(loading.seconds),
        perSecond: Math.round(loading.loaded / loading.seconds),
      }
    : {}),
  bytesPerFingerprint: Math.round(
    (await sizeOf(db, `pg_table_size('fingerprints') + pg_indexes_size('fingerprints')`)) / count,
  ),
  within15: await ask(15, lookups),
  within31: await ask(31, Math.ceil(lookups / 5)),
  agreesWithScan: { 15: await agreesWithScan(15, 5), 31: await agreesWithScan(31, 5) },
}
await close()
const text = `${JSON.stringify(result, null, 2)}\n`
process.stdout.write(text)
if (values.out) {
  await writeFile(`${values.out}.part`, text)
  await rename(`${values.out}.part`, values.out)
}
process.exit(0)
