import { sql } from 'kysely'
import type { IdempotencyStore } from '../check/once.ts'
import type { Database } from './open.ts'

/** A holder that has not answered by then has died with its process; the key is free again. */
const abandonedAfterMs = 60_000
const keptForMs = 24 * 3_600_000

export function idempotencyStore(db: Database): IdempotencyStore {
  return {
    async take({ tenant, route, key }, bodySha256, now) {
      const abandoned = new Date(now.getTime() - abandonedAfterMs)
      const outdated = new Date(now.getTime() - keptForMs)
      const taken = await db
        .insertInto('idempotency')
        .values({ tenant, route, key, body_sha256: bodySha256, status: null, body: null, created_at: now })
        .onConflict((conflict) =>
          conflict
            .columns(['tenant', 'route', 'key'])
            .doUpdateSet({ body_sha256: bodySha256, status: null, body: null, created_at: now })
            .where(
              sql<boolean>`(idempotency.status is null and idempotency.created_at < ${abandoned}) or idempotency.created_at < ${outdated}`,
            ),
        )
        .returning('key')
        .executeTakeFirst()
      if (taken) return { state: 'taken' }
      const known = await db
        .selectFrom('idempotency')
        .select(['body_sha256', 'status', 'body'])
        .where('tenant', '=', tenant)
        .where('route', '=', route)
        .where('key', '=', key)
        .executeTakeFirst()
      // Released between the two statements: as if it were still being answered; the caller tries again.
      if (!known) return { state: 'in flight' }
      if (known.body_sha256 !== bodySha256) return { state: 'mismatch' }
      return known.status === null ? { state: 'in flight' } : { state: 'answered', body: known.body }
    },

    async answer({ tenant, route, key }, status, body) {
      await db
        .updateTable('idempotency')
        .set({ status, body: JSON.stringify(body) })
        .where('tenant', '=', tenant)
        .where('route', '=', route)
        .where('key', '=', key)
        .execute()
    },

    async release({ tenant, route, key }) {
      await db
        .deleteFrom('idempotency')
        .where('tenant', '=', tenant)
        .where('route', '=', route)
        .where('key', '=', key)
        .where('status', 'is', null)
        .execute()
    },
  }
}
