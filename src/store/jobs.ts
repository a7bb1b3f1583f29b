import { sql, type Transaction } from 'kysely'
import type { SentPhoto } from '../check/check.ts'
import type { Claim } from '../check/claim.ts'
import type { ErrorCode } from '../check/errors.ts'
import { claimFrom } from './claims.ts'
import type { Database } from './open.ts'
import type { Schema } from './schema.ts'

/** A check that was promised and not made yet. Its id is the check's. */
export interface Job {
  checkId: string
  tenant: string
  claim: Claim
  photos: SentPhoto[]
  /** This one included. */
  attempts: number
}

/** Why a promised check will never be answered with a verdict. */
export interface Refusal {
  code: ErrorCode | 'INTERNAL'
  detail: string
  photo?: number | undefined
}

/**
 * Promised checks, kept until they are answered. A queue library was not taken: the photos have to live and die with the job, and the job has to
 * end in the very transaction that keeps the verdict, which leaves one statement for a queue to do.
 */
export function jobStore(db: Database) {
  return {
    async add({ checkId, tenant, claim, photos }: Omit<Job, 'attempts'>, now: Date): Promise<void> {
      await db.transaction().execute(async (transaction) => {
        await transaction
          .insertInto('jobs')
          .values({
            check_id: checkId,
            tenant,
            claim: JSON.stringify(claim),
            attempts: 0,
            run_after: now,
            refusal: null,
            created_at: now,
          })
          .execute()
        for (const [photo, { bytes, name }] of photos.entries())
          await transaction
            .insertInto('job_photos')
            .values({ check_id: checkId, photo, name: name ?? null, bytes })
            .execute()
      })
    },

    /**
     * Takes the job whose turn it is. Nobody else gets it for `leaseMs`; if it is still there then, its holder has died.
     */
    async take(now: Date, leaseMs: number): Promise<Job | undefined> {
      const until = new Date(now.getTime() + leaseMs)
      const row = await db
        .updateTable('jobs')
        .set({ attempts: sql`attempts + 1`, run_after: until })
        .where('check_id', '=', (eb) =>
          eb
            .selectFrom('jobs')
            .select('check_id')
            .where('run_after', '<=', now)
            .where('refusal', 'is', null)
            .orderBy('run_after')
            .limit(1)
            .forUpdate()
            .skipLocked(),
        )
        .returning(['check_id', 'tenant', 'claim', 'attempts'])
        .executeTakeFirst()
      if (!row) return undefined
      const photos = await db
        .selectFrom('job_photos')
        .select(['name', 'bytes'])
        .where('check_id', '=', row.check_id)
        .orderBy('photo')
        .execute()
      return {
        checkId: row.check_id,
        tenant: row.tenant,
        claim: claimFrom(row.claim),
        attempts: row.attempts,
        photos: photos.map(({ name, bytes }) => ({ bytes: new Uint8Array(bytes), name: name ?? undefined })),
      }
    },

    /** The job is tried again then. */
    async postpone(checkId: string, until: Date): Promise<void> {
      await db.updateTable('jobs').set({ run_after: until }).where('check_id', '=', checkId).execute()
    },

    /**
     * The job ends without a verdict; why is kept, its photos are not. A job that has ended already stays as it is.
     * @param also is done in the same transaction.
     */
    async refuse(
      checkId: string,
      refusal: Refusal,
      also: (transaction: Transaction<Schema>) => Promise<void>,
    ): Promise<void> {
      await db.transaction().execute(async (transaction) => {
        const { numUpdatedRows } = await transaction
          .updateTable('jobs')
          .set({ refusal: JSON.stringify(refusal) })
          .where('check_id', '=', checkId)
          .where('refusal', 'is', null)
          .executeTakeFirstOrThrow()
        if (numUpdatedRows === 0n) return
        await transaction.deleteFrom('job_photos').where('check_id', '=', checkId).execute()
        await also(transaction)
      })
    },

    async state(tenant: string, checkId: string): Promise<{ attempts: number; refusal?: Refusal } | undefined> {
      const row = await db
        .selectFrom('jobs')
        .select(['attempts', 'refusal'])
        .where('check_id', '=', checkId)
        .where('tenant', '=', tenant)
        .executeTakeFirst()
      return row && { attempts: row.attempts, ...(row.refusal === null ? {} : { refusal: row.refusal as Refusal }) }
    },
  }
}

/** The job ends with a verdict, in the transaction that keeps it. */
export async function endJob(transaction: Transaction<Schema>, checkId: string): Promise<void> {
  await transaction.deleteFrom('job_photos').where('check_id', '=', checkId).execute()
  await transaction.deleteFrom('jobs').where('check_id', '=', checkId).execute()
}
