/** Policies, signals and photos for tests of the pure part: neutral unless a test says otherwise. */
import type { Photo } from '../check/photo.ts'
import type { Policy, SignalPolicy } from '../check/policy.ts'
import type { Reason, ReasonCode } from '../check/reasons.ts'
import type { Signals } from '../check/score.ts'
import { type Signal, type SignalName, signalNames, unavailable } from '../check/signal.ts'

export function policyOf(given: {
  prior?: number
  signals?: Partial<Record<SignalName, SignalPolicy>>
  reasons?: Partial<Record<ReasonCode, number>>
}): Policy {
  const open: SignalPolicy = { weight: 1, min: -10, max: 10 }
  const actions = { clear: 'pass', review: 'review', suspect: 'review', insufficient: 'ask_for_more' } as const
  const channel = { review: 0.5, suspect: 0.8, basis: 'test', actions, hold: { signals: 2, logOdds: 1.5 } }
  const reasons = Object.entries(given.reasons ?? {}).map(([code, logOdds]) => [code, { logOdds, basis: 'test' }])
  return {
    version: 'test',
    prior: given.prior ?? 0.2,
    signals: Object.fromEntries(signalNames.map((name) => [name, given.signals?.[name] ?? open])) as Policy['signals'],
    reasons: Object.fromEntries(reasons),
    categories: {
      default: { names: [], basis: 'test', ask: { en: 'Another photo, please.', zh: '请再拍一张照片。' } },
    },
    channels: {
      refund: channel,
      dispute: { ...channel, hold: undefined },
      appeal: {
        ...channel,
        actions: { clear: 'review', review: 'review', suspect: 'review', insufficient: 'review' },
        hold: undefined,
      },
    },
  }
}

export const signalsOf = (given: Partial<Record<SignalName, Signal>>): Signals =>
  Object.fromEntries(signalNames.map((name) => [name, given[name] ?? unavailable('NOTHING')])) as Signals

export const reasonOf = (code: ReasonCode, facts: Reason['facts'] = {}): Reason => ({ code, facts })

export const barePhoto = (index = 0): Photo => ({
  index,
  bytes: new Uint8Array(0),
  sha256: String(index).repeat(64),
  format: 'jpeg',
  width: 900,
  height: 1200,
  metadata: { text: [], orientation: 1, codedWidth: 900, codedHeight: 1200 },
})
