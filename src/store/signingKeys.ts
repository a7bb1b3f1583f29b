import type { Database } from './open.ts'

export interface StoredKey {
  kid: string
  jwk: Record<string, unknown>
  createdAt: Date
}

/** Keys for one purpose, shared by all replicas. Only the newest keeps its private half. */
export function signingKeyStore(db: Database, purpose: 'evidence' | 'button') {
  const keys = () =>
    db
      .selectFrom('signing_keys')
      .select(['kid', 'jwk', 'created_at'])
      .where('purpose', '=', purpose)
      .orderBy('created_at', 'desc')
  return {
    /** The newest first. */
    async all(): Promise<StoredKey[]> {
      const rows = await keys().execute()
      return rows.map(({ kid, jwk, created_at }) => ({ kid, jwk, createdAt: created_at }))
    },

    /** Adds a key; the private halves of those before it are deleted. */
    async add({ kid, jwk, createdAt }: StoredKey): Promise<void> {
      await db.transaction().execute(async (transaction) => {
        const former = await transaction
          .selectFrom('signing_keys')
          .select(['kid', 'jwk'])
          .where('purpose', '=', purpose)
          .where('created_at', '<', createdAt)
          .execute()
        for (const key of former) {
          const { d: _, ...publicHalf } = key.jwk
          await transaction
            .updateTable('signing_keys')
            .set({ jwk: JSON.stringify(publicHalf) })
            .where('kid', '=', key.kid)
            .execute()
        }
        await transaction
          .insertInto('signing_keys')
          .values({ kid, purpose, jwk: JSON.stringify(jwk), created_at: createdAt })
          .execute()
      })
    },
  }
}
