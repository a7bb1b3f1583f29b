import { type QueryExecutorProvider, type RawBuilder, sql } from 'kysely'
import { hasStructure, type ViewHash } from '../check/memory.ts'
import type { Database } from './open.ts'

/**
 * Multi-index hashing: 256 bits as 16 bands of 16 (Norouzi, Punjani and Fleet 2012). In a circle of 16 bands, hashes
 * within a distance have a band from which on every run of bands differs by its share of the distance at most (Qin and
 * Xiao 2018): up to 31, a band that is equal up to a bit and with the next one up to three; up to 15, one that is equal
 * and whose next is equal up to a bit. Complete up to distance 31. A band's value carries the hash's view above its 16
 * bits, so that a look-up meets hashes of its own view only.
 */
const bandCount = 16
const bandBits = 16

const columns = Array.from({ length: bandCount }, (_, k) => `b${k}`)
/** Each band's value from the view `v` and the hash's bytes `d`. */
const values = columns.map((_, k) => `v::integer * 65536 + get_byte(d, ${2 * k}) * 256 + get_byte(d, ${2 * k + 1})`)
const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex')

/** One hash of one sighting, as it is kept. */
export interface KeptHash extends ViewHash {
  /** Its number among the sighting's hashes. */
  place: number
}

/** Keeps any number of hashes of any number of sightings in one statement. */
export async function saveHashes(
  db: QueryExecutorProvider,
  hashes: (KeptHash & { sighting: string })[],
): Promise<void> {
  const kept = hashes.filter(hasStructure)
  if (kept.length === 0) return
  const sightings = sql.val(kept.map(({ sighting }) => sighting))
  await hashesOf(sql`(${sightings}::bigint[])[at]`, kept).execute(db)
}

/** The statement that keeps hashes; ones that are there already stay. @param sighting expression of whose they are. */
export function hashesOf(sighting: RawBuilder<unknown>, hashes: KeptHash[]): RawBuilder<unknown> {
  const column = <T>(of: (hash: KeptHash) => T) => sql.val(hashes.map(of))
  return sql`
    insert into fingerprints (sighting, place, view, quality, pdq, ${sql.raw(columns.join(', '))})
    select ${sighting}, p, v, q, ('x' || h)::bit(256), ${sql.raw(values.join(', '))}
    from unnest(
      ${column(({ place }) => place)}::smallint[],
      ${column(({ view }) => view)}::smallint[],
      ${column(({ quality }) => quality)}::smallint[],
      ${column(({ hash }) => hex(hash))}::text[]
    ) with ordinality as t(p, v, q, h, at), lateral decode(h, 'hex') as d
    on conflict do nothing`
}

export interface NearHash {
  sighting: string
  /** Which of the asked hashes it lies nearest to; what the whole picture says goes before what a part of it says. */
  asked: number
  distance: number
}

/** A picture that lies near more others than that is told of these. */
const maxNear = 200

/**
 * Stored pictures that have a hash within a distance, 31 at most, of any of the given ones of its view, the nearest
 * first. One index look-up a band and value, in the store's own function `near_hashes` (`migrations/0007_near_hashes.ts`);
 * the index holds the next band too, so that one in 400 that come up is measured.
 */
export async function nearHashes(db: Database, asked: ViewHash[], distance: number): Promise<NearHash[]> {
  if (asked.length === 0) return []
  const { turned, others } = reachOf(distance)
  const { rows } = await sql<{ sighting: string; asked: string; distance: number }>`
    select sighting, asked, distance from near_hashes(
      ${sql.val(asked.map(({ view }) => view))}::smallint[],
      ${sql.val(asked.map(({ hash }) => hex(hash)))}::text[],
      ${sql.val(turned)}::integer[],
      ${sql.val(others)}::integer[],
      ${distance}::integer,
      ${maxNear}::integer
    )`.execute(db)
  return rows.map(({ sighting, asked, distance }) => ({ sighting: String(sighting), asked: Number(asked), distance }))
}

/** Which bits of a band may be turned, one at most, and by how many bits the next band may then differ. */
function reachOf(distance: number): { turned: number[]; others: number[] } {
  const [one, two] = [Math.floor(distance / bandCount), Math.floor((2 * distance) / bandCount)]
  const turned = [0, ...Array.from({ length: one * bandBits }, (_, bit) => 1 << bit)]
  return { turned, others: turned.map((bits) => (bits === 0 ? two : two - 1)) }
}
