import type { PGlite, Transaction } from '@electric-sql/pglite'
import {
  CompiledQuery,
  type DatabaseConnection,
  type Dialect,
  type Driver,
  PostgresAdapter,
  PostgresIntrospector,
  PostgresQueryCompiler,
  type QueryResult,
} from 'kysely'

type Executor = Pick<PGlite | Transaction, 'query'>

/** kysely on PGlite: PostgreSQL's SQL, one connection that callers take in turn. */
export function pgliteDialect(open: () => Promise<PGlite>): Dialect {
  return {
    createAdapter: () => new PostgresAdapter(),
    createDriver: () => pgliteDriver(open),
    createIntrospector: (db) => new PostgresIntrospector(db),
    createQueryCompiler: () => new PostgresQueryCompiler(),
  }
}

function pgliteDriver(open: () => Promise<PGlite>): Driver {
  let db: PGlite
  let last: Promise<unknown> = Promise.resolve()
  const releases = new WeakMap<DatabaseConnection, () => void>()
  const run = (connection: DatabaseConnection, statement: string) =>
    connection.executeQuery(CompiledQuery.raw(statement))
  return {
    async init() {
      db = await open()
    },
    async acquireConnection() {
      const before = last
      let release = () => {}
      last = new Promise<void>((resolve) => {
        release = resolve
      })
      await before
      const connection = connectionOn(db)
      releases.set(connection, release)
      return connection
    },
    async releaseConnection(connection) {
      releases.get(connection)?.()
    },
    async beginTransaction(connection) {
      await run(connection, 'begin')
    },
    async commitTransaction(connection) {
      await run(connection, 'commit')
    },
    async rollbackTransaction(connection) {
      await run(connection, 'rollback')
    },
    async destroy() {
      await db?.close()
    },
  }
}

function connectionOn(db: Executor): DatabaseConnection {
  return {
    async executeQuery<R>({ sql, parameters }: CompiledQuery): Promise<QueryResult<R>> {
      const { rows, affectedRows } = await db.query<R>(sql, [...parameters])
      return { rows, numAffectedRows: BigInt(affectedRows ?? 0) }
    },
    // biome-ignore lint/correctness/useYield: an interface's method that PGlite has no use for
    async *streamQuery() {
      throw new Error('PGlite does not stream')
    },
  }
}
