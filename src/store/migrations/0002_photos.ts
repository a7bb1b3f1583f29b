import { type Kysely, type Migration, sql } from 'kysely'

/** Where the detector looked, and photos kept for a while where the operator allows it. */
export const photos: Migration = {
  async up(db: Kysely<unknown>) {
    for (const statement of [
      sql`create table photo_maps (
        check_id text not null,
        photo smallint not null,
        tenant text not null,
        columns smallint not null,
        rows smallint not null,
        cells bytea not null,
        created_at timestamptz not null,
        primary key (check_id, photo)
      )`,
      sql`create index photo_maps_by_age on photo_maps (created_at)`,
      sql`create table kept_photos (
        check_id text not null,
        photo smallint not null,
        kind text not null,
        tenant text not null,
        type text not null,
        bytes bytea not null,
        kept_until timestamptz not null,
        primary key (check_id, photo, kind)
      )`,
      sql`create index kept_photos_by_end on kept_photos (kept_until)`,
    ])
      await statement.execute(db)
  },
}
