import type { Weights } from './policy.ts'
import type { Reason } from './reasons.ts'
import { type Signal, type SignalName, signalNames } from './signal.ts'

export type Signals = Record<SignalName, Signal>

/** Evidence of one photo, weighed: log-odds a signal, and their sum on top of the prior as a probability. */
export interface PhotoScore {
  /** 0-1. */
  score: number
  logOdds: Record<SignalName, number>
}

/**
 * Naive Bayes in log-odds: the prior plus what each signal says, each within the bounds that the policy gives it.
 * A signal that is unavailable adds exactly nothing.
 */
export function scorePhoto(signals: Signals, weights: Weights): PhotoScore {
  const logOdds = Object.fromEntries(
    signalNames.map((name) => [name, signalLogOdds(name, signals[name], weights)]),
  ) as Record<SignalName, number>
  const total = signalNames.reduce((sum, name) => sum + logOdds[name], logit(weights.prior))
  return { score: probability(total), logOdds }
}

/**
 * A signal's own measurement plus its reasons. Reasons of one signal are not independent of each other, so only the
 * strongest for and the strongest against the photo count.
 */
export function signalLogOdds(name: SignalName, signal: Signal, weights: Weights): number {
  if (signal.status === 'unavailable') return 0
  const { weight, bias = 0, min, max } = weights.signals[name]
  const worths = signal.reasons.map((reason) => reasonLogOdds(reason, weights) ?? 0)
  const total = (signal.logOdds ?? 0) + Math.max(0, ...worths) + Math.min(0, ...worths)
  return Math.min(max, Math.max(min, weight * total + (signal.logOdds === undefined ? 0 : bias)))
}

/** What a reason is worth; undefined where the policy gives it no weight. */
export function reasonLogOdds({ code, share = 1 }: Pick<Reason, 'code' | 'share'>, { reasons }: Weights) {
  const weighed = reasons[code]
  return weighed && weighed.logOdds * share
}

export const probability = (logOdds: number): number => 1 / (1 + Math.exp(-logOdds))
export const logit = (p: number): number => Math.log(p / (1 - p))
