import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type FixtureName, fixture } from '../../../fixtures/index.ts'
import { sentences } from '../../check/reasons.ts'
import { sharp } from '../../photo/sharp.ts'
import { photoOf, rasterOf, subjectOf } from '../../test/photo.ts'
import { loadLabelModel } from './labelCard.ts'
import { type LabelPool, startLabelPool } from './labelPool.ts'
import { provenanceReader } from './provenance.ts'
import type { VisibleLabels } from './visibleLabel.ts'

const folder = fileURLToPath(new URL('../../../models/labels', import.meta.url))
const noAbort = new AbortController().signal
const nothing = { status: 'unavailable', why: 'NO_PROVENANCE', fault: false }

let pool: LabelPool
beforeAll(async () => {
  pool = await startLabelPool(await loadLabelModel(folder), 1)
})
afterAll(() => pool.close())

const signalOf = async (bytes: Uint8Array, labels: VisibleLabels = pool) =>
  provenanceReader(undefined, labels)(subjectOf(await photoOf(bytes), {}, await rasterOf(bytes)), noAbort)
const signalOfFixture = async (name: FixtureName, labels?: VisibleLabels) => signalOf(await fixture(name), labels)

describe('a mark drawn in the picture', () => {
  it('is read where an app drew that AI made it', async () => {
    const signal = await signalOfFixture('drawn-label.jpg')
    expect(signal).toMatchObject({
      reasons: [
        { code: 'VISIBLE_AI_LABEL', facts: { place: 'bottom right', wording: 'AI生成', mark: 'visible_label' } },
      ],
    })
    const said = signal.status === 'measured' ? sentences(signal.reasons[0]!) : undefined
    expect(said?.en).toBe('A mark drawn in the picture (bottom right) says that AI made it.')
    expect(said?.zh).toBe('画面右下角绘有标识，表明该画面由 AI 生成。')
  })

  it('is still read after a messenger made the photo smaller and saved it again', async () => {
    const sent = await sharp(await fixture('drawn-label.jpg'))
      .resize(540)
      .jpeg({ quality: 60 })
      .toBuffer()
    expect(await signalOf(sent)).toMatchObject({ reasons: [{ code: 'VISIBLE_AI_LABEL' }] })
  })

  it('is not taken for one when it is a camera app speaking of its AI', async () => {
    expect(await signalOfFixture('drawn-camera.jpg')).toEqual(nothing)
  })

  it('is not found where there is none', async () => {
    expect(await signalOfFixture('cup.jpg')).toEqual(nothing)
    expect(await signalOfFixture('flat.png')).toEqual(nothing)
  })
})

describe('a reader of marks that breaks', () => {
  const broken: VisibleLabels = { read: () => Promise.reject(new Error('stopped')), minScore: 0.5 }

  it('leaves standing what the file says', async () => {
    expect(await signalOfFixture('labelled.png', broken)).toMatchObject({ reasons: [{ code: 'DECLARED_AI' }] })
  })

  it('makes a fault of a photo of which nothing is known, and not an absence', async () => {
    await expect(signalOfFixture('cup.jpg', broken)).rejects.toThrow('stopped')
  })

  it('is not asked about a photo too small for legible marks', async () => {
    expect(await signalOfFixture('tiny.png', broken)).toEqual(nothing)
  })
})

describe('the card of the reader', () => {
  it('is held against the weights', async () => {
    const copy = await mkdtemp(join(tmpdir(), 'labels-'))
    await writeFile(join(copy, 'labels.json'), await readFile(join(folder, 'labels.json')))
    await writeFile(join(copy, 'labels.onnx'), 'other weights')
    await expect(loadLabelModel(copy)).rejects.toThrow('sha256 does not match labels.onnx')
    await rm(copy, { recursive: true })
  })
})
