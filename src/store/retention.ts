import { sql } from 'kysely'
import type { Database } from './open.ts'

/** Deletes checks, fingerprints, outcomes and idempotency keys from before an instant. */
export async function purgeBefore(db: Database, instant: Date): Promise<void> {
  await sql`
    delete from fingerprint_bands where check_id in (select check_id from fingerprints where seen_at < ${instant})
  `.execute(db)
  await db.deleteFrom('fingerprints').where('seen_at', '<', instant).execute()
  await db.deleteFrom('checks').where('created_at', '<', instant).execute()
  await db.deleteFrom('outcomes').where('decided_at', '<', instant).execute()
  await db.deleteFrom('idempotency').where('created_at', '<', instant).execute()
}
