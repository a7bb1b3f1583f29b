import type { Policy } from '../check/policy.ts'
import type { Database } from './open.ts'

/** Every policy that ever judged a check, so that an appeal can be judged by it again. */
export function policyStore(db: Database) {
  return {
    async keep(policy: Policy, now: Date): Promise<void> {
      await db
        .insertInto('policies')
        .values({ version: policy.version, body: JSON.stringify(policy), first_used_at: now })
        .onConflict((conflict) => conflict.column('version').doNothing())
        .execute()
    },

    /** @returns the policy as it was kept, to be validated; undefined when none has that version. */
    async find(version: string): Promise<unknown> {
      const row = await db.selectFrom('policies').select('body').where('version', '=', version).executeTakeFirst()
      return row?.body
    },
  }
}
