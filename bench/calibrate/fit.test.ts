import { describe, expect, it } from 'vitest'
import { crossFitted, fitRecalibration, type Known } from './fit.ts'

/** Photos whose true log-odds are `slope * x + shift`, laid out evenly: no chance in it. */
function photos(count: number, slope: number, shift: number): Known[] {
  return Array.from({ length: count }, (_, i) => {
    const x = ((i % 40) / 39) * 6 - 3
    const p = 1 / (1 + Math.exp(-(slope * x + shift)))
    return { logOdds: x, generated: ((Math.floor(i / 40) + 0.5) * 40) / count < p, source: `s${i % 7}` }
  })
}

describe('recalibration', () => {
  it('finds what a detector is off by', () => {
    const { weight, bias } = fitRecalibration(photos(4000, 0.5, 0))
    expect(weight).toBeCloseTo(0.5, 1)
    expect(bias).toBeCloseTo(0, 1)
  })

  it('of a detector that is right changes nothing', () => {
    const { weight, bias } = fitRecalibration(photos(4000, 1, 0))
    expect(weight).toBeCloseTo(1, 1)
    expect(bias).toBeCloseTo(0, 1)
  })

  it('does not turn over for a handful of photos', () => {
    const odd: Known[] = [
      { logOdds: 3, generated: false, source: 'a' },
      { logOdds: -3, generated: true, source: 'b' },
    ]
    expect(fitRecalibration(odd).weight).toBeGreaterThan(0)
    expect(() => fitRecalibration(odd.slice(0, 1))).toThrow('Both')
  })

  it('is judged on photos that the fit has not seen', () => {
    const known = photos(400, 0.5, 1)
    const fitted = crossFitted(known)
    const own = fitRecalibration(known)
    expect(fitted).toHaveLength(400)
    expect([...fitted].every(Number.isFinite)).toBe(true)
    expect(fitted.some((each, i) => Math.abs(each - (own.weight * known[i]!.logOdds + own.bias)) > 1e-6)).toBe(true)
  })
})
