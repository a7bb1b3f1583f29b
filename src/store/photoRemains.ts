import type { KeptPicture, PhotoRemains } from '../check/kept.ts'
import type { EvidenceMap } from '../check/signal.ts'
import type { Database } from './open.ts'
import type { Schema } from './schema.ts'

/** A cell is a byte: sixteenths of log-odds, -128 where nothing was looked at. */
const steps = 16
const unseen = -128

const toCells = ({ logOdds }: EvidenceMap): Uint8Array =>
  new Uint8Array(
    Int8Array.from(logOdds, (each) =>
      Number.isNaN(each) ? unseen : Math.max(-127, Math.min(127, Math.round(each * steps))),
    ).buffer,
  )

const toLogOdds = (cells: Uint8Array): Float32Array =>
  Float32Array.from(cells, (byte) => {
    const cell = (byte << 24) >> 24
    return cell === unseen ? Number.NaN : cell / steps
  })

/** The rows that keep the maps of a check's photos. */
export function mapRows(tenant: string, checkId: string, remains: PhotoRemains[], at: Date): Schema['photo_maps'][] {
  return remains.flatMap(({ photo, map }) =>
    map
      ? [
          {
            check_id: checkId,
            photo,
            tenant,
            columns: map.columns,
            rows: map.rows,
            cells: toCells(map),
            created_at: at,
          },
        ]
      : [],
  )
}

/** The rows that keep pictures of a check's photos for a while. */
export function pictureRows(tenant: string, checkId: string, remains: PhotoRemains[]): Schema['kept_photos'][] {
  return remains.flatMap(({ photo, pictures }) =>
    pictures.map(({ kind, type, bytes, until }) => ({
      check_id: checkId,
      photo,
      kind,
      tenant,
      type,
      bytes,
      kept_until: until,
    })),
  )
}

/** What stays of photos, read again. One tenant never sees another's. */
export function photoRemains(db: Database) {
  return {
    async map(tenant: string, checkId: string, photo: number): Promise<EvidenceMap | undefined> {
      const row = await db
        .selectFrom('photo_maps')
        .select(['columns', 'rows', 'cells'])
        .where('check_id', '=', checkId)
        .where('photo', '=', photo)
        .where('tenant', '=', tenant)
        .executeTakeFirst()
      return row && { columns: row.columns, rows: row.rows, logOdds: toLogOdds(row.cells) }
    },

    /** @returns undefined when it was never kept, or its time is up. */
    async picture(
      tenant: string,
      checkId: string,
      photo: number,
      kind: KeptPicture['kind'],
      now: Date,
    ): Promise<{ type: string; bytes: Uint8Array } | undefined> {
      const row = await db
        .selectFrom('kept_photos')
        .select(['type', 'bytes'])
        .where('check_id', '=', checkId)
        .where('photo', '=', photo)
        .where('kind', '=', kind)
        .where('tenant', '=', tenant)
        .where('kept_until', '>', now)
        .executeTakeFirst()
      return row && { type: row.type, bytes: new Uint8Array(row.bytes) }
    },
  }
}
