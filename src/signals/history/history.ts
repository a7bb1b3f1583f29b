import type { BuyerMemory } from '../../check/memory.ts'
import type { Reason } from '../../check/reasons.ts'
import { measured, type SignalReader, unavailable } from '../../check/signal.ts'

/** How far back decisions count. */
const windowDays = 90
const dayMs = 86_400_000

/** What people decided of this buyer's earlier claims. No buyer or no decisions is no history: neither good nor bad. */
export function historyReader(memory: BuyerMemory): SignalReader {
  return async ({ claim, now }) => {
    if (claim.buyerId === undefined) return unavailable('NO_BUYER')
    const since = new Date(now.getTime() - windowDays * dayMs)
    const { fake, genuine } = await memory.outcomes(claim.buyerId, claim.orderId, since)
    if (fake + genuine === 0) return unavailable('NO_HISTORY')
    const reasons: Reason[] = []
    if (fake > 0) reasons.push({ code: 'EARLIER_PHOTOS_NOT_GENUINE', facts: { fake, days: windowDays } })
    if (genuine > 0) reasons.push({ code: 'EARLIER_PHOTOS_GENUINE', facts: { genuine, days: windowDays } })
    return measured(reasons)
  }
}
