import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { findDetector, loadDetector } from './card.ts'

const models = fileURLToPath(new URL('../../../models', import.meta.url))

describe('earlier detectors', () => {
  it('stay loadable by their weights, so that an appeal can ask the one of then', async () => {
    const { card } = await loadDetector(models)
    expect((await findDetector(models, card.sha256))?.card.version).toBe(card.version)
    const older = await readdir(join(models, 'older'))
    expect(older.sort()).toEqual(['0.10.0', '0.2.0', '0.3.0', '0.4.0', '0.5.0', '0.6.0', '0.7.0', '0.8.0', '0.9.0'])
    for (const version of older) {
      const { card: earlier } = await loadDetector(join(models, 'older', version))
      expect(earlier.version).toBe(version)
      expect((await findDetector(models, earlier.sha256))?.card.version).toBe(version)
    }
    expect(await findDetector(models, '0'.repeat(64))).toBeUndefined()
  })
})
