import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { renderScene } from '../../../fixtures/scene.ts'
import { type DetectorCard, loadDetector } from './card.ts'
import { type InferencePool, startPool } from './pool.ts'
import { toLogits, toTensor } from './tensor.ts'
import { viewOf } from './view.ts'

const folder = fileURLToPath(new URL('../../../fixtures/benchModel', import.meta.url))
const scene = { data: renderScene(400, 300, 5), width: 400, height: 300 }

describe('a detector in another convention', () => {
  let card: DetectorCard
  let pool: InferencePool
  beforeAll(async () => {
    const detector = await loadDetector(folder)
    card = detector.card
    pool = await startPool(detector, 2)
  })
  afterAll(() => pool.close())

  it('sees the photo as its card says: cropped, BGR, channels last, 0 to 255, two probabilities', async () => {
    const { pixels } = await viewOf(scene, card.tiles, 0, 1)
    let sum = 0
    for (let y = 0; y < 128; y++)
      for (let x = 0; x < 127; x++) {
        const blue = (y * 128 + x) * 3 + 2
        sum += Math.abs(pixels[blue]! - pixels[blue + 3]!)
      }
    const { tiles, logits, patches } = await pool.infer(scene)
    expect(tiles).toHaveLength(1)
    expect(patches).toBeUndefined()
    expect(logits[0]).toBeCloseTo(2 * 0.5 * (12 - sum / (128 * 127)), 3)
  })

  it('sees the middle of the photo, its short side scaled', async () => {
    const { pixels } = await viewOf(
      { data: halves(200, 100), width: 200, height: 100 },
      { ...card.tiles, shortSide: 128 },
      0,
      1,
    )
    // Dark on the left, light on the right, the border in the middle.
    expect(pixels).toHaveLength(128 * 128 * 3)
    expect([pixels[50 * 3], pixels[78 * 3]]).toEqual([0, 255])
  })

  it('sees the whole photo squeezed to one tile', async () => {
    const plan: DetectorCard['tiles'] = { ...card.tiles, from: 'resize', size: 64 }
    const { pixels } = await viewOf({ data: halves(200, 100), width: 200, height: 100 }, plan, 0, 1)
    expect(pixels).toHaveLength(64 * 64 * 3)
    expect([pixels[10 * 3], pixels[53 * 3]]).toEqual([0, 255])
    expect((await viewOf(scene, plan, 1, 2)).tiles).toEqual([])
  })
})

function halves(width: number, height: number): Uint8Array {
  return Uint8Array.from({ length: width * height * 3 }, (_, i) => (Math.floor(i / 3) % width < width / 2 ? 0 : 255))
}

describe('tensors', () => {
  const pixels = Uint8Array.of(10, 20, 30, 40, 50, 60, 70, 80, 90, 100, 110, 120)
  const plain = {
    name: 'x',
    layout: 'nhwc',
    channels: 'rgb',
    mean: [0, 0, 0],
    std: [1 / 255, 1 / 255, 1 / 255],
  } as const

  it.each([
    ['nhwc', 'rgb', [10, 20, 30, 40, 50, 60, 70, 80, 90, 100, 110, 120]],
    ['nhwc', 'bgr', [30, 20, 10, 60, 50, 40, 90, 80, 70, 120, 110, 100]],
    ['nchw', 'rgb', [10, 40, 70, 100, 20, 50, 80, 110, 30, 60, 90, 120]],
    ['nchw', 'bgr', [30, 60, 90, 120, 20, 50, 80, 110, 10, 40, 70, 100]],
  ] as const)('lie as %s and %s', (layout, channels, expected) => {
    const input = { ...plain, mean: [...plain.mean], std: [...plain.std], layout, channels }
    expect([...toTensor(pixels, 2, input)].map(Math.round)).toEqual(expected)
  })

  it.each([
    ['logit', [1.5], 1, 1.5],
    ['probability', [0.9], 1, Math.log(9)],
    ['two logits', [1, 3], 1, 2],
    ['two logits', [1, 3], 0, -2],
    ['two probabilities', [0.2, 0.8], 1, Math.log(4)],
    ['two probabilities', [0.2, 0.8], 0, -Math.log(4)],
  ] as const)('become logits from a %s', (holds, values, generatedClass, logit) => {
    const [found] = toLogits(Float32Array.from(values), { logit: 'x', holds, generatedClass })
    expect(found).toBeCloseTo(logit, 5)
  })

  it('keep logits finite where a model is quite sure', () => {
    const sure = toLogits(Float32Array.of(1, 0), { logit: 'x', holds: 'probability', generatedClass: 1 })
    expect([...sure].every(Number.isFinite)).toBe(true)
  })
})
