import { describe, expect, it } from 'vitest'
import { driftBetween, type PhotoTrace, profileOf } from './drift.ts'

const traces = (count: number, trace: Partial<PhotoTrace>): PhotoTrace[] =>
  Array.from({ length: count }, () => ({ score: 0.15, band: 'clear', measured: ['generated', 'reuse'], ...trace }))

describe('drift', () => {
  const usual = profileOf([...traces(90, {}), ...traces(10, { score: 0.6, band: 'review' })])

  it('is nothing while photos look as they did', () => {
    const drift = driftBetween(usual, usual)
    expect(drift).toMatchObject({ score: 0, band: 0, photos: 100 })
  })

  it('shows when photos score otherwise', () => {
    const now = profileOf([...traces(40, {}), ...traces(60, { score: 0.6, band: 'review' })])
    const drift = driftBetween(usual, now)
    expect(drift.score).toBeGreaterThan(0.25)
    expect(drift.band).toBeGreaterThan(0.25)
    expect(
      driftBetween(usual, profileOf([...traces(88, {}), ...traces(12, { score: 0.6, band: 'review' })])).score,
    ).toBeLessThan(0.1)
  })

  it('shows a signal that fell silent, and photos that cannot be judged', () => {
    const now = profileOf([...traces(50, { measured: ['reuse'], band: 'insufficient' }), ...traces(50, {})])
    const { measured, abstention } = driftBetween(usual, now)
    expect(measured.generated).toEqual({ now: 0.5, baseline: 1 })
    expect(measured.reuse).toEqual({ now: 1, baseline: 1 })
    expect(abstention).toEqual({ now: 0.5, baseline: 0 })
  })
})
