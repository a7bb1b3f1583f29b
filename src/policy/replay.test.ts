import { describe, expect, it } from 'vitest'
import type { JudgedCheck } from '../check/judgedCheck.ts'
import { measured } from '../check/signal.ts'
import { evidenceOf, judge, type Verdict } from '../check/verdict.ts'
import { barePhoto, policyOf, signalsOf } from '../test/verdicts.ts'
import { replay } from './replay.ts'

const policy = policyOf({})

/** A check of one photo on which the detector said this, as it was stored. */
function stored(id: string, logOdds: number, outcome?: JudgedCheck['outcome']): JudgedCheck {
  const claim = { channel: 'refund', orderId: id } as const
  const evidence = [evidenceOf({ photo: barePhoto(), signals: signalsOf({ generated: measured([], logOdds) }) })]
  const verdict = { id, ...judge(claim, evidence, policy) } as Verdict
  // As the store gives it back.
  return JSON.parse(JSON.stringify({ id, claim, verdict, evidence, ...(outcome ? { outcome } : {}) })) as JudgedCheck
}

async function* all(checks: JudgedCheck[]) {
  yield* checks
}

describe('a replay', () => {
  it('under the same policy changes nothing', async () => {
    const { checks, examples, bands } = await replay(all([stored('a', -2), stored('b', 2), stored('c', 4)]), policy)
    expect(checks).toBe(3)
    expect(examples).toEqual([])
    expect([...bands.keys()].sort()).toEqual(['clear -> clear', 'review -> review', 'suspect -> suspect'])
  })

  it('shows what a stricter policy would change, and what that means for decided checks', async () => {
    const { refund } = policy.channels
    const stricter = { ...policy, channels: { ...policy.channels, refund: { ...refund, review: 0.15 } } }
    const checks = [stored('honest', 0, 'genuine'), stored('found', 2, 'fake'), stored('missed', 0.2, 'fake')]
    const { bands, decided, examples } = await replay(all(checks), stricter)
    expect(bands.get('clear -> review')).toBe(2)
    expect(decided.genuine).toEqual({ checks: 1, flaggedBefore: 0, flaggedAfter: 1 })
    expect(decided.fake).toEqual({ checks: 2, flaggedBefore: 1, flaggedAfter: 2 })
    expect(examples.map(({ id }) => id)).toEqual(['honest', 'missed'])
  })
})
