import { sql } from 'kysely'
import type { Database } from './open.ts'

/** Deletes what checks left from before an instant, kept photos whose time is up, and counts that say nothing any more. */
export async function purgeBefore(db: Database, instant: Date, now: Date): Promise<void> {
  // References stay until their owner deletes them.
  await sql`
    delete from fingerprints
    where sighting in (select id from sightings where seen_at < ${instant} and origin = 'check')
  `.execute(db)
  await db.deleteFrom('sightings').where('seen_at', '<', instant).where('origin', '=', 'check').execute()
  await db.deleteFrom('quarantine').where('noticed_at', '<', instant).execute()
  await db.deleteFrom('shadow_verdicts').where('created_at', '<', instant).execute()
  await db.deleteFrom('audit').where('at', '<', instant).execute()
  await sql`
    delete from job_photos where check_id in (select check_id from jobs where created_at < ${instant})
  `.execute(db)
  await db.deleteFrom('jobs').where('created_at', '<', instant).execute()
  await db.deleteFrom('deliveries').where('created_at', '<', instant).execute()
  await db.deleteFrom('kept_photos').where('kept_until', '<=', now).execute()
  await db.deleteFrom('photo_maps').where('created_at', '<', instant).execute()
  await db.deleteFrom('checks').where('created_at', '<', instant).execute()
  await db.deleteFrom('outcomes').where('decided_at', '<', instant).execute()
  // An account that has not called for a day has all of its calls again.
  await db
    .deleteFrom('call_counts')
    .where('at', '<', new Date(now.getTime() - 86_400_000))
    .execute()
  await db.deleteFrom('idempotency').where('created_at', '<', instant).execute()
}
