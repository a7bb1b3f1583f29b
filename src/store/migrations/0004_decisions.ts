import { type Kysely, type Migration, sql } from 'kysely'

/** What decisions rest on and lead to: evidence for replays, policies, keys, audit, jobs, webhooks, shadow runs, drift. */
export const decisions: Migration = {
  async up(db: Kysely<unknown>) {
    for (const statement of [
      sql`alter table checks add column evidence jsonb`,
      sql`create table policies (
        version text primary key,
        body jsonb not null,
        first_used_at timestamptz not null
      )`,
      sql`create table api_keys (
        id text primary key,
        tenant text not null,
        name text not null,
        digest bytea not null unique,
        scopes text not null,
        created_at timestamptz not null,
        revoked_at timestamptz
      )`,
      sql`create table audit (
        id bigint generated always as identity,
        tenant text not null,
        actor text not null,
        action text not null,
        subject text not null,
        at timestamptz not null,
        primary key (tenant, id)
      )`,
      sql`create index audit_by_subject on audit (tenant, subject, id)`,
      sql`create index audit_by_age on audit (at)`,
      sql`create table jobs (
        check_id text primary key,
        tenant text not null,
        claim jsonb not null,
        attempts smallint not null,
        run_after timestamptz not null,
        refusal jsonb,
        created_at timestamptz not null
      )`,
      sql`create index jobs_by_turn on jobs (run_after)`,
      sql`create table job_photos (
        check_id text not null,
        photo smallint not null,
        name text,
        bytes bytea not null,
        primary key (check_id, photo)
      )`,
      sql`create table webhooks (
        tenant text primary key,
        url text not null,
        secret text not null,
        created_at timestamptz not null
      )`,
      sql`create table deliveries (
        id text primary key,
        tenant text not null,
        body text not null,
        attempts smallint not null,
        run_after timestamptz not null,
        created_at timestamptz not null
      )`,
      sql`create index deliveries_by_turn on deliveries (run_after)`,
      sql`create table shadow_verdicts (
        check_id text primary key,
        tenant text not null,
        verdict jsonb not null,
        created_at timestamptz not null
      )`,
      sql`create index shadow_verdicts_by_age on shadow_verdicts (created_at)`,
      sql`create table drift_baselines (
        versions text primary key,
        body jsonb not null,
        made_at timestamptz not null
      )`,
    ])
      await statement.execute(db)
  },
}
