import { sql } from 'kysely'
import type { Database } from './open.ts'

/** Deletes checks, fingerprints, maps, outcomes and idempotency keys from before an instant, and kept photos whose time is up. */
export async function purgeBefore(db: Database, instant: Date, now: Date): Promise<void> {
  await sql`
    delete from fingerprint_bands where check_id in (select check_id from fingerprints where seen_at < ${instant})
  `.execute(db)
  await db.deleteFrom('fingerprints').where('seen_at', '<', instant).execute()
  await db.deleteFrom('kept_photos').where('kept_until', '<=', now).execute()
  await db.deleteFrom('photo_maps').where('created_at', '<', instant).execute()
  await db.deleteFrom('checks').where('created_at', '<', instant).execute()
  await db.deleteFrom('outcomes').where('decided_at', '<', instant).execute()
  await db.deleteFrom('idempotency').where('created_at', '<', instant).execute()
}
