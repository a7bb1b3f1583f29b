import { sql } from 'kysely'
import type { BuyerMemory, PhotoMemory, Sighting } from '../check/memory.ts'
import type { Database } from './open.ts'

const bandCount = 16
/** Hashes of pictures with less structure than this match anything; they are never looked up by hash (PDQ's authors). */
const minQuality = 50
/** A band value shared by more photos than this is no clue; the lookup stays quick. */
const maxCandidates = 2000

/** The photos that one tenant's checks have seen. */
export function photoMemory(db: Database, tenant: string): PhotoMemory {
  const sightings = () =>
    db
      .selectFrom('fingerprints')
      .select(['check_id', 'photo', 'sha256', 'pdq', 'quality', 'order_id', 'buyer_id', 'merchant_id', 'seen_at'])
      .where('fingerprints.tenant', '=', tenant)
  return {
    async remember(sighting) {
      const { checkId: check_id, photo, quality } = sighting
      await db.transaction().execute(async (transaction) => {
        await transaction
          .insertInto('fingerprints')
          .values({
            check_id,
            photo,
            sha256: Buffer.from(sighting.sha256, 'hex'),
            pdq: sighting.pdq,
            quality,
            tenant,
            order_id: sighting.orderId,
            buyer_id: sighting.buyerId ?? null,
            merchant_id: sighting.merchantId ?? null,
            seen_at: sighting.seenAt,
          })
          .execute()
        if (quality < minQuality) return
        const bands = bandsOf(sighting.pdq).map((value, band) => ({ band, value, check_id, photo }))
        await transaction.insertInto('fingerprint_bands').values(bands).execute()
      })
    },

    async sameBytes(sha256, exceptCheckId) {
      const rows = await sightings()
        .where('sha256', '=', Buffer.from(sha256, 'hex'))
        .where('check_id', '<>', exceptCheckId)
        .orderBy('seen_at')
        .limit(100)
        .execute()
      return rows.map(toSighting)
    },

    async nearby(hashes, maxDistance, exceptCheckId) {
      const probes = probesFor(hashes, maxDistance)
      const bands = sql.val(probes.map(([band]) => band))
      const values = sql.val(probes.map(([, value]) => value))
      // Probes as a joined table: an index lookup each. Written as a list or an array overlap, planners have scanned.
      const keys = await db
        .selectFrom(
          sql<{ band: number; value: number }>`unnest(${bands}::smallint[], ${values}::integer[])`.as<'probes'>(
            sql`probes(band, value)`,
          ),
        )
        .innerJoin('fingerprint_bands as bands', (join) =>
          join.onRef('bands.band', '=', 'probes.band').onRef('bands.value', '=', 'probes.value'),
        )
        .select(['bands.check_id', 'bands.photo'])
        .distinct()
        .where('bands.check_id', '<>', exceptCheckId)
        .limit(maxCandidates)
        .execute()
      if (keys.length === 0) return []
      const rows = await sightings()
        .where('check_id', 'in', [...new Set(keys.map((key) => key.check_id))])
        .where('quality', '>=', minQuality)
        .orderBy('seen_at')
        .execute()
      return rows.map(toSighting)
    },
  }
}

/** How people decided a buyer's earlier checks with this tenant. */
export function buyerMemory(db: Database, tenant: string): BuyerMemory {
  return {
    async outcomes(buyerId, exceptOrderId, since) {
      const rows = await db
        .selectFrom('outcomes')
        .select(['outcome', (eb) => eb.fn.countAll<string>().as('count')])
        .where('tenant', '=', tenant)
        .where('buyer_id', '=', buyerId)
        .where('decided_at', '>=', since)
        // What was decided of this very order says nothing new when it is looked at again.
        .where('check_id', 'not in', (eb) =>
          eb
            .selectFrom('checks')
            .select('checks.id')
            .where('checks.tenant', '=', tenant)
            .where('checks.buyer_id', '=', buyerId)
            .where('checks.order_id', '=', exceptOrderId),
        )
        // Decisions may be changed; only the newest of each check counts.
        .where('id', 'in', (eb) =>
          eb
            .selectFrom('outcomes as newest')
            .select((inner) => inner.fn.max('newest.id').as('id'))
            .where('newest.tenant', '=', tenant)
            .where('newest.buyer_id', '=', buyerId)
            .groupBy('newest.check_id'),
        )
        .groupBy('outcome')
        .execute()
      const count = (outcome: string) => Number(rows.find((row) => row.outcome === outcome)?.count ?? 0)
      return { fake: count('fake'), genuine: count('genuine'), unresolved: count('unresolved') }
    },
  }
}

/** Drops what a check has left in the index. */
export async function forgetPhotos(db: Database, checkId: string): Promise<void> {
  await db.deleteFrom('fingerprint_bands').where('check_id', '=', checkId).execute()
  await db.deleteFrom('fingerprints').where('check_id', '=', checkId).execute()
}

/** 16 bands of 16 bits. */
function bandsOf(hash: Uint8Array): number[] {
  return Array.from({ length: bandCount }, (_, band) => (hash[band * 2]! << 8) | hash[band * 2 + 1]!)
}

/** By the pigeonhole principle: within 15 one band is equal, within 31 one differs by at most a bit. */
function probesFor(hashes: Uint8Array[], maxDistance: number): [band: number, value: number][] {
  const probes: [number, number][] = []
  for (const hash of hashes)
    for (const [band, value] of bandsOf(hash).entries()) {
      probes.push([band, value])
      if (maxDistance >= bandCount) for (let bit = 0; bit < 16; bit++) probes.push([band, value ^ (1 << bit)])
    }
  return probes
}

function toSighting(row: {
  check_id: string
  photo: number
  sha256: Uint8Array
  pdq: Uint8Array
  quality: number
  order_id: string
  buyer_id: string | null
  merchant_id: string | null
  seen_at: Date
}): Sighting {
  return {
    checkId: row.check_id,
    photo: row.photo,
    sha256: Buffer.from(row.sha256).toString('hex'),
    pdq: new Uint8Array(row.pdq),
    quality: row.quality,
    orderId: row.order_id,
    buyerId: row.buyer_id ?? undefined,
    merchantId: row.merchant_id ?? undefined,
    seenAt: row.seen_at,
  }
}
