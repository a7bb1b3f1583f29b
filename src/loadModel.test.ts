import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { readConfig } from './config.ts'
import { loadDetector } from './signals/generated/card.ts'
import { loadLabelModel } from './signals/provenance/labelCard.ts'

const { MODEL_DIR, LABEL_MODEL_DIR } = readConfig({})

describe.each([
  ['detector.json', MODEL_DIR, loadDetector],
  ['labels.json', LABEL_MODEL_DIR, loadLabelModel],
] as const)('the model of %s', (name, shipped, load) => {
  let folder: string
  let card: { file: string }
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'huoyan-model-'))
    card = JSON.parse(await readFile(join(shipped, name), 'utf8'))
    await cp(join(shipped, name), join(folder, name))
    await cp(join(shipped, card.file), join(folder, card.file))
  })
  afterEach(() => rm(folder, { recursive: true }))

  it('is loaded as its card says', async () => {
    const { card: read, weights } = await load(folder)
    expect(read.file).toBe(card.file)
    expect(weights.length).toBeGreaterThan(1000)
  })

  it('is refused when its weights were changed', async () => {
    await writeFile(join(folder, card.file), 'other weights')
    await expect(load(folder)).rejects.toThrow(`${join(folder, name)}: sha256 does not match ${card.file}`)
  })

  it('is refused with the field at fault when its card is wrong', async () => {
    await writeFile(join(folder, name), JSON.stringify({ ...card, sha256: 'short' }))
    await expect(load(folder)).rejects.toThrow(/sha256/)
  })
})
