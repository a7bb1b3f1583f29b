import { describe, expect, it } from 'vitest'
import { barePhoto, policyOf, reasonOf, signalsOf } from '../test/verdicts.ts'
import type { Claim } from './claim.ts'
import { reasonCodes, sentences } from './reasons.ts'
import { failed, measured, unavailable } from './signal.ts'
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

  it('tells of a part that does not fit the rest, and lets it weigh nothing', () => {
    const edited = signalsOf({ generated: measured([reasonOf('EDITED_REGION')], -1.5) })
    const verdict = judge(refund, [{ photo: barePhoto(), signals: edited }], policy)
    expect(verdict.reasons.map((reason) => reason.code)).toEqual(['EDITED_REGION'])
    expect(verdict.score).toBe(judge(refund, [{ photo: barePhoto(), signals: camera }], policy).score)
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

  it('says of the photos together whether one camera took them, and whether some were used before', () => {
    const by = (model: string) => measured([reasonOf('CAMERA_NAMED', { make: 'Xiaomi', model })])
    const photos = [
      signalsOf({ ...camera, camera: by('13') }),
      signalsOf({ ...camera, camera: by('14'), reuse: measured([reasonOf('SAME_FILE_OF_OTHER_BUYER')]) }),
      signalsOf({ ...camera, reuse: measured([]) }),
      camera,
    ].map((signals, i) => ({ photo: barePhoto(i), signals }))
    const told = (count: number) =>
      judge(refund, photos.slice(0, count), policy).reasons.filter(({ photo }) => photo === undefined)
    // The first and the last one could not be looked up: nothing is said of them.
    expect(told(2).map(({ code }) => code)).toEqual(['PHOTOS_DIFFER', 'SEVERAL_CAMERAS'])
    expect(told(4).map(({ code, facts }) => [code, facts])).toEqual([
      ['PHOTOS_DIFFER', { suspect: 1, of: 4 }],
      ['SOME_PHOTOS_REUSED', { reused: 1, of: 2 }],
      ['SEVERAL_CAMERAS', { cameras: 'Xiaomi 13, Xiaomi 14', count: 2 }],
    ])
    expect(told(1)).toEqual([])
    const same = [photos[0]!, { ...photos[0]!, photo: barePhoto(1) }]
    expect(judge(refund, same, policy).reasons[0]).toMatchObject({ code: 'ONE_CAMERA', signal: 'camera' })
  })

  it('says which photos show one scene, and gives that no weight', () => {
    const sharing = (other: number) =>
      signalsOf({ ...camera, reuse: measured([reasonOf('SAME_SCENE', { other, details: 40 })]) })
    const photos = [camera, sharing(4), sharing(5), sharing(1), camera].map((signals, i) => ({
      photo: barePhoto(i),
      signals,
    }))
    const verdict = judge(refund, photos, policy)
    const told = verdict.reasons.filter(({ code }) => code === 'ONE_SCENE')
    expect(told.map(({ facts }) => facts.photos)).toEqual(['1, 2, 4', '3, 5'])
    expect(verdict.score).toBe(judge(refund, [photos[0]!], policy).score)
  })

  it('holds nothing against a claim of which some photos lack what the others have', () => {
    const named = measured([reasonOf('CAMERA_NAMED', { make: 'Xiaomi', model: '13' })])
    const whole = signalsOf({ ...camera, camera: named, reuse: measured([]) })
    const stripped = signalsOf({ generated: camera.generated, camera: unavailable('EXIF_STRIPPED') })
    const photos = [whole, stripped, stripped].map((signals, i) => ({ photo: barePhoto(i), signals }))
    const [alone, together] = [judge(refund, photos.slice(0, 1), policy), judge(refund, photos, policy)]
    expect(together.reasons.filter(({ photo }) => photo === undefined)).toEqual([])
    expect(together).toMatchObject({ score: alone.score, band: alone.band, action: alone.action })
  })

  it('says degraded when a signal broke, without moving the score', () => {
    const whole = judge(refund, [{ photo: barePhoto(), signals: camera }], policy)
    const broken = signalsOf({ ...camera, camera: failed('TIMED_OUT') })
    const degraded = judge(refund, [{ photo: barePhoto(), signals: broken }], policy)
    expect(degraded.degraded).toBe(true)
    expect(degraded.score).toBe(whole.score)
  })
})

describe('a category', () => {
  const strict = {
    ...policy,
    categories: {
      ...policy.categories,
      food: {
        names: ['生鲜'],
        basis: 'test',
        ask: { en: 'Cut it open, please.', zh: '请切开拍照。' },
        channels: { refund: { review: 0.01, hold: { signals: 9, logOdds: 9, alone: { reuse: 4 } } } },
        signals: { generated: { max: 0 } },
      },
    },
  }
  const judged = (category: string | undefined, signals = camera) =>
    judge({ ...refund, category }, [{ photo: barePhoto(), signals }], strict)

  it('changes thresholds and weights for its goods, by whichever of its names, and for no others', () => {
    expect(judged('生鲜')).toMatchObject({ band: 'review', category: 'food' })
    expect(judged(' FOOD ')).toMatchObject({ band: 'review', category: 'food' })
    expect(judged('books')).toMatchObject({ band: 'clear', category: 'default' })
    expect(judged(undefined).band).toBe('clear')
    expect(judged('food', generated).score).toBeLessThan(judged(undefined, generated).score)
  })

  it('may let one signal hold a claim alone, and says what to ask for', () => {
    expect(judged('food', reused).action).toBe('hold')
    expect(judged(undefined, reused).action).toBe('review')
    expect(judged('food', signalsOf({ generated: unavailable('PHOTO_TOO_FLAT') })).ask).toBeUndefined()
    expect(judged(undefined, signalsOf({})).ask?.en).toBe('Another photo, please.')
  })

  it('from a certain amount in its currency people look before it passes', () => {
    const channel = { ...policy.channels.refund, peopleFrom: { CNY: 100 } }
    const careful = { ...policy, channels: { ...policy.channels, refund: channel } }
    const action = (amount: number, currency: string) =>
      judge({ ...refund, amount, currency }, [{ photo: barePhoto(), signals: camera }], careful).action
    expect([action(99, 'CNY'), action(100, 'CNY'), action(100, 'USD')]).toEqual(['pass', 'review', 'pass'])
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
