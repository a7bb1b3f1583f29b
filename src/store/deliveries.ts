import { sql } from 'kysely'
import type { Database } from './open.ts'

export interface Delivery {
  /** Of the message; the receiver knows a repetition by it. */
  id: string
  tenant: string
  body: string
  /** This one included. */
  attempts: number
}

export interface Webhook {
  url: string
  /** `whsec_` and base64, as Standard Webhooks writes it. */
  secret: string
}

/** Where tenants want to hear of their checks, and what has not reached them yet. */
export function deliveryStore(db: Database) {
  return {
    async setWebhook(tenant: string, { url, secret }: Webhook, now: Date): Promise<void> {
      await db
        .insertInto('webhooks')
        .values({ tenant, url, secret, created_at: now })
        .onConflict((conflict) => conflict.column('tenant').doUpdateSet({ url, secret, created_at: now }))
        .execute()
    },

    /** @returns false when there was none. */
    async dropWebhook(tenant: string): Promise<boolean> {
      const { numDeletedRows } = await db.deleteFrom('webhooks').where('tenant', '=', tenant).executeTakeFirstOrThrow()
      await db.deleteFrom('deliveries').where('tenant', '=', tenant).execute()
      return numDeletedRows > 0n
    },

    async webhook(tenant: string): Promise<Webhook | undefined> {
      return db.selectFrom('webhooks').select(['url', 'secret']).where('tenant', '=', tenant).executeTakeFirst()
    },

    /** A message that is there already is not sent twice. */
    async add({ id, tenant, body }: Omit<Delivery, 'attempts'>, now: Date): Promise<void> {
      await db
        .insertInto('deliveries')
        .values({ id, tenant, body, attempts: 0, run_after: now, created_at: now })
        .onConflict((conflict) => conflict.column('id').doNothing())
        .execute()
    },

    /** Takes the message whose turn it is, for `leaseMs`. */
    async take(now: Date, leaseMs: number): Promise<Delivery | undefined> {
      return db
        .updateTable('deliveries')
        .set({ attempts: sql`attempts + 1`, run_after: new Date(now.getTime() + leaseMs) })
        .where('id', '=', (eb) =>
          eb
            .selectFrom('deliveries')
            .select('id')
            .where('run_after', '<=', now)
            .orderBy('run_after')
            .limit(1)
            .forUpdate()
            .skipLocked(),
        )
        .returning(['id', 'tenant', 'body', 'attempts'])
        .executeTakeFirst()
    },

    async postpone(id: string, until: Date): Promise<void> {
      await db.updateTable('deliveries').set({ run_after: until }).where('id', '=', id).execute()
    },

    async end(id: string): Promise<void> {
      await db.deleteFrom('deliveries').where('id', '=', id).execute()
    },
  }
}
