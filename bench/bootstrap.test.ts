import { describe, expect, it } from 'vitest'
import { estimate, roundsFor } from './bootstrap.ts'
import { seeded } from './random.ts'

/** Genuine photos of ten sources, half of which score high throughout. */
const sources = 10
const each = 20
const photos = sources * each
const source = Uint32Array.from({ length: photos }, (_, i) => Math.floor(i / each))
const scores = Float64Array.from(source, (s) => (s % 2 === 0 ? 0.9 : 0.1))
const table = { photos, positive: new Uint8Array(photos), source }

const mean = (weights: Float64Array) => {
  const total = weights.reduce((sum, weight) => sum + weight, 0)
  return { mean: weights.reduce((sum, weight, i) => sum + weight * scores[i]!, 0) / total }
}
const width = ({ low, high }: { low: number | null; high: number | null }) => high! - low!

describe('bootstrap intervals', () => {
  it('are the same each time', () => {
    expect(estimate(table, mean)).toEqual(estimate(table, mean))
  })

  it('know that photos of one source resemble each other', () => {
    const bySource = estimate(table, mean).mean
    const byPhoto = estimate({ ...table, source: Uint32Array.from(source, (_, i) => i) }, mean).mean
    expect(bySource.value).toBeCloseTo(0.5, 9)
    // The standard error over ten sources is 0.4 / sqrt(10), four and a half times that over 200 photos.
    expect(width(bySource) / width(byPhoto)).toBeGreaterThan(3.5)
    expect(width(bySource)).toBeCloseTo(2 * 1.96 * (0.4 / Math.sqrt(10)), 1)
  })

  it('draw photos where there is but one source', () => {
    const one = { ...table, source: new Uint32Array(photos) }
    expect(width(estimate(one, mean).mean)).toBeCloseTo(2 * 1.96 * (0.4 / Math.sqrt(photos)), 1)
  })

  it('are absent where the data cannot give the figure', () => {
    const figures = estimate(table, () => ({ nested: { none: Number.NaN }, here: 1 }), 50)
    expect(figures).toEqual({
      nested: { none: { value: null, low: null, high: null } },
      here: { value: 1, low: 1, high: 1 },
    })
  })

  it('take fewer rounds the more photos there are', () => {
    expect([100, 20_000, 50_000, 1_000_000].map(roundsFor)).toEqual([1000, 1000, 400, 200])
  })
})

describe('seeded numbers', () => {
  it('are spread evenly and differ by seed', () => {
    const random = seeded(1)
    const drawn = Array.from({ length: 10_000 }, random)
    expect(drawn.reduce((sum, each) => sum + each, 0) / drawn.length).toBeCloseTo(0.5, 1)
    expect(Math.min(...drawn)).toBeGreaterThanOrEqual(0)
    expect(Math.max(...drawn)).toBeLessThan(1)
    expect(seeded(2)()).not.toBe(seeded(1)())
  })
})
