import type { Claim } from '../check/claim.ts'
import type { Verdict } from '../check/verdict.ts'
import type { Database } from './open.ts'

export interface Outcome {
  outcome: 'fake' | 'genuine' | 'unresolved'
  decidedBy: string
  note?: string | undefined
}

/** Checks and what people decided of them. One tenant never sees another's. */
export function checkStore(db: Database) {
  return {
    async save(tenant: string, claim: Claim, verdict: Verdict): Promise<void> {
      await db
        .insertInto('checks')
        .values({
          id: verdict.id,
          tenant,
          channel: claim.channel,
          order_id: claim.orderId,
          buyer_id: claim.buyerId ?? null,
          merchant_id: claim.merchantId ?? null,
          created_at: new Date(verdict.createdAt),
          claim: JSON.stringify(claim),
          verdict: JSON.stringify(verdict),
        })
        .execute()
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
