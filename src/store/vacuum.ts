import { sql } from 'kysely'
import type { Database } from './open.ts'

/** Changed rows from which a table is due, fixed and by its size: autovacuum's own defaults (PostgreSQL 17, 19.10). */
const dead = { least: 50, share: 0.2 }
const inserted = { least: 1000, share: 0.2 }

/**
 * Vacuums the tables in which much has changed: deleted rows' room is used again, and look-ups read indexes alone. What
 * a server's autovacuum does by itself; PGlite has no processes of its own for it. One statement a table, 5.5 s at a
 * million fingerprints, for which everything else waits.
 * @returns the names of these tables.
 */
export async function vacuumWhereDue(db: Database): Promise<string[]> {
  // What was deleted a moment ago counts too.
  await sql`select pg_stat_force_next_flush()`.execute(db)
  const { rows } = await sql<{ name: string }>`
    select s.relname as name from pg_stat_user_tables s join pg_class c on c.oid = s.relid
    where s.n_dead_tup > ${dead.least} + ${dead.share} * greatest(c.reltuples, 0)
      or s.n_ins_since_vacuum > ${inserted.least} + ${inserted.share} * greatest(c.reltuples, 0)
    order by name
  `.execute(db)
  for (const { name } of rows) await sql`vacuum (analyze) ${sql.id(name)}`.execute(db)
  return rows.map(({ name }) => name)
}
