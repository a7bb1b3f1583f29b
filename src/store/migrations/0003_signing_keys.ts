import { type Kysely, type Migration, sql } from 'kysely'

/** Keys that evidence and button tokens are signed with; and the list of a tenant's checks, the newest first. */
export const signingKeys: Migration = {
  async up(db: Kysely<unknown>) {
    for (const statement of [
      sql`create table signing_keys (
        kid text primary key,
        purpose text not null,
        jwk jsonb not null,
        created_at timestamptz not null
      )`,
      sql`create index checks_by_tenant on checks (tenant, id)`,
    ])
      await statement.execute(db)
  },
}
