import { sql, type Transaction } from 'kysely'
import type { View } from '../check/memory.ts'
import type { Database } from './open.ts'
import type { Schema } from './schema.ts'

/**
 * Multi-index hashing: 256 bits as 16 bands of 16. Within distance 15 two hashes share a band exactly; within 31 they
 * share one up to a bit (pigeonhole principle; Norouzi, Punjani and Fleet 2012). Complete up to distance 31.
 */
const bandCount = 16
const bandBits = 16
export const maxDistance = 31

/** Hashes of pictures with less structure than this match anything; they are never looked up by hash (PDQ's authors). */
export const minQuality = 50

/** 16 signed numbers of 16 bits. */
function bandsOf(hash: Uint8Array): number[] {
  return Array.from({ length: bandCount }, (_, k) => ((hash[2 * k]! << 8) | hash[2 * k + 1]!) - 0x8000)
}

const bits = (hash: Uint8Array) => sql`('x' || ${Buffer.from(hash).toString('hex')})::bit(256)`

/** Keeps hashes of one sighting. Those without structure are kept for the record, but no band leads to them. */
export async function saveViews(transaction: Transaction<Schema>, sighting: string, views: View[]): Promise<void> {
  for (const { view, pdq, quality } of views) {
    if (quality < minQuality) continue
    const columns = sql.raw(Array.from({ length: bandCount }, (_, k) => `b${k}`).join(', '))
    await sql`insert into fingerprints (sighting, view, quality, pdq, ${columns})
      values (${sighting}, ${view}, ${quality}, ${bits(pdq)}, ${sql.join(bandsOf(pdq))})`.execute(transaction)
  }
}

export interface NearView {
  sighting: string
  view: number
  asked: number
  distance: number
}

/**
 * Stored hashes within a distance of any of the given ones. One index lookup a band and value; the few that come up are
 * measured where they lie. Written as a union or as an overlap of arrays it was slower (bench/reuse).
 */
export async function nearViews(db: Database, hashes: Uint8Array[], distance: number): Promise<NearView[]> {
  if (hashes.length === 0) return []
  const probes = Array.from({ length: bandCount }, (): number[] => [])
  for (const hash of hashes)
    for (const [k, value] of bandsOf(hash).entries()) {
      probes[k]!.push(value)
      if (distance >= bandCount)
        for (let bit = 0; bit < bandBits; bit++) probes[k]!.push(((value + 0x8000) ^ (1 << bit)) - 0x8000)
    }
  const distances = sql.join(hashes.map((hash) => sql`bit_count(pdq # ${bits(hash)})`))
  const bands = sql.join(
    probes.map((values, k) => sql`${sql.ref(`b${k}`)} = any(${sql.val(values)}::smallint[])`),
    sql` or `,
  )
  const { rows } = await sql<{ sighting: string; view: number; distances: string[] }>`
    select sighting, view, array[${distances}] as distances from fingerprints
    where (${bands}) and least(${distances}) <= ${distance}
  `.execute(db)
  return rows.map(({ sighting, view, distances }) => {
    const measured = distances.map(Number)
    const least = Math.min(...measured)
    return { sighting: String(sighting), view, asked: measured.indexOf(least), distance: least }
  })
}
