import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { setFlagsFromString } from 'node:v8'
import { type Dialect, Kysely, Migrator, PostgresDialect } from 'kysely'
import pg from 'pg'
import { workerFile } from '../workers.ts'
import { migrations } from './migrations.ts'
import { pgliteDialect } from './pgliteDialect.ts'
import type { Schema } from './schema.ts'

export type Database = Kysely<Schema>

/** Where the rows live: any PostgreSQL, a folder of our own, or only this process's memory (commands, tests). */
export type StorePlace = { url: string } | { folder: string } | { memory: true }

/**
 * Opens the store and brings its tables up to date.
 * @throws Error when the server cannot be reached, or another process has the folder open.
 */
export async function openStore(place: StorePlace): Promise<{ db: Database; close: () => Promise<void> }> {
  const lock = 'folder' in place ? await lockFolder(place.folder) : undefined
  const db = new Kysely<Schema>({ dialect: dialectOf(place) })
  const close = async () => {
    await db.destroy()
    await lock?.release()
  }
  const { error } = await new Migrator({ db, provider: migrations }).migrateToLatest()
  if (error) {
    await close()
    throw error
  }
  return { db, close }
}

function dialectOf(place: StorePlace): Dialect {
  if ('url' in place) {
    const pool = new pg.Pool({ connectionString: place.url, max: 10, connectionTimeoutMillis: 5000 })
    // A server that restarts ends its connections. Whoever waits for an answer on one is told by its query, and the pool
    // makes new ones when asked; without listeners Node would end the process.
    pool.on('error', () => {})
    pool.on('connect', (client) => client.on('error', () => {}))
    return new PostgresDialect({ pool })
  }
  return pgliteDialect(async () => ('folder' in place ? clusterIn(join(place.folder, 'pg')) : 'memory://'))
}

/**
 * PGlite holds one function so large that V8 of Node 24 takes 600 MB for a moment to optimise it, a few queries after
 * the start. Only functions of this number are optimised, that is, hardly any; a raised tiering budget did not hold on
 * Node 24. `npm run speed` shows what it costs.
 */
setFlagsFromString('--wasm-tier-up-filter=0')

/** Making a new cluster takes 700 MB for a moment; in a process of its own that memory goes back when it ends. */
async function clusterIn(path: string): Promise<string> {
  if (!existsSync(join(path, 'PG_VERSION')))
    await promisify(execFile)(process.execPath, [workerFile(import.meta.url, 'newCluster'), path])
  return path
}

/** PGlite does not notice a second process on its files; two would destroy them. */
async function lockFolder(folder: string): Promise<{ release: () => Promise<void> }> {
  await mkdir(folder, { recursive: true })
  const path = join(folder, 'lock')
  const take = () => writeFile(path, String(process.pid), { flag: 'wx' })
  try {
    await take()
  } catch {
    const holder = Number(await readFile(path, 'utf8'))
    if (holder !== process.pid && isAlive(holder))
      throw new Error(`DATA_DIR ${folder} is in use by process ${holder}; stop it or set another DATA_DIR`)
    await rm(path, { force: true })
    await take()
  }
  return { release: () => rm(path, { force: true }) }
}

function isAlive(pid: number): boolean {
  try {
    return Number.isInteger(pid) && process.kill(pid, 0)
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}
