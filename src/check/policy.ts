import type { Channel, Claim } from './claim.ts'
import type { ReasonCode } from './reasons.ts'
import { type SignalName, signalNames } from './signal.ts'

export const bands = ['clear', 'review', 'suspect', 'insufficient'] as const
export type Band = (typeof bands)[number]

export const actions = ['pass', 'ask_for_more', 'review', 'hold'] as const
export type Action = (typeof actions)[number]

/** How evidence becomes a band and an action. Data with a version (`policy/default.json`), not code. */
export interface Policy {
  version: string
  /** Share of photos that are not genuine before anything is known of one, 0-1. The operator's to set. */
  prior: number
  signals: Record<SignalName, SignalPolicy>
  /** What each reason is worth, in log-odds, and why. A reason without an entry is told but weighs nothing. */
  reasons: Partial<Record<ReasonCode, { logOdds: number; basis: string }>>
  channels: Record<Channel, ChannelPolicy>
  /** Kinds of goods. `default` is there for all that is not named. */
  categories: Record<string, CategoryPolicy> & { default: CategoryPolicy }
}

/** What is different for one kind of goods; what is left out is as the channel and the signals say. */
export interface CategoryPolicy {
  /** What a claim's `category` may call it, in lower case. */
  names: string[]
  /** Why it differs. */
  basis: string
  /** What to ask a buyer for when the photos do not suffice, ready to be sent. */
  ask: { en: string; zh: string }
  channels?: Partial<Record<Channel, Partial<ChannelPolicy>>> | undefined
  signals?: Partial<Record<SignalName, Partial<SignalPolicy>>> | undefined
}

export interface SignalPolicy {
  weight: number
  /** Log-odds added to the signal's own measurement where it has one: with `weight`, its recalibration. */
  bias?: number | undefined
  /** Bounds of the signal's weighted log-odds: no signal may say more than it has been measured to know. */
  min: number
  max: number
}

export interface ChannelPolicy {
  /** Scores from which a photo is in the band `review`, and in the band `suspect`. */
  review: number
  suspect: number
  /** Why these scores. */
  basis: string
  actions: Record<Band, Action>
  /**
   * A suspect photo is held when this many signals each give at least `logOdds` on their own, or when one that is named
   * in `alone` gives at least that much.
   */
  hold?: { signals: number; logOdds: number; alone?: Partial<Record<SignalName, number>> | undefined } | undefined
  /** By currency: claims of at least that amount are seen by people before they pass. */
  peopleFrom?: Record<string, number> | undefined
}

/** What evidence is worth. */
export type Weights = Pick<Policy, 'prior' | 'signals' | 'reasons'>

/** What of a policy applies to one claim. */
export interface Rules extends Weights {
  category: string
  ask: CategoryPolicy['ask']
  channel: ChannelPolicy
}

/** The policy for a claim's channel and kind of goods. */
export function rulesFor(policy: Policy, claim: Claim): Rules {
  const called = claim.category?.trim().toLowerCase()
  const named = Object.keys(policy.categories).find(
    (name) => called !== undefined && (name === called || policy.categories[name]!.names.includes(called)),
  )
  const category = named ?? 'default'
  const { ask, channels, signals } = policy.categories[category]!
  return {
    prior: policy.prior,
    reasons: policy.reasons,
    signals: Object.fromEntries(
      signalNames.map((name) => [name, { ...policy.signals[name], ...signals?.[name] }]),
    ) as Policy['signals'],
    category,
    ask,
    channel: { ...policy.channels[claim.channel], ...channels?.[claim.channel] },
  }
}
