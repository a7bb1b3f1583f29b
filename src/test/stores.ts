import pg from 'pg'
import { afterAll, beforeAll } from 'vitest'
import { type Database, openStore, type StorePlace } from '../store/open.ts'

/**
 * The stores that tests run on: PGlite always; PostgreSQL where TEST_DATABASE_URL names a server on which databases may
 * be made. Each place is fresh, and gone after `drop`.
 */
const server = process.env.TEST_DATABASE_URL
if (!server) console.error('skipped: tests on PostgreSQL need TEST_DATABASE_URL')

type Fresh = () => Promise<{ place: StorePlace; drop: () => Promise<void> }>

export const stores: [name: string, fresh: Fresh][] = [
  ['PGlite', async () => ({ place: { memory: true }, drop: async () => {} })],
  ...(server ? ([['PostgreSQL', () => freshDatabase(server)]] satisfies [string, Fresh][]) : []),
]

/** A fresh store that is open while the tests of the surrounding block run. */
export function openWhileTesting(fresh: Fresh): { db: Database } {
  const own = {} as { db: Database }
  let close: () => Promise<void>
  beforeAll(async () => {
    const { place, drop } = await fresh()
    const store = await openStore(place)
    own.db = store.db
    close = () => store.close().then(drop)
  })
  afterAll(() => close())
  return own
}

async function freshDatabase(url: string) {
  const name = `huoyan_test_${process.pid}_${Math.random().toString(36).slice(2, 10)}`
  const run = async (statement: string) => {
    const client = new pg.Client({ connectionString: url })
    await client.connect()
    await client.query(statement).finally(() => client.end())
  }
  await run(`create database ${name}`)
  const own = new URL(url)
  own.pathname = `/${name}`
  return { place: { url: own.href }, drop: () => run(`drop database ${name} with (force)`) }
}
