import { describe, expect, it } from 'vitest'
import { policyOf, reasonOf, signalsOf } from '../test/verdicts.ts'
import { logit, probability, scorePhoto } from './score.ts'
import { failed, measured, unavailable } from './signal.ts'

describe('score', () => {
  const policy = policyOf({
    prior: 0.2,
    reasons: { SAME_FILE_IN_OTHER_ORDER: 3, SAME_PICTURE_IN_OTHER_ORDER: 2, EARLIER_PHOTOS_GENUINE: -0.4 },
  })

  it('is the prior when nothing is known', () => {
    expect(scorePhoto(signalsOf({}), policy).score).toBeCloseTo(0.2, 10)
  })

  it('is the same whether a signal has nothing to look at, fails, or was never asked', () => {
    const known = { generated: measured([], 1.1) }
    const scores = [
      signalsOf(known),
      signalsOf({ ...known, camera: unavailable('EXIF_STRIPPED') }),
      signalsOf({ ...known, camera: failed('TIMED_OUT') }),
    ].map((signals) => scorePhoto(signals, policy).score)
    expect(new Set(scores).size).toBe(1)
  })

  it('adds independent evidence as log-odds', () => {
    const { score } = scorePhoto(
      signalsOf({ generated: measured([], 1), reuse: measured([reasonOf('SAME_FILE_IN_OTHER_ORDER')]) }),
      policy,
    )
    expect(score).toBeCloseTo(probability(logit(0.2) + 1 + 3), 10)
  })

  it('counts only the strongest of several reasons that one signal gives', () => {
    const one = signalsOf({ reuse: measured([reasonOf('SAME_FILE_IN_OTHER_ORDER')]) })
    const two = signalsOf({
      reuse: measured([reasonOf('SAME_FILE_IN_OTHER_ORDER'), reasonOf('SAME_PICTURE_IN_OTHER_ORDER')]),
    })
    expect(scorePhoto(two, policy).score).toBe(scorePhoto(one, policy).score)
  })

  it('lets no signal say more than the policy allows it', () => {
    const bounded = policyOf({ prior: 0.5, signals: { generated: { weight: 1, min: -1, max: 2 } } })
    expect(scorePhoto(signalsOf({ generated: measured([], 50) }), bounded).score).toBeCloseTo(probability(2), 10)
    expect(scorePhoto(signalsOf({ generated: measured([], -50) }), bounded).score).toBeCloseTo(probability(-1), 10)
  })
})
