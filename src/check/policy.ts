import type { Channel } from './claim.ts'
import type { ReasonCode } from './reasons.ts'
import type { SignalName } from './signal.ts'

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
}

export interface SignalPolicy {
  weight: number
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
  /** A suspect photo is held when this many signals each give at least `logOdds` on their own. */
  hold?: { signals: number; logOdds: number } | undefined
}
