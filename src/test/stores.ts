import pg from 'pg'
import { openStore, type StorePlace } from '../store/open.ts'

/**
 * The stores that tests run on: PGlite always; PostgreSQL where TEST_DATABASE_URL names a server on which databases may
 * be made.
 */
export const server = process.env.TEST_DATABASE_URL
if (!server) console.error('skipped: the store tests on PostgreSQL need TEST_DATABASE_URL')

export const stores: [name: string, open: () => ReturnType<typeof openFresh>][] = [
  ['PGlite', () => openFresh({ memory: true }, async () => {})],
  ...(server ? ([['PostgreSQL', () => openDatabase(server)]] as [string, () => ReturnType<typeof openFresh>][]) : []),
]

async function openFresh(place: StorePlace, drop: () => Promise<void>) {
  const { db, close } = await openStore(place)
  return {
    db,
    close: async () => {
      await close()
      await drop()
    },
  }
}

/** A database of the test's own, dropped at the end. */
export async function openDatabase(url: string) {
  const name = `huoyan_test_${process.pid}_${Math.random().toString(36).slice(2, 10)}`
  const run = async (statement: string) => {
    const client = new pg.Client({ connectionString: url })
    await client.connect()
    await client.query(statement).finally(() => client.end())
  }
  await run(`create database ${name}`)
  const own = new URL(url)
  own.pathname = `/${name}`
  return openFresh({ url: own.href }, () => run(`drop database ${name} with (force)`))
}
