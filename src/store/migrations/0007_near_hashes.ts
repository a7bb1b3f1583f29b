import { type Kysely, type Migration, sql } from 'kysely'

const bands = Array.from({ length: 16 }, (_, k) => k)
/** A band's value from the view `v` and the hash's bytes `d`. */
const bandOf = (k: number) => `v::integer * 65536 + get_byte(d, ${2 * k}) * 256 + get_byte(d, ${2 * k + 1})`

/**
 * Pictures of which two bands beside one another are as near as the distance allows. `offset 0` keeps each look-up one
 * of its own: joined to the rest, it would be planned as a scan of everything where the table's size is not known.
 */
const likely = bands
  .map((k) => {
    const next = `b${(k + 1) % bands.length}`
    return `
          select f.sighting from fingerprints f
          where f.b${k} = a.b${k} # t.bits and bit_count((f.${next} # a.${next})::bit(16)) <= t.others`
  })
  .join(' union all ')

/**
 * The look-up of near hashes as a function: planned once a connection, where planning took half of its time in a small
 * store, and with its own settings. Scans are off, which a small table would see for each of thousands of look-ups;
 * compiling is, which takes longer than these.
 */
export const nearHashes: Migration = {
  async up(db: Kysely<unknown>) {
    await sql
      .raw(`
      create function near_hashes(
        views smallint[], hashes text[], turned integer[], others integer[], farthest integer, most integer
      ) returns table (sighting bigint, asked bigint, distance integer)
      language plpgsql stable
      set enable_seqscan = off set enable_bitmapscan = off set jit = off set plan_cache_mode = force_generic_plan
      as $$
      #variable_conflict use_column
      begin
        return query
        with asked as materialized (
          select place - 1 as asked, v as view, ('x' || h)::bit(256) as hash,
            ${bands.map((k) => `${bandOf(k)} as b${k}`).join(', ')}
          from unnest(views, hashes) with ordinality as t(v, h, place), lateral decode(h, 'hex') as d
        ), likely as (
          select f.sighting, a.asked
          from unnest(turned, others) as t(bits, others), asked a, lateral (${likely} offset 0) f
        ), near as (
          select l.sighting, l.asked, bit_count(f.pdq # a.hash)::integer as distance, a.view > 0 as part
          from (select distinct sighting, asked from likely) l join asked a using (asked), lateral (
            select pdq from fingerprints f where f.sighting = l.sighting and f.view = a.view offset 0
          ) f
          where bit_count(f.pdq # a.hash) <= farthest
        ), nearest as (
          select distinct on (n.sighting) n.sighting, n.asked, n.distance, n.part from near n
          order by n.sighting, n.part, n.distance
        )
        select n.sighting, n.asked, n.distance from nearest n order by n.part, n.distance limit most;
      end $$`)
      .execute(db)
  },
}
