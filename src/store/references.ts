import type { ReferenceKind, Sighting, ViewHash } from '../check/memory.ts'
import { dropSightings, keepSighting } from './memory.ts'
import type { Database } from './open.ts'

/** A photo known beforehand, as its owner describes it. */
export interface Reference {
  id: string
  kind: ReferenceKind
  merchantId?: string | undefined
  productId?: string | undefined
  orderId?: string | undefined
  sha256: string
  createdAt: Date
}

/** Photos that one tenant told us of. Their pixels are not kept, only what finds them again. */
export function referenceStore(db: Database, tenant: string) {
  const store = {
    /** A reference of that id that is there already is replaced. */
    async put(reference: Reference, hashes: ViewHash[]): Promise<void> {
      await store.remove(reference.id)
      const { id, kind, merchantId, productId, orderId, sha256, createdAt } = reference
      await db
        .insertInto('photo_references')
        .values({
          tenant,
          id,
          kind,
          merchant_id: merchantId ?? null,
          product_id: productId ?? null,
          order_id: orderId ?? null,
          sha256: Buffer.from(sha256, 'hex'),
          created_at: createdAt,
        })
        .execute()
      // Without the order: what a shop photographed for an order is known in that order too.
      const sighting: Sighting = {
        origin: kind,
        sourceId: id,
        photo: 0,
        sha256,
        merchantId,
        productId,
        seenAt: createdAt,
      }
      await keepSighting(db, tenant, sighting, hashes)
    },

    async find(id: string): Promise<Reference | undefined> {
      const row = await db
        .selectFrom('photo_references')
        .selectAll()
        .where('tenant', '=', tenant)
        .where('id', '=', id)
        .executeTakeFirst()
      return (
        row && {
          id: row.id,
          kind: row.kind,
          merchantId: row.merchant_id ?? undefined,
          productId: row.product_id ?? undefined,
          orderId: row.order_id ?? undefined,
          sha256: Buffer.from(row.sha256).toString('hex'),
          createdAt: row.created_at,
        }
      )
    },

    /** @returns false when there was none. */
    async remove(id: string): Promise<boolean> {
      const known = await store.find(id)
      if (!known) return false
      await dropSightings(db, known.kind, [id], tenant)
      await db.deleteFrom('photo_references').where('tenant', '=', tenant).where('id', '=', id).execute()
      return true
    },
  }
  return store
}
