import { type Kysely, type Migration, sql } from 'kysely'

/** How many calls each account has left: replicas share their limits. */
export const callCounts: Migration = {
  async up(db: Kysely<unknown>) {
    await sql`
      create table call_counts (
        account text primary key,
        calls_left double precision not null,
        at timestamptz not null
      )`.execute(db)
    await sql`create index call_counts_by_age on call_counts (at)`.execute(db)
  },
}
