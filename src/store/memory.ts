import { sql } from 'kysely'
import {
  type BuyerMemory,
  hasStructure,
  type Near,
  type Origin,
  type PhotoMemory,
  type Sighting,
  type ViewHash,
} from '../check/memory.ts'
import { hashesOf, nearHashes } from './fingerprints.ts'
import type { Database } from './open.ts'
import type { Schema } from './schema.ts'

/** More photos with one look than that are told as that many. */
const maxMatches = 100
/** More decisions of one buyer than that are told as that many; the newest are. */
const maxDecided = 200
/** A picture that so many buyers sent is set aside until people have looked at it. */
const quarantineFrom = 20

/** The photos that one tenant's checks and references hold. */
export function photoMemory(db: Database, tenant: string): PhotoMemory {
  const sightings = () => db.selectFrom('sightings').selectAll().where('tenant', '=', tenant)
  const itself = ({ checkId, photo }: { checkId: string; photo: number }) =>
    sql<boolean>`not (origin = 'check' and source_id = ${checkId} and photo = ${photo})`

  return {
    remember: (sighting, hashes) => keepSighting(db, tenant, sighting, hashes),

    async sameBytes(sha256, except) {
      const rows = await sightings()
        .where('sha256', '=', Buffer.from(sha256, 'hex'))
        .where(itself(except))
        .orderBy('seen_at')
        .limit(maxMatches)
        .execute()
      return rows.map(toSighting)
    },

    async nearby(hashes, distance, except) {
      const near = await nearHashes(db, hashes, distance)
      const nearest = new Map(near.map((each) => [each.sighting, each]))
      if (nearest.size === 0) return []
      const rows = await sightings()
        .where('id', 'in', [...nearest.keys()])
        .where(itself(except))
        .execute()
      return rows
        .map((row): Near => {
          const { asked, distance } = nearest.get(String(row.id))!
          return { sighting: toSighting(row), asked, distance }
        })
        .sort((a, b) => a.distance - b.distance || a.sighting.seenAt.getTime() - b.sighting.seenAt.getTime())
        .slice(0, maxMatches)
    },

    async counts(sha256, buyers, now) {
      const key = Buffer.from(sha256, 'hex')
      if (buyers >= quarantineFrom)
        await db
          .insertInto('quarantine')
          .values({ tenant, sha256: key, buyers, decision: null, decided_by: null, noticed_at: now })
          .onConflict((conflict) => conflict.columns(['tenant', 'sha256']).doUpdateSet({ buyers }))
          .execute()
      const row = await db
        .selectFrom('quarantine')
        .select('decision')
        .where('tenant', '=', tenant)
        .where('sha256', '=', key)
        .executeTakeFirst()
      return !row || row.decision === 'evidence'
    },
  }
}

/** Keeps a sighting and its hashes, at once. Of one that is there already only the time is renewed. */
export async function keepSighting(
  db: Database,
  tenant: string,
  sighting: Sighting,
  hashes: ViewHash[],
): Promise<void> {
  const hash = (hex: string | undefined) => (hex === undefined ? null : Buffer.from(hex, 'hex'))
  const kept = hashes.map((hash, place) => ({ ...hash, place })).filter(hasStructure)
  await sql`
    with kept as (${db
      .insertInto('sightings')
      .values({
        tenant,
        origin: sighting.origin,
        source_id: sighting.sourceId,
        photo: sighting.photo,
        sha256: Buffer.from(sighting.sha256, 'hex'),
        order_id: sighting.orderId ?? null,
        buyer_id: sighting.buyerId ?? null,
        merchant_id: sighting.merchantId ?? null,
        product_id: sighting.productId ?? null,
        camera_body: hash(sighting.cameraBody),
        exposure: hash(sighting.exposure),
        seen_at: sighting.seenAt,
      })
      .onConflict((conflict) =>
        // A promised check that broke after this was kept is made again under its id.
        conflict.columns(['source_id', 'origin', 'photo', 'tenant']).doUpdateSet({ seen_at: sighting.seenAt }),
      )
      .returning('id')})
    ${hashesOf(sql`(select id from kept)`, kept)}
  `.execute(db)
}

/** How people decided a buyer's earlier checks with this tenant, and whom the buyer hangs together with. */
export function buyerMemory(db: Database, tenant: string): BuyerMemory {
  return {
    async outcomes(buyerId, exceptOrderId, since) {
      const decided = await db
        .selectFrom('outcomes')
        .select(['outcome', 'decided_at as at'])
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
        .orderBy('decided_at', 'desc')
        .limit(maxDecided)
        .execute()
      return decided
    },

    async claims(buyerId, exceptOrderId, since) {
      const { count } = await db
        .selectFrom('checks')
        .select((eb) => eb.fn.count<string>('order_id').distinct().as('count'))
        .where('tenant', '=', tenant)
        .where('buyer_id', '=', buyerId)
        .where('order_id', '<>', exceptOrderId)
        .where('created_at', '>=', since)
        .executeTakeFirstOrThrow()
      return Number(count)
    },

    ring: (buyerId, since) => ringOf(db, tenant, buyerId, since),
  }
}

