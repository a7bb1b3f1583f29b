import { readFile } from 'node:fs/promises'
import { assembleCheck } from '../../src/assembleCheck.ts'
import { checker } from '../../src/check/check.ts'
import type { Evidence } from '../../src/check/verdict.ts'
import { evidenceOf } from '../../src/check/verdict.ts'
import { type Config, storePlace } from '../../src/config.ts'
import { judgedChecks } from '../../src/store/evidence.ts'
import { nothing } from '../../src/store/nothing.ts'
import { openStore } from '../../src/store/open.ts'
import { type LabelledPhoto, openDataset } from '../dataset.ts'

/** Evidence of a photo whose truth is known. */
export interface KnownPhoto {
  evidence: Evidence
  generated: boolean
  source: string
}

/** Photos of a labelled folder or CSV, checked now; what cannot be read is left out and counted. */
export async function fromDataset(
  place: string,
  config: Config,
): Promise<{ photos: KnownPhoto[]; unreadable: number }> {
  const dataset = await openDataset(place)
  const parts = await assembleCheck(config, { onFault: () => {} })
  const photos: KnownPhoto[] = []
  let unreadable = 0
  const examine = async (row: LabelledPhoto) => {
    const found: Evidence[] = []
    const memory = {
      ...nothing,
      save: async (...[, , seen]: Parameters<typeof nothing.save>) => void found.push(...seen.map(evidenceOf)),
    }
    try {
      const bytes = await readFile(row.path)
      await checker(parts.ports(memory))({ channel: 'refund', orderId: row.file }, [{ bytes }])
      photos.push({ evidence: found[0]!, generated: row.label !== 'real', source: row.generator || row.source })
    } catch {
      unreadable++
    }
  }
  const running = new Set<Promise<void>>()
  for await (const row of dataset.rows()) {
    if ('fault' in row) {
      unreadable++
      continue
    }
    const one = examine(row).finally(() => running.delete(one))
    running.add(one)
    if (running.size >= 2 * config.WORKERS) await Promise.race(running)
  }
  await Promise.all(running)
  await parts.close()
  // In one order, whichever photo was ready first.
  photos.sort((a, b) => (a.evidence.photo.sha256 < b.evidence.photo.sha256 ? -1 : 1))
  return { photos, unreadable }
}

/**
 * Photos of checks that people decided. Of a claim with several photos that was decided `fake` nobody knows which one
 * it was: only claims with a single photo count there.
 */
export async function fromOutcomes(config: Config, tenant: string | undefined): Promise<KnownPhoto[]> {
  const store = await openStore(storePlace(config))
  const photos: KnownPhoto[] = []
  for await (const { claim, evidence, outcome } of judgedChecks(store.db, { tenant, limit: 1_000_000 })) {
    if (outcome !== 'fake' && outcome !== 'genuine') continue
    if (outcome === 'fake' && evidence.length > 1) continue
    const source = claim.buyerId ?? claim.orderId
    for (const each of evidence) photos.push({ evidence: each, generated: outcome === 'fake', source })
  }
  await store.close()
  return photos
}
