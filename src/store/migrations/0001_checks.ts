import { type Kysely, type Migration, sql } from 'kysely'

/** Checks, fingerprints, outcomes, idempotency keys. */
export const checks: Migration = {
  async up(db: Kysely<unknown>) {
    for (const statement of [
      sql`create table checks (
        id text primary key,
        tenant text not null,
        channel text not null,
        order_id text not null,
        buyer_id text,
        merchant_id text,
        created_at timestamptz not null,
        claim jsonb not null,
        verdict jsonb not null
      )`,
      sql`create index checks_by_buyer on checks (tenant, buyer_id, created_at)`,
      sql`create index checks_by_age on checks (created_at)`,
      sql`create table fingerprints (
        check_id text not null,
        photo smallint not null,
        sha256 bytea not null,
        pdq bytea not null,
        quality smallint not null,
        tenant text not null,
        order_id text not null,
        buyer_id text,
        merchant_id text,
        seen_at timestamptz not null,
        primary key (check_id, photo)
      )`,
      sql`create index fingerprints_by_sha256 on fingerprints (sha256)`,
      sql`create index fingerprints_by_age on fingerprints (seen_at)`,
      sql`create table fingerprint_bands (
        band smallint not null,
        value integer not null,
        check_id text not null,
        photo smallint not null,
        primary key (band, value, check_id, photo)
      )`,
      sql`create index fingerprint_bands_by_check on fingerprint_bands (check_id)`,
      sql`create table outcomes (
        id bigint generated always as identity,
        check_id text not null,
        tenant text not null,
        buyer_id text,
        outcome text not null,
        decided_by text not null,
        note text,
        decided_at timestamptz not null,
        primary key (check_id, id)
      )`,
      sql`create index outcomes_by_buyer on outcomes (tenant, buyer_id, decided_at)`,
      sql`create table idempotency (
        tenant text not null,
        route text not null,
        key text not null,
        body_sha256 text not null,
        status integer,
        body jsonb,
        created_at timestamptz not null,
        primary key (tenant, route, key)
      )`,
      sql`create index idempotency_by_age on idempotency (created_at)`,
    ])
      await statement.execute(db)
  },
}
