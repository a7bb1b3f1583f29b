import { CheckError } from '../check/errors.ts'

/** Takes one call off an account. @throws CheckError RATE_LIMITED when there is none left. */
export type RateLimit = (account: string) => void

export interface CallLimits {
  key: RateLimit
  merchant: RateLimit
}

/** Accounts remembered at once; who called longest ago goes first. */
const maxAccounts = 50_000

/**
 * Token buckets of this process: `perMinute` calls a minute, as many at once. Replicas count for themselves.
 * @param who what is limited, for the answer.
 * @param nowMs a clock that never goes back.
 */
export function rateLimit(perMinute: number, who: string, nowMs: () => number): RateLimit {
  const buckets = new Map<string, { left: number; at: number }>()
  const perMs = perMinute / 60_000
  return (account) => {
    const at = nowMs()
    const last = buckets.get(account) ?? { left: perMinute, at }
    const left = Math.min(perMinute, last.left + (at - last.at) * perMs)
    if (left < 1)
      throw new CheckError('RATE_LIMITED', `${who} may send ${perMinute} requests a minute.`, {
        retryAfterSeconds: Math.ceil((1 - left) / perMs / 1000),
      })
    // Set anew, so that the map's order is the order of last use.
    buckets.delete(account)
    buckets.set(account, { left: left - 1, at })
    if (buckets.size > maxAccounts) buckets.delete(buckets.keys().next().value!)
  }
}
