import type { MigrationProvider } from 'kysely'
import { checks } from './migrations/0001_checks.ts'
import { photos } from './migrations/0002_photos.ts'
import { signingKeys } from './migrations/0003_signing_keys.ts'
import { decisions } from './migrations/0004_decisions.ts'
import { sightings } from './migrations/0005_sightings.ts'
import { neighbours } from './migrations/0006_neighbours.ts'
import { nearHashes } from './migrations/0007_near_hashes.ts'
import { callCounts } from './migrations/0008_call_counts.ts'

/** In order, each once, under a lock; never edited after a release, only added to. */
export const migrations: MigrationProvider = {
  getMigrations: async () => ({
    '0001_checks': checks,
    '0002_photos': photos,
    '0003_signing_keys': signingKeys,
    '0004_decisions': decisions,
    '0005_sightings': sightings,
    '0006_neighbours': neighbours,
    '0007_near_hashes': nearHashes,
    '0008_call_counts': callCounts,
  }),
}