/** How many steps from account to account are followed, how many accounts at most, and how many of a step's links. */
const ringDepth = 3
const ringSize = 50

/**
 * Accounts reached from one over shared camera bodies, exposures and exact photos, breadth first. A thing that more than
 * `ringSize` accounts share (a stock picture) is no tie between persons and is not followed.
 */
async function ringOf(db: Database, tenant: string, buyerId: string, since: Date) {
  const reached = new Set([buyerId])
  const links = new Map<'camera body' | 'exposure' | 'photo', Set<string>>()
  let edge = [buyerId]
  for (let depth = 0; depth < ringDepth && edge.length > 0 && reached.size <= ringSize; depth++) {
    const { rows } = await sql<{ kind: 'camera body' | 'exposure' | 'photo'; buyers: string[] }>`
      with mine as (
        select sha256, camera_body, exposure from sightings
        where tenant = ${tenant} and buyer_id = any(${sql.val(edge)}::text[]) and seen_at >= ${since} and origin = 'check'
        order by id desc limit 500
      ), shared as (
        select 'photo' as kind, s.sha256 as value, s.buyer_id from sightings s
          join (select distinct sha256 from mine) m on m.sha256 = s.sha256 where s.tenant = ${tenant} and s.seen_at >= ${since}
        union select 'camera body', s.camera_body, s.buyer_id from sightings s
          join (select distinct camera_body from mine) m on m.camera_body = s.camera_body where s.tenant = ${tenant} and s.seen_at >= ${since}
        union select 'exposure', s.exposure, s.buyer_id from sightings s
          join (select distinct exposure from mine) m on m.exposure = s.exposure where s.tenant = ${tenant} and s.seen_at >= ${since}
      )
      select kind, array_agg(distinct buyer_id) as buyers from shared
      where buyer_id is not null group by kind, value
      having count(distinct buyer_id) between 2 and ${ringSize}
    `.execute(db)
    const found = new Set<string>()
    for (const { kind, buyers } of rows) {
      const known = links.get(kind) ?? new Set()
      for (const buyer of buyers) {
        known.add(buyer)
        if (!reached.has(buyer)) found.add(buyer)
      }
      links.set(kind, known)
    }
    edge = [...found].slice(0, ringSize)
    for (const buyer of edge) reached.add(buyer)
  }
  reached.delete(buyerId)
  return {
    buyers: reached.size,
    links: [...links].map(([kind, buyers]) => ({ kind, buyers: buyers.size })),
    fake: reached.size === 0 ? 0 : await decidedFake(db, tenant, [...reached], since),
  }
}

/** How many of these buyers had a claim that was last decided not to be genuine. */
async function decidedFake(db: Database, tenant: string, buyers: string[], since: Date): Promise<number> {
  const { rows } = await sql<{ count: string }>`
    select count(distinct buyer_id) as count from outcomes
    where tenant = ${tenant} and buyer_id = any(${sql.val(buyers)}::text[]) and decided_at >= ${since} and outcome = 'fake'
      and id in (
        select max(id) from outcomes
        where tenant = ${tenant} and buyer_id = any(${sql.val(buyers)}::text[]) group by check_id
      )
  `.execute(db)
  return Number(rows[0]!.count)
}

/** Drops what a check has left in the index. */
export async function forgetPhotos(db: Database, checkId: string): Promise<void> {
  await dropSightings(db, 'check', [checkId])
}

/** Drops sightings of an origin by their sources, with their hashes. */
export async function dropSightings(
  db: Pick<Database, 'deleteFrom'>,
  origin: Origin,
  sourceIds: string[],
  tenant?: string,
): Promise<void> {
  await db
    .deleteFrom('fingerprints')
    .where('sighting', 'in', (eb) => {
      const ids = eb
        .selectFrom('sightings')
        .select('id')
        .where('origin', '=', origin)
        .where('source_id', 'in', sourceIds)
      return tenant === undefined ? ids : ids.where('tenant', '=', tenant)
    })
    .execute()
  let sightings = db.deleteFrom('sightings').where('origin', '=', origin).where('source_id', 'in', sourceIds)
  if (tenant !== undefined) sightings = sightings.where('tenant', '=', tenant)
  await sightings.execute()
}

function toSighting(row: Omit<Schema['sightings'], 'id'>): Sighting {
  const hex = (bytes: Uint8Array | null) => (bytes === null ? undefined : Buffer.from(bytes).toString('hex'))
  return {
    origin: row.origin,
    sourceId: row.source_id,
    photo: row.photo,
    sha256: hex(row.sha256)!,
    orderId: row.order_id ?? undefined,
    buyerId: row.buyer_id ?? undefined,
    merchantId: row.merchant_id ?? undefined,
    productId: row.product_id ?? undefined,
    cameraBody: hex(row.camera_body),
    exposure: hex(row.exposure),
    seenAt: row.seen_at,
  }
}
