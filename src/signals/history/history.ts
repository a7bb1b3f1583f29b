import type { BuyerMemory, Decided, Ring } from '../../check/memory.ts'
import type { Reason } from '../../check/reasons.ts'
import { measured, type SignalReader, unavailable } from '../../check/signal.ts'

/** How far back an account is looked at. */
const windowDays = 90
/** After so many days a decision counts half, after twice as many a quarter. Judgement: as the policy has it. */
const halfLifeDays = 30
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
    const [decided, claims, ring] = await Promise.all([
      memory.outcomes(buyerId, orderId, ago(windowDays)),
      memory.claims(buyerId, orderId, ago(windowDays)),
      memory.ring(buyerId, ago(windowDays)),
    ])
    const reasons = decisions(decided, now)
    if (claims > manyClaims) reasons.push({ code: 'MANY_CLAIMS', facts: { claims, days: windowDays } })
    if (ring.buyers > 0) reasons.push(linked(ring))
    return reasons.length === 0 && claims === 0 ? unavailable('NO_HISTORY') : measured(reasons)
  }
}

/**
 * What was decided fades with a half-life, without a step. Of several decisions alike the newest speaks: how many there
 * were is told. The policy weighs a decision of today, and by a second code one that is a half-life old: its weight
 * fades from there on, and continues the first where it is half of it.
 */
function decisions(decided: Decided[], now: Date): Reason[] {
  const daysSince = ({ at }: Decided) => Math.max(0, (now.getTime() - at.getTime()) / dayMs)
  const agesOf = (outcome: Decided['outcome']) =>
    decided
      .filter((each) => each.outcome === outcome)
      .map(daysSince)
      .sort((a, b) => a - b)
  const share = (days: number) => Math.round(2 ** (-days / halfLifeDays) * 1e4) / 1e4
  const [fake, genuine] = [agesOf('fake'), agesOf('genuine')]
  const fresh = fake.filter((days) => days < halfLifeDays)
  const reasons: Reason[] = []
  if (fresh.length > 0)
    reasons.push({
      code: 'EARLIER_PHOTOS_NOT_GENUINE',
      facts: { fake: fresh.length, days: halfLifeDays },
      share: share(fresh[0]!),
    })
  else if (fake.length > 0)
    reasons.push({
      code: 'ONCE_NOT_GENUINE',
      facts: { fake: fake.length, days: windowDays },
      share: share(fake[0]! - halfLifeDays),
    })
  if (genuine.length > 0)
    reasons.push({
      code: 'EARLIER_PHOTOS_GENUINE',
      facts: { genuine: genuine.length, days: windowDays },
      share: share(genuine[0]!),
    })
  return reasons
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
