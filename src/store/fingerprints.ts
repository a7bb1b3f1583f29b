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
 * first. One index look-up a band and value; the index holds the next band too, so that one in 400 that come up is
 * measured.
 */
export async function nearHashes(db: Database, asked: ViewHash[], distance: number): Promise<NearHash[]> {
  if (asked.length === 0) return []
  const query = sql<{ sighting: string; asked: string; distance: string }>`
    with asked as materialized (
      select place - 1 as asked, v as view, ('x' || h)::bit(256) as hash,
        ${sql.raw(columns.map((column, k) => `${values[k]} as ${column}`).join(', '))}
      from unnest(
        ${sql.val(asked.map(({ view }) => view))}::smallint[],
        ${sql.val(asked.map(({ hash }) => hex(hash)))}::text[]
      ) with ordinality as t(v, h, place), lateral decode(h, 'hex') as d
    ), ${likelyNear(distance)}, near as (
      select sighting, asked, bit_count(f.pdq # hash) as distance, view > 0 as part
      from (select distinct sighting, asked from likely) l join asked using (asked), lateral (
        select pdq from fingerprints f where f.sighting = l.sighting and f.view = asked.view offset 0
      ) f
      where bit_count(f.pdq # hash) <= ${distance}
    ), nearest as (
      select distinct on (sighting) sighting, asked, distance, part from near order by sighting, part, distance
    )
    select sighting, asked, distance from nearest order by part, distance limit ${maxNear}
  `
  const { rows } = await db.transaction().execute(async (transaction) => {
    // For this transaction only.
    await sql`select ${sql.join(unplanned)}`.execute(transaction)
    return query.execute(transaction)
  })
  return rows.map((row) => ({
    sighting: String(row.sighting),
    asked: Number(row.asked),
    distance: Number(row.distance),
  }))
}

/** Scans, which a small table would see for each of thousands of look-ups; compiling, which takes longer than these. */
const unplanned = ['enable_seqscan', 'enable_bitmapscan', 'jit'].map(
  (setting) => sql`set_config(${sql.lit(setting)}, 'off', true)`,
)

/**
 * Pictures of which two bands beside one another are as near as the distance allows. `offset 0` keeps each look-up one
 * of its own: joined to the rest, it would be planned as a scan of everything where the table's size is not known.
 */
function likelyNear(distance: number) {
  const [one, two] = [Math.floor(distance / bandCount), Math.floor((2 * distance) / bandCount)]
  const turned = [0, ...Array.from({ length: one * bandBits }, (_, bit) => 1 << bit)]
  const others = turned.map((bits) => (bits === 0 ? two : two - 1))
  const perBand = columns.map((column, k) => {
    const next = columns[(k + 1) % bandCount]
    return `
        select sighting from fingerprints
        where ${column} = a.${column} # t.bits and bit_count((${next} # a.${next})::bit(16)) <= t.others`
  })
  return sql`likely as (
      select f.sighting, a.asked
      from unnest(${sql.val(turned)}::integer[], ${sql.val(others)}::integer[]) as t(bits, others), asked a, lateral (
        ${sql.raw(perBand.join(' union all '))} offset 0
      ) f
    )`
}
