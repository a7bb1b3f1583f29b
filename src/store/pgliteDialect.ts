import { once } from 'node:events'
import { Worker } from 'node:worker_threads'
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
import { workerFile } from '../workers.ts'
import type { Answer, Statement } from './pgliteWorker.ts'

/**
 * kysely on PGlite: PostgreSQL's SQL, one connection that callers take in turn.
 * @param place makes ready, and names, what PGlite opens: a folder or `memory://`.
 */
export function pgliteDialect(place: () => Promise<string>): Dialect {
  return {
    createAdapter: () => new PostgresAdapter(),
    createDriver: () => pgliteDriver(place),
    createIntrospector: (db) => new PostgresIntrospector(db),
    createQueryCompiler: () => new PostgresQueryCompiler(),
  }
}

function pgliteDriver(place: () => Promise<string>): Driver {
  let store: Store | undefined
  let last: Promise<unknown> = Promise.resolve()
  const releases = new WeakMap<DatabaseConnection, () => void>()
  const run = (connection: DatabaseConnection, statement: string) =>
    connection.executeQuery(CompiledQuery.raw(statement))
  return {
    async init() {
      store = await openStore(await place())
    },
    async acquireConnection() {
      const before = last
      let release = () => {}
      last = new Promise<void>((resolve) => {
        release = resolve
      })
      await before
      const connection = connectionOn(store!)
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
      await store?.close()
    },
  }
}

interface Store {
  /** Never rejects: a fault is an answer. */
  run: (statement: Statement) => Promise<Answer>
  close: () => Promise<void>
}

/** @throws Error when PGlite cannot open the place. */
async function openStore(place: string): Promise<Store> {
  const worker = new Worker(workerFile(import.meta.url, 'pgliteWorker'), { workerData: place })
  await once(worker, 'message')
  // PGlite answers in the order it was asked in.
  const waiting: ((answer: Answer) => void)[] = []
  let isOpen = true
  worker.on('message', (answer: Answer) => waiting.shift()?.(answer))
  // An error ends the thread, which is all that those who wait need to know.
  worker.on('error', () => {})
  const closed = new Promise<void>((resolve) => worker.once('exit', () => resolve())).then(() => {
    isOpen = false
    for (const tell of waiting.splice(0)) tell(stopped())
  })
  return {
    run: (statement) =>
      new Promise((resolve) => {
        if (!isOpen) return resolve(stopped())
        waiting.push(resolve)
        worker.postMessage(statement)
      }),
    async close() {
      worker.postMessage('close')
      await closed
    },
  }
}

const stopped = (): Answer => ({ fault: new Error('the embedded store has stopped') })

function connectionOn(store: Store): DatabaseConnection {
  return {
    async executeQuery<R>({ sql, parameters }: CompiledQuery): Promise<QueryResult<R>> {
      const answer = await store.run({ sql, parameters: [...parameters] })
      if ('fault' in answer) throw answer.fault
      return { rows: answer.rows as R[], numAffectedRows: BigInt(answer.affectedRows) }
    },
    // biome-ignore lint/correctness/useYield: an interface's method that PGlite has no use for
    async *streamQuery() {
      throw new Error('PGlite does not stream')
    },
  }
}
