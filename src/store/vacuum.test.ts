import { randomBytes } from 'node:crypto'
import { sql } from 'kysely'
import { describe, expect, it } from 'vitest'
import { openWhileTesting } from '../test/stores.ts'
import { saveHashes } from './fingerprints.ts'
import { vacuumWhereDue } from './vacuum.ts'

describe('the embedded store is tidied', () => {
  const own = openWhileTesting(async () => ({ place: { memory: true }, drop: async () => {} }))
  const load = (from: number, count: number) =>
    saveHashes(
      own.db,
      Array.from({ length: count }, (_, i) => ({
        sighting: String(from + i),
        place: 0,
        view: 0,
        quality: 90,
        hash: randomBytes(32),
      })),
    )
  const deadRows = async () => {
    const { rows } = await sql<{ dead: string }>`
      select n_dead_tup as dead from pg_stat_user_tables where relname = 'fingerprints'
    `.execute(own.db)
    return Number(rows[0]!.dead)
  }

  it('after many rows came or went, and not after a few', async () => {
    await load(1, 3000)
    expect(await vacuumWhereDue(own.db)).toContain('fingerprints')
    await load(3001, 20)
    await sql`delete from fingerprints where sighting <= 20`.execute(own.db)
    expect(await vacuumWhereDue(own.db)).not.toContain('fingerprints')
    expect(await deadRows()).toBe(20)
    await sql`delete from fingerprints where sighting <= 1500`.execute(own.db)
    expect(await vacuumWhereDue(own.db)).toEqual(['fingerprints'])
    expect(await deadRows()).toBe(0)
  })
})
