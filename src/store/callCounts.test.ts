import { sql } from 'kysely'
import { describe, expect, it } from 'vitest'
import { openWhileTesting, stores } from '../test/stores.ts'
import { callCounts } from './callCounts.ts'
import { purgeBefore } from './retention.ts'

describe.each(stores)('calls counted in %s', (_, fresh) => {
  const own = openWhileTesting(fresh)
  const rewind = (account: string, seconds: number) =>
    sql`update call_counts set at = at - make_interval(secs => ${seconds}) where account = ${account}`.execute(own.db)

  it('are those of all replicas together', async () => {
    const [here, there] = [callCounts(own.db), callCounts(own.db)]
    const waits = await Promise.all(Array.from({ length: 12 }, (_, i) => (i % 2 ? here : there)('shared', 6)))
    expect(waits.filter((ms) => ms === 0)).toHaveLength(6)
    for (const ms of waits.filter((ms) => ms > 0)) expect(ms).toBeLessThanOrEqual(10_000)
    expect(await here('another', 6)).toBe(0)
  })

  it('come back with time, at most a minute of them', async () => {
    const count = callCounts(own.db)
    for (let i = 0; i < 6; i++) expect(await count('waits', 6)).toBe(0)
    await rewind('waits', 11)
    expect(await count('waits', 6)).toBe(0)
    expect(await count('waits', 6)).toBeGreaterThan(5_000)
    await rewind('waits', 3600)
    for (let i = 0; i < 6; i++) expect(await count('waits', 6)).toBe(0)
    expect(await count('waits', 6)).toBeGreaterThan(0)
  })

  it('are forgotten after a day', async () => {
    const count = callCounts(own.db)
    await count('old', 6)
    await count('new', 6)
    await rewind('old', 90_000)
    await purgeBefore(own.db, new Date(0), new Date())
    const left = await own.db
      .selectFrom('call_counts')
      .select('account')
      .where('account', 'in', ['old', 'new'])
      .execute()
    expect(left).toEqual([{ account: 'new' }])
  })
})
