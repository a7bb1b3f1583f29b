import { sql } from 'kysely'
import type { Channel } from '../check/claim.ts'
import type { Action, Band } from '../check/policy.ts'
import type { ToldReason } from '../check/told.ts'
import type { Verdict } from '../check/verdict.ts'
import type { Outcome } from './checks.ts'
import type { Database } from './open.ts'

/** A claim as it was kept: its times are text again. */
export type KeptClaim = Record<string, string | number> & { channel: Channel; orderId: string }

export interface CheckRecord {
  claim: KeptClaim
  verdict: Verdict
  /** What people decided, the newest first. */
  outcomes: (Outcome & { decidedAt: string })[]
}

export interface ListFilter {
  /** Part of an order, buyer, merchant, product or check id. */
  query?: string | undefined
  band?: Band | undefined
  /** `none` finds what nobody has decided yet. */
  outcome?: Outcome['outcome'] | 'none' | undefined
  channel?: Channel | undefined
  /** Only checks before this one. */
  before?: string | undefined
  limit: number
}

export interface ListedCheck {
  id: string
  createdAt: string
  channel: Channel
  orderId: string
  buyerId?: string
  merchantId?: string
  productId?: string
  score: number
  band: Band
  action: Action
  photos: number
  /** The two that weigh most. */
  reasons: Pick<ToldReason, 'code' | 'text'>[]
  outcome?: Outcome['outcome']
}

const newestOutcome = sql<Outcome['outcome'] | null>`(
  select outcomes.outcome from outcomes where outcomes.check_id = checks.id order by outcomes.id desc limit 1
)`

/** Checks as people look at them again: one, or a list. One tenant never sees another's. */
export function recordStore(db: Database) {
  return {
    async record(tenant: string, id: string): Promise<CheckRecord | undefined> {
      const check = await db
        .selectFrom('checks')
        .select(['claim', 'verdict'])
        .where('id', '=', id)
        .where('tenant', '=', tenant)
        .executeTakeFirst()
      if (!check) return undefined
      const outcomes = await db
        .selectFrom('outcomes')
        .select(['outcome', 'decided_by', 'note', 'decided_at'])
        .where('check_id', '=', id)
        .where('tenant', '=', tenant)
        .orderBy('id', 'desc')
        .execute()
      return {
        claim: check.claim as unknown as KeptClaim,
        verdict: check.verdict,
        outcomes: outcomes.map(({ outcome, decided_by, note, decided_at }) => ({
          outcome,
          decidedBy: decided_by,
          ...(note === null ? {} : { note }),
          decidedAt: decided_at.toISOString(),
        })),
      }
    },

    /** The newest first. */
    async list(
      tenant: string,
      { query, band, outcome, channel, before, limit }: ListFilter,
    ): Promise<{ checks: ListedCheck[]; more: boolean }> {
      let found = db
        .selectFrom('checks')
        .select(['claim', 'verdict', newestOutcome.as('outcome')])
        .where('tenant', '=', tenant)
        .orderBy('id', 'desc')
        .limit(limit + 1)
      if (before) found = found.where('id', '<', before)
      if (channel) found = found.where('channel', '=', channel)
      if (band) found = found.where(sql`verdict->>'band'`, '=', band)
      if (outcome === 'none') found = found.where(newestOutcome, 'is', null)
      else if (outcome) found = found.where(newestOutcome, '=', outcome)
      if (query) {
        const part = `%${query.replace(/[\\%_]/g, '\\$&')}%`
        found = found.where((eb) =>
          eb.or([
            eb('id', 'ilike', part),
            eb('order_id', 'ilike', part),
            eb('buyer_id', 'ilike', part),
            eb('merchant_id', 'ilike', part),
            eb(sql`claim->>'productId'`, 'ilike', part),
          ]),
        )
      }
      const rows = await found.execute()
      return {
        checks: rows.slice(0, limit).map((row) => listed(row.claim as unknown as KeptClaim, row.verdict, row.outcome)),
        more: rows.length > limit,
      }
    },
  }
}

function listed(claim: KeptClaim, verdict: Verdict, outcome: Outcome['outcome'] | null): ListedCheck {
  const { id, createdAt, channel, score, band, action, photos, reasons } = verdict
  const name = (key: string) => (typeof claim[key] === 'string' ? { [key]: claim[key] } : {})
  return {
    id,
    createdAt,
    channel,
    orderId: claim.orderId,
    ...name('buyerId'),
    ...name('merchantId'),
    ...name('productId'),
    score,
    band,
    action,
    photos: photos.length,
    reasons: reasons.slice(0, 2).map(({ code, text }) => ({ code, text })),
    ...(outcome === null ? {} : { outcome }),
  }
}
