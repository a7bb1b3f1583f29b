import type { JudgedCheck } from '../check/judgedCheck.ts'
import { claimFrom } from './claims.ts'
import type { Database } from './open.ts'

const pageSize = 200

/**
 * Checks of all tenants (or one) with their evidence, the newest first, a page in memory at a time.
 * Ids are ULIDs: their order is the order of time.
 */
export async function* judgedChecks(
  db: Database,
  { tenant, since, limit }: { tenant?: string | undefined; since?: Date | undefined; limit: number },
): AsyncGenerator<JudgedCheck> {
  let before: string | undefined
  for (let left = limit; left > 0; ) {
    let query = db
      .selectFrom('checks')
      .select(['id', 'claim', 'verdict', 'evidence'])
      .where('evidence', 'is not', null)
      .orderBy('id', 'desc')
      .limit(Math.min(left, pageSize))
    if (tenant !== undefined) query = query.where('tenant', '=', tenant)
    if (since) query = query.where('created_at', '>=', since)
    if (before !== undefined) query = query.where('id', '<', before)
    const rows = await query.execute()
    if (rows.length === 0) return
    const ids = rows.map(({ id }) => id)
    const decided = await db
      .selectFrom('outcomes')
      .select(['check_id', 'outcome'])
      .where('check_id', 'in', ids)
      .orderBy('id')
      .execute()
    // The newest decision stands: later rows replace earlier ones.
    const outcomes = new Map(decided.map(({ check_id, outcome }) => [check_id, outcome]))
    for (const { id, claim, verdict, evidence } of rows) {
      const outcome = outcomes.get(id)
      yield { id, claim: claimFrom(claim), verdict, evidence: evidence!, ...(outcome ? { outcome } : {}) }
    }
    before = ids.at(-1)
    left -= rows.length
  }
}
