import type { BuyerMemory, Ring } from '../../check/memory.ts'
import type { Reason } from '../../check/reasons.ts'
import { measured, type SignalReader, unavailable } from '../../check/signal.ts'

/** How far back an account is looked at, and how far what counts in full. */
const windowDays = 90
const freshDays = 30
const dayMs = 86_400_000
/** Claims for more other orders than that in the window are told. Judgement: one a week. */
const manyClaims = 12

/**
 * What people decided of this buyer's earlier claims, how many there were, and whom the buyer hangs together with. No
 * buyer, or one who never claimed before, has no history: neither good nor bad.
 */
export function historyReader(memory: BuyerMemory): SignalReader {
  return async ({ claim: { buyerId, orderId }, now }) => {
    if (buyerId === undefined) return unavailable('NO_BUYER')
    const ago = (days: number) => new Date(now.getTime() - days * dayMs)
    const [all, fresh, claims, ring] = await Promise.all([
      memory.outcomes(buyerId, orderId, ago(windowDays)),
      memory.outcomes(buyerId, orderId, ago(freshDays)),
      memory.claims(buyerId, orderId, ago(windowDays)),
      memory.ring(buyerId, ago(windowDays)),
    ])
    const reasons: Reason[] = []
    const days = windowDays
    if (fresh.fake > 0)
      reasons.push({ code: 'EARLIER_PHOTOS_NOT_GENUINE', facts: { fake: fresh.fake, days: freshDays } })
    else if (all.fake > 0) reasons.push({ code: 'ONCE_NOT_GENUINE', facts: { fake: all.fake, days } })
    if (all.genuine > 0) reasons.push({ code: 'EARLIER_PHOTOS_GENUINE', facts: { genuine: all.genuine, days } })
    if (claims > manyClaims) reasons.push({ code: 'MANY_CLAIMS', facts: { claims, days } })
    if (ring.buyers > 0) reasons.push(linked(ring))
    return reasons.length === 0 && claims === 0 ? unavailable('NO_HISTORY') : measured(reasons)
  }
}

const kinds = {
  'camera body': { en: 'a camera', zh: '相机' },
  exposure: { en: 'an exposure', zh: '拍摄原图' },
  photo: { en: 'a photo file', zh: '照片文件' },
} as const

function linked({ buyers, links, fake }: Ring): Reason {
  const by = links.map(({ kind }) => kinds[kind].en).join(' and ')
  const byZh = links.map(({ kind }) => kinds[kind].zh).join('、')
  if (fake > 0) return { code: 'LINKED_ACCOUNTS_NOT_GENUINE', facts: { buyers, by, byZh, fake } }
  return { code: 'LINKED_ACCOUNTS', facts: { buyers, by, byZh } }
}
