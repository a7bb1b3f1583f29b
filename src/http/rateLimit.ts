import { CheckError } from '../check/errors.ts'

/** Takes one call off an account. @throws CheckError RATE_LIMITED when there is none left. */
export type RateLimit = (account: string) => Promise<void>

export interface CallLimits {
  key: RateLimit
  merchant: RateLimit
}

/**
 * Where calls are counted, as token buckets: `perMinute` calls a minute, as many at once. Takes one call.
 * @returns the milliseconds until there is one; 0 when one was taken.
 */
export type CallCounter = (account: string, perMinute: number) => Promise<number>

/** @param who what is limited, for the answer; accounts of one kind stand apart from those of another. */
export function rateLimit(perMinute: number, who: string, count: CallCounter): RateLimit {
  return async (account) => {
    const waitMs = await count(`${who} ${account}`, perMinute)
    if (waitMs > 0)
      throw new CheckError('RATE_LIMITED', `${who} may send ${perMinute} requests a minute.`, {
        retryAfterSeconds: Math.ceil(waitMs / 1000),
      })
  }
}

/** Accounts remembered at once; who called longest ago goes first. */
const maxAccounts = 50_000

/** Counts the calls of this process alone: for the embedded store, which has no other. @param nowMs never goes back. */
export function countsOfThisProcess(nowMs: () => number): CallCounter {
  const buckets = new Map<string, { left: number; at: number }>()
  return async (account, perMinute) => {
    const perMs = perMinute / 60_000
    const at = nowMs()
    const last = buckets.get(account) ?? { left: perMinute, at }
    const left = Math.min(perMinute, last.left + (at - last.at) * perMs)
    if (left < 1) return (1 - left) / perMs
    // Set anew, so that the map's order is the order of last use.
    buckets.delete(account)
    buckets.set(account, { left: left - 1, at })
    if (buckets.size > maxAccounts) buckets.delete(buckets.keys().next().value!)
    return 0
  }
}
