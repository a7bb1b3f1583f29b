import { type QueryExecutorProvider, type RawBuilder, sql } from 'kysely'
import { minQuality, type ViewHash } from '../check/memory.ts'
import type { Database } from './open.ts'

/**
 * Multi-index hashing: 256 bits as 16 bands of 16. Within distance 15 two hashes share a band exactly; within 31 they
 * share one up to a bit (pigeonhole principle; Norouzi, Punjani and Fleet 2012). Complete up to distance 31. A band's
 * value carries the hash's view above its 16 bits, so that a look-up meets hashes of its own view only.
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

/** Those without structure are left out: nothing may find them by hash. */
export const hasStructure = ({ quality }: ViewHash): boolean => quality >= minQuality

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
 * Stored pictures that have a hash within a distance of any of the given ones of its view, the nearest first. One index
 * lookup a band and value; what comes up is measured where it lies.
 */
export async function nearHashes(db: Database, asked: ViewHash[], distance: number): Promise<NearHash[]> {
  if (asked.length === 0) return []
  const { rows } = await sql<{ sighting: string; asked: string; distance: string }>`
    with asked as materialized (
      select place - 1 as asked, v as view, ('x' || h)::bit(256) as hash
      from unnest(
        ${sql.val(asked.map(({ view }) => view))}::smallint[],
        ${sql.val(asked.map(({ hash }) => hex(hash)))}::text[]
      ) with ordinality as t(v, h, place)
    ), near as (${distance < bandCount ? nearExactly(asked, distance) : nearUpToABit(asked, distance)}),
    nearest as (
      select distinct on (sighting) sighting, asked, distance, part from near order by sighting, part, distance
    )
    select sighting, asked, distance from nearest order by part, distance limit ${maxNear}
  `.execute(db)
  return rows.map((row) => ({
    sighting: String(row.sighting),
    asked: Number(row.asked),
    distance: Number(row.distance),
  }))
}

/** Bands that are equal, as one condition: the quickest to plan, and few rows come up. */
function nearExactly(asked: ViewHash[], distance: number) {
  const anyBand = sql.join(
    columns.map((column, k) => {
      const probes = asked.map((hash) => bandOf(hash, k))
      return sql`${sql.ref(column)} = any(${sql.val(probes)}::integer[])`
    }),
    sql` or `,
  )
  return sql`
    select f.sighting, a.asked, bit_count(f.pdq # a.hash) as distance, f.view > 0 as part
    from (select sighting, view, pdq from fingerprints where ${anyBand}) f join asked a using (view)
    where bit_count(f.pdq # a.hash) <= ${distance}`
}

/**
 * Bands that are equal up to a bit. Seventeen times the rows come up: each is measured against the hash that led to it,
 * as measuring all against all took ten times as long (bench/reuse).
 */
function nearUpToABit(asked: ViewHash[], distance: number) {
  const flips = [0, ...Array.from({ length: bandBits }, (_, bit) => 1 << bit)]
  const perBand = columns.map((column, k) => {
    const probes = asked.flatMap((hash) => flips.map((flip) => bandOf(hash, k) ^ flip))
    return sql`
      select f.sighting, a.asked, bit_count(f.pdq # a.hash) as distance, a.view > 0 as part
      from unnest(${sql.val(probes)}::integer[]) with ordinality as p(value, place)
      join asked a on a.asked = (p.place - 1) / ${flips.length}
      join fingerprints f on f.${sql.ref(column)} = p.value
      where bit_count(f.pdq # a.hash) <= ${distance}`
  })
  return sql.join(perBand, sql` union all `)
}

const bandOf = ({ view, hash }: ViewHash, k: number) => view * 65536 + ((hash[2 * k]! << 8) | hash[2 * k + 1]!)
