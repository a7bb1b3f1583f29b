import type { Database } from './open.ts'

export interface StoredKey {
  id: string
  tenant: string
  name: string
  scopes: string[]
  createdAt: Date
  revokedAt: Date | undefined
}

/** Keys by the SHA-256 of their secret; the secret itself is never here. */
export function apiKeyStore(db: Database) {
  return {
    async add(key: Omit<StoredKey, 'revokedAt'> & { digest: Uint8Array }): Promise<void> {
      await db
        .insertInto('api_keys')
        .values({
          id: key.id,
          tenant: key.tenant,
          name: key.name,
          digest: key.digest,
          scopes: key.scopes.join(','),
          created_at: key.createdAt,
          revoked_at: null,
        })
        .execute()
    },

    async list(): Promise<StoredKey[]> {
      const rows = await db.selectFrom('api_keys').selectAll().orderBy('created_at').execute()
      return rows.map(toKey)
    },

    /** @returns false when there is no such key that was not revoked before. */
    async revoke(id: string, now: Date): Promise<boolean> {
      const { numUpdatedRows } = await db
        .updateTable('api_keys')
        .set({ revoked_at: now })
        .where('id', '=', id)
        .where('revoked_at', 'is', null)
        .executeTakeFirstOrThrow()
      return numUpdatedRows > 0n
    },

    /** @returns the key that was not revoked. */
    async find(digest: Uint8Array): Promise<StoredKey | undefined> {
      const row = await db
        .selectFrom('api_keys')
        .selectAll()
        .where('digest', '=', digest)
        .where('revoked_at', 'is', null)
        .executeTakeFirst()
      return row && toKey(row)
    },

    /** Whether any key was ever made: from then on nobody calls without one, even when all are revoked. */
    async any(): Promise<boolean> {
      return (await db.selectFrom('api_keys').select('id').limit(1).executeTakeFirst()) !== undefined
    },
  }
}

const toKey = (row: {
  id: string
  tenant: string
  name: string
  scopes: string
  created_at: Date
  revoked_at: Date | null
}): StoredKey => ({
  id: row.id,
  tenant: row.tenant,
  name: row.name,
  scopes: row.scopes.split(','),
  createdAt: row.created_at,
  revokedAt: row.revoked_at ?? undefined,
})
