import { type Kysely, type Migration, sql } from 'kysely'

const bands = Array.from({ length: 16 }, (_, k) => k)
/** 16 bits of a hash; those of other views than the whole picture's have the view's number in the bits above. */
const bandOf = (k: number) => `get_byte(pdq, ${2 * k}) * 256 + get_byte(pdq, ${2 * k + 1})`

/**
 * What was seen and what is known stand apart from their hashes, and a hash stands in one row with its 16 bands, each
 * under an index of its own: a fifth of the room of a row a band, as btrees keep equal values as lists.
 */
export const sightings: Migration = {
  async up(db: Kysely<unknown>) {
    const statements = [
      `create table sightings (
        id bigint generated always as identity primary key,
        tenant text not null,
        origin text not null,
        source_id text not null,
        photo smallint not null,
        sha256 bytea not null,
        order_id text,
        buyer_id text,
        merchant_id text,
        product_id text,
        camera_body bytea,
        exposure bytea,
        seen_at timestamptz not null,
        unique (source_id, origin, photo, tenant)
      )`,
      'create index sightings_by_sha256 on sightings (sha256)',
      'create index sightings_by_age on sightings (seen_at)',
      'create index sightings_by_buyer on sightings (tenant, buyer_id, seen_at)',
      'create index sightings_by_body on sightings (camera_body) where camera_body is not null',
      'create index sightings_by_exposure on sightings (exposure) where exposure is not null',
      'alter table fingerprints rename to old_fingerprints',
      'alter index fingerprints_pkey rename to old_fingerprints_pkey',
      `create table fingerprints (
        sighting bigint not null,
        place smallint not null,
        view smallint not null,
        quality smallint not null,
        pdq bit(256) not null,
        ${bands.map((k) => `b${k} integer not null`).join(', ')},
        primary key (sighting, place)
      )`,
      ...bands.map((k) => `create index fingerprints_b${k} on fingerprints (b${k})`),
      `insert into sightings (tenant, origin, source_id, photo, sha256, order_id, buyer_id, merchant_id, seen_at)
        select tenant, 'check', check_id, photo, sha256, order_id, buyer_id, merchant_id, seen_at from old_fingerprints`,
      `insert into fingerprints
        select s.id, 0, 0, quality, ('x' || encode(pdq, 'hex'))::bit(256), ${bands.map(bandOf).join(', ')}
        from old_fingerprints o join sightings s on s.source_id = o.check_id and s.photo = o.photo`,
      'drop table old_fingerprints',
      'drop table fingerprint_bands',
      `create table quarantine (
        id bigint generated always as identity primary key,
        tenant text not null,
        sha256 bytea not null,
        buyers integer not null,
        decision text,
        decided_by text,
        noticed_at timestamptz not null,
        unique (tenant, sha256)
      )`,
      `create table photo_references (
        tenant text not null,
        id text not null,
        kind text not null,
        merchant_id text,
        product_id text,
        order_id text,
        sha256 bytea not null,
        created_at timestamptz not null,
        primary key (tenant, id)
      )`,
    ]
    for (const statement of statements) await sql.raw(statement).execute(db)
  },
}
