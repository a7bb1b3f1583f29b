import type { MigrationProvider } from 'kysely'
import { checks } from './migrations/0001_checks.ts'

/** In order, each once, under a lock; never edited after a release, only added to. */
export const migrations: MigrationProvider = {
  getMigrations: async () => ({ '0001_checks': checks }),
}
