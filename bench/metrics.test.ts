import { describe, expect, it } from 'vitest'
import stored from './metrics.cases.json' with { type: 'json' }
import {
  areas,
  brier,
  calibrationError,
  predictiveValue,
  rank,
  reliability,
  rocCurve,
  thresholdAtRate,
} from './metrics.ts'

const digits = 9
const near = (value: number, expected: number) => expect(value).toBeCloseTo(expected, digits)

describe.each(stored.cases)(
  `agrees with scikit-learn ${stored.sklearn}: $name`,
  ({ score, label, group, weight, expected }) => {
    const scores = Float64Array.from(score)
    const positive = Uint8Array.from(label)
    const groups = Uint32Array.from(group)
    const weights = Float64Array.from(weight)
    const ranking = rank(scores, [...scores.keys()])
    const count = Math.max(...group) + 1
    const found = areas(ranking, positive, groups, { positives: count, negatives: count }, weights)

    it('areas of all photos', () => {
      near(found.all.auc, expected.auc)
      near(found.all.ap, expected.ap)
    })

    it('areas of each generator and each real source', () => {
      const generators = Object.entries(expected.generators as Record<string, { auc: number; ap: number }>)
      for (const [g, { auc, ap }] of generators) {
        near(found.byPositives[Number(g)]!.auc, auc)
        near(found.byPositives[Number(g)]!.ap, ap)
      }
      const sources = Object.entries(expected.sources as Record<string, number>)
      for (const [g, auc] of sources) near(found.aucByNegatives[Number(g)]!, auc)
      const absent = found.byPositives.filter((_, g) => !generators.some(([each]) => Number(each) === g))
      for (const { auc, ap } of absent) expect([auc, ap]).toEqual([Number.NaN, Number.NaN])
    })

    it('the ROC curve', () => {
      const curve = rocCurve(ranking, positive, weights)
      // A step of photos that weigh nothing moves nothing; scikit-learn leaves it out.
      const moved = curve.filter(
        (point, i) => i === 0 || point.fpr !== curve[i - 1]!.fpr || point.tpr !== curve[i - 1]!.tpr,
      )
      const stored = expected.fpr.map((fpr, i) => ({ fpr, tpr: expected.tpr[i]! }))
      expect(moved.length).toBe(stored.length)
      for (const [i, { fpr, tpr }] of stored.entries()) {
        near(moved[i]!.fpr, fpr)
        near(moved[i]!.tpr, tpr)
      }
    })

    it('calibration', () => {
      near(brier(scores, positive, weights), expected.brier)
      near(calibrationError(reliability(scores, positive, weights)), expected.ece)
    })

    it('thresholds that no real source exceeds', () => {
      for (const [rate, threshold] of Object.entries(expected.thresholds ?? {}))
        near(thresholdAtRate(ranking, positive, groups, count, weights, Number(rate)), threshold)
    })
  },
)

describe('figures that the data cannot give', () => {
  const scores = Float64Array.of(0.2, 0.9, 0.5)
  const weights = Float64Array.of(1, 1, 1)
  const group = Uint32Array.of(0, 0, 0)
  const ranking = rank(scores, [0, 1, 2])

  it.each([
    ['only genuine photos', Uint8Array.of(0, 0, 0)],
    ['only others', Uint8Array.of(1, 1, 1)],
  ])('are NaN with %s', (_, positive) => {
    const found = areas(ranking, positive, group, { positives: 1, negatives: 1 }, weights)
    expect([found.all.auc, found.all.ap]).toEqual([Number.NaN, Number.NaN])
    expect([found.byPositives[0]!.auc, found.aucByNegatives[0]]).toEqual([Number.NaN, Number.NaN])
  })

  it('leave out photos without a score', () => {
    expect(rank(Float64Array.of(0.1, Number.NaN, 0.7), [0, 1, 2]).order).toEqual(Uint32Array.of(2, 0))
  })

  it('tell how little a flag says where few photos are made up', () => {
    expect(predictiveValue(0.8, 0.01, 0.01)).toBeCloseTo(0.447, 3)
  })
})
