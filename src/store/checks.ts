import type { Insertable, Transaction } from 'kysely'
import type { Claim } from '../check/claim.ts'
import type { PhotoRemains } from '../check/kept.ts'
import type { Evidence, Verdict } from '../check/verdict.ts'
import { claimFrom } from './claims.ts'
import type { Database } from './open.ts'
import { mapRows, pictureRows } from './photoRemains.ts'
import type { Schema } from './schema.ts'

export interface Outcome {
  outcome: 'fake' | 'genuine' | 'unresolved'
  decidedBy: string
  note?: string | undefined
}

/** What is kept in the same transaction as a verdict. */
export interface SavedBeside {
  evidence?: Evidence[]
  remains?: PhotoRemains[]
  also?: ((transaction: Transaction<Schema>, verdict: Verdict) => Promise<void>) | undefined
}

/** A check and the maps of its photos, in one statement. */
async function keepCheck(
  db: Database,
  check: Insertable<Schema['checks']>,
  maps: Schema['photo_maps'][],
): Promise<void> {
  if (maps.length === 0) await db.insertInto('checks').values(check).execute()
  else
    await db
      .with('kept', (query) => query.insertInto('checks').values(check))
      .insertInto('photo_maps')
      .values(maps)
      .execute()
}

/** Checks and what people decided of them. One tenant never sees another's. */
export function checkStore(db: Database) {
  return {
    async save(
      tenant: string,
      claim: Claim,
      verdict: Verdict,
      { evidence, remains = [], also }: SavedBeside = {},
    ): Promise<void> {
      const createdAt = new Date(verdict.createdAt)
      const check: Insertable<Schema['checks']> = {
        id: verdict.id,
        tenant,
        channel: claim.channel,
        order_id: claim.orderId,
        buyer_id: claim.buyerId ?? null,
        merchant_id: claim.merchantId ?? null,
        created_at: createdAt,
        claim: JSON.stringify(claim),
        verdict: JSON.stringify(verdict),
        evidence: evidence ? JSON.stringify(evidence) : null,
      }
      const maps = mapRows(tenant, verdict.id, remains, createdAt)
      const pictures = pictureRows(tenant, verdict.id, remains)
      // Most checks leave no more than this, and one statement needs no transaction around it.
      if (!also && pictures.length === 0) return keepCheck(db, check, maps)
      await db.transaction().execute(async (transaction) => {
        await keepCheck(transaction, check, maps)
        for (const picture of pictures) await transaction.insertInto('kept_photos').values(picture).execute()
        await also?.(transaction, verdict)
      })
    },

    async find(tenant: string, id: string): Promise<Verdict | undefined> {
      const row = await db
        .selectFrom('checks')
        .select('verdict')
        .where('id', '=', id)
        .where('tenant', '=', tenant)
        .executeTakeFirst()
      return row?.verdict
    },

    async findWithClaim(tenant: string, id: string): Promise<{ claim: Claim; verdict: Verdict } | undefined> {
      const row = await db
        .selectFrom('checks')
        .select(['claim', 'verdict'])
        .where('id', '=', id)
        .where('tenant', '=', tenant)
        .executeTakeFirst()
      return row && { claim: claimFrom(row.claim), verdict: row.verdict }
    },

    /** @returns false when the tenant has no such check. */
    async decide(tenant: string, id: string, { outcome, decidedBy, note }: Outcome, at: Date): Promise<boolean> {
      const check = await db
        .selectFrom('checks')
        .select('buyer_id')
        .where('id', '=', id)
        .where('tenant', '=', tenant)
        .executeTakeFirst()
      if (!check) return false
      await db
        .insertInto('outcomes')
        .values({
          check_id: id,
          tenant,
          buyer_id: check.buyer_id,
          outcome,
          decided_by: decidedBy,
          note: note ?? null,
          decided_at: at,
        })
        .execute()
      return true
    },
  }
}
export type CheckStore = ReturnType<typeof checkStore>
