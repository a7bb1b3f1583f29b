import { sql } from 'kysely'
import { claimFrom } from './claims.ts'
import { dropSightings } from './memory.ts'
import type { Database } from './open.ts'

/** Tables that hold something of a check, by its id. */
const ofChecks = ['photo_maps', 'kept_photos', 'outcomes', 'shadow_verdicts', 'job_photos', 'jobs'] as const

const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex')

/** All that is held of a person: shown, or forgotten. One tenant's part only. */
export function subjectStore(db: Database, tenant: string) {
  const idsOf = async (buyerId: string) => {
    const checks = await db
      .selectFrom('checks')
      .select('id')
      .where('tenant', '=', tenant)
      .where('buyer_id', '=', buyerId)
      .execute()
    const jobs = await db
      .selectFrom('jobs')
      .select('check_id')
      .where('tenant', '=', tenant)
      .where(sql<string>`claim->>'buyerId'`, '=', buyerId)
      .execute()
    return [...checks.map(({ id }) => id), ...jobs.map(({ check_id }) => check_id)]
  }

  return {
    /** @returns how many checks were deleted with everything that hung on them. */
    async forget(buyerId: string): Promise<{ checks: number }> {
      const ids = await idsOf(buyerId)
      for (let at = 0; at < ids.length; at += 500) {
        const some = ids.slice(at, at + 500)
        await db.transaction().execute(async (transaction) => {
          for (const table of ofChecks) await transaction.deleteFrom(table).where('check_id', 'in', some).execute()
          await dropSightings(transaction, 'check', some)
          await transaction.deleteFrom('checks').where('id', 'in', some).execute()
          await transaction.deleteFrom('audit').where('tenant', '=', tenant).where('subject', 'in', some).execute()
        })
      }
      // Stored answers of idempotent requests hold verdicts too.
      await sql`
        delete from idempotency where tenant = ${tenant} and body->>'id' = any(${sql.val(ids)}::text[])
      `.execute(db)
      await sql`delete from deliveries where tenant = ${tenant} and id = any(${sql.val(ids)}::text[])`.execute(db)
      return { checks: ids.length }
    },

    /** Everything that names the person or hangs on their checks. Kept pictures are named, and fetched by their own address. */
    async exported(buyerId: string) {
      const checks = await db
        .selectFrom('checks')
        .select(['id', 'claim', 'verdict', 'created_at'])
        .where('tenant', '=', tenant)
        .where('buyer_id', '=', buyerId)
        .orderBy('id')
        .execute()
      const ids = checks.map(({ id }) => id)
      if (ids.length === 0) return { buyerId, checks: [] }
      const outcomes = await db.selectFrom('outcomes').selectAll().where('check_id', 'in', ids).orderBy('id').execute()
      const seen = await db
        .selectFrom('sightings')
        .leftJoin('fingerprints', 'fingerprints.sighting', 'sightings.id')
        .select(['source_id', 'photo', 'sha256', 'camera_body', 'exposure', 'view', 'pdq', 'quality'])
        .where('origin', '=', 'check')
        .where('source_id', 'in', ids)
        .execute()
      const kept = await db
        .selectFrom('kept_photos')
        .select(['check_id', 'photo', 'kind', 'type', 'kept_until'])
        .where('check_id', 'in', ids)
        .execute()
      return {
        buyerId,
        checks: checks.map(({ id, claim, verdict, created_at }) => ({
          id,
          createdAt: created_at,
          claim: claimFrom(claim),
          verdict,
          outcomes: outcomes
            .filter((each) => each.check_id === id)
            .map(({ outcome, decided_by, note, decided_at }) => ({
              outcome,
              decidedBy: decided_by,
              note: note ?? undefined,
              decidedAt: decided_at,
            })),
          fingerprints: seen
            .filter(({ source_id }) => source_id === id)
            .map(({ photo, sha256, camera_body, exposure, view, pdq, quality }) => ({
              photo,
              sha256: hex(sha256),
              cameraBody: camera_body ? hex(camera_body) : undefined,
              exposure: exposure ? hex(exposure) : undefined,
              view: view ?? undefined,
              pdqBits: pdq ?? undefined,
              quality: quality ?? undefined,
            })),
          keptPictures: kept
            .filter((each) => each.check_id === id)
            .map(({ photo, kind, type, kept_until }) => ({ photo, kind, type, keptUntil: kept_until })),
        })),
      }
    },
  }
}
