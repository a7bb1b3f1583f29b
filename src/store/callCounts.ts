import { sql } from 'kysely'
import type { Database } from './open.ts'

/**
 * Counts the calls of all replicas of a store together, by the store's clock.
 * @returns what takes one call off an account and tells the milliseconds until there is one; 0 when one was taken.
 */
export function callCounts(db: Database): (account: string, perMinute: number) => Promise<number> {
  return async (account, perMinute) => {
    const perSecond = perMinute / 60
    const left = sql`least(
      ${perMinute}::float8,
      counts.calls_left + greatest(0, extract(epoch from clock_timestamp() - counts.at)) * ${perSecond}::float8
    )`
    const taken = await sql`
      insert into call_counts as counts (account, calls_left, at)
      values (${account}, ${perMinute}::float8 - 1, clock_timestamp())
      on conflict (account) do update set calls_left = ${left} - 1, at = clock_timestamp() where ${left} >= 1
      returning account
    `.execute(db)
    if (taken.rows.length > 0) return 0
    const { rows } = await sql<{ left: number }>`
      select ${left} as left from call_counts as counts where account = ${account}
    `.execute(db)
    // A call may have come back meanwhile; then it is there at once.
    return Math.max(1, ((1 - (rows[0]?.left ?? 0)) / perSecond) * 1000)
  }
}
