import type { Profile } from '../check/drift.ts'
import type { Verdict } from '../check/verdict.ts'
import type { Database } from './open.ts'

export type ShadowVerdict = Pick<Verdict, 'score' | 'band' | 'action' | 'versions'>

/** What a second detector or policy would have answered; never told to a caller. */
export function shadowStore(db: Database) {
  return {
    async keep(tenant: string, checkId: string, verdict: ShadowVerdict, now: Date): Promise<void> {
      await db
        .insertInto('shadow_verdicts')
        .values({ check_id: checkId, tenant, verdict: JSON.stringify(verdict), created_at: now })
        .execute()
    },
  }
}

/** What photos looked like when a detector and policy were new. */
export function baselineStore(db: Database) {
  return {
    async baseline(versions: string): Promise<Profile | undefined> {
      const row = await db
        .selectFrom('drift_baselines')
        .select('body')
        .where('versions', '=', versions)
        .executeTakeFirst()
      return row?.body as Profile | undefined
    },

    async keepBaseline(versions: string, profile: Profile): Promise<void> {
      await db
        .insertInto('drift_baselines')
        .values({ versions, body: JSON.stringify(profile), made_at: new Date() })
        .onConflict((conflict) => conflict.column('versions').doNothing())
        .execute()
    },
  }
}
