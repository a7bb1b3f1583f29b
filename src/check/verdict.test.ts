import { describe, expect, it } from 'vitest'
import { barePhoto, policyOf, reasonOf, signalsOf } from '../test/verdicts.ts'
import type { Claim } from './claim.ts'
import { reasonCodes, sentences } from './reasons.ts'
import { failed, measured } from './signal.ts'
import { judge } from './verdict.ts'

const refund: Claim = { channel: 'refund', orderId: 'order-1' }
const policy = policyOf({ reasons: { SAME_FILE_OF_OTHER_BUYER: 5, DECLARED_AI: 6, SAME_PICTURE_IN_OTHER_ORDER: 1.5 } })
const camera = signalsOf({ generated: measured([], -1.5) })
const generated = signalsOf({ generated: measured([reasonOf('LOOKS_GENERATED')], 3.5) })
const reused = signalsOf({ generated: measured([], 0), reuse: measured([reasonOf('SAME_FILE_OF_OTHER_BUYER')]) })

describe('verdict', () => {
  it('passes a refund whose photo shows nothing unusual', () => {
    const verdict = judge(refund, [{ photo: barePhoto(), signals: camera }], policy)
    expect(verdict).toMatchObject({ band: 'clear', action: 'pass', degraded: false })
    expect(verdict.score).toBeLessThan(0.2)
  })

  it('tells what the detector saw, when that is what moved the score', () => {
    const verdict = judge(refund, [{ photo: barePhoto(), signals: generated }], policy)
    expect(verdict.reasons.map((reason) => reason.code)).toEqual(['LOOKS_GENERATED'])
  })

  it('asks for another photo when nothing could look at the pixels, and never clears it', () => {
    const verdict = judge(refund, [{ photo: barePhoto(), signals: signalsOf({}) }], policy)
    expect(verdict).toMatchObject({ band: 'insufficient', action: 'ask_for_more' })
  })

  it('holds only when two kinds of evidence agree', () => {
    const one = judge(refund, [{ photo: barePhoto(), signals: reused }], policy)
    expect(one).toMatchObject({ band: 'suspect', action: 'review' })
    const both = signalsOf({ ...reused, provenance: measured([reasonOf('DECLARED_AI')]) })
    expect(judge(refund, [{ photo: barePhoto(), signals: both }], policy).action).toBe('hold')
  })

  it('sends every appeal to a person, whatever the score', () => {
    for (const signals of [camera, generated, signalsOf({})])
      expect(judge({ ...refund, channel: 'appeal' }, [{ photo: barePhoto(), signals }], policy).action).toBe('review')
  })

  it('sends an appeal to review when its photo was used in another order', () => {
    const signals = signalsOf({
      generated: measured([], 0),
      reuse: measured([reasonOf('SAME_PICTURE_IN_OTHER_ORDER', { checkId: 'chk_1', seenAt: '2026-11-01T00:00:00Z' })]),
    })
    const verdict = judge({ ...refund, channel: 'appeal' }, [{ photo: barePhoto(), signals }], policy)
    expect(verdict).toMatchObject({ band: 'review', action: 'review' })
    expect(verdict.reasons[0]).toMatchObject({ code: 'SAME_PICTURE_IN_OTHER_ORDER', signal: 'reuse', photo: 0 })
  })

  it('takes the strongest well-founded photo of a claim, and says that the others differ', () => {
    const examined = [camera, generated, signalsOf({})].map((signals, i) => ({ photo: barePhoto(i), signals }))
    const verdict = judge(refund, examined, policy)
    expect(verdict.band).toBe('suspect')
    expect(verdict.score).toBe(verdict.photos[1]!.score)
    expect(verdict.reasons[0]).toMatchObject({ code: 'PHOTOS_DIFFER', facts: { suspect: 1, of: 3 } })
  })

  it('says degraded when a signal broke, without moving the score', () => {
    const whole = judge(refund, [{ photo: barePhoto(), signals: camera }], policy)
    const broken = signalsOf({ ...camera, camera: failed('TIMED_OUT') })
    const degraded = judge(refund, [{ photo: barePhoto(), signals: broken }], policy)
    expect(degraded.degraded).toBe(true)
    expect(degraded.score).toBe(whole.score)
  })
})

describe('reasons', () => {
  it.each(reasonCodes)('%s is told in English and Chinese, neutrally', (code) => {
    const { en, zh } = sentences({ code, facts: { seenAt: '2026-11-01T00:00:00Z' } })
    expect(en).toMatch(/^[A-Z\d"'“].*[.”"]$/)
    expect(zh).toMatch(/[\u4e00-\u9fff].*。$/)
    expect(`${en} ${zh}`).not.toMatch(/fraud|scam|cheat|lie\b|liar|欺诈|骗|造假/i)
  })
})
