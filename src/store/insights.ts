import { sql } from 'kysely'
import type { Band } from '../check/policy.ts'
import type { ReasonCode } from '../check/reasons.ts'
import type { Outcome } from './checks.ts'
import type { Database } from './open.ts'

/** Checks by what was found and by what people decided. A decision that nobody took is counted nowhere. */
export interface Counts {
  checks: number
  bands: Record<Band, number>
  outcomes: Record<Outcome['outcome'], number>
}

export interface Insights extends Counts {
  since: string
  /** Monday of each week with checks, UTC, the oldest first. */
  weeks: (Counts & { week: string; reasons: CountedReason[] })[]
  /** The most checked products; claims that name no product are left out. */
  products: (Counts & { productId: string; reasons: CountedReason[] })[]
  reasons: CountedReason[]
}

export interface CountedReason {
  code: ReasonCode
  /** Checks with this reason. */
  checks: number
}

const productsShown = 20
const reasonsShown = 5

/** What a seller's checks add up to since an instant. */
export async function insightsSince(db: Database, tenant: string, since: Date): Promise<Insights> {
  const week = sql<string>`to_char(date_trunc('week', checks.created_at at time zone 'UTC'), 'YYYY-MM-DD')`
  const product = sql<string | null>`checks.claim->>'productId'`
  const own = () => db.selectFrom('checks').where('checks.tenant', '=', tenant).where('checks.created_at', '>=', since)

  const counted = await own()
    .select([
      week.as('week'),
      product.as('product'),
      sql<Band>`checks.verdict->>'band'`.as('band'),
      sql<Outcome['outcome'] | null>`(
        select outcomes.outcome from outcomes where outcomes.check_id = checks.id order by outcomes.id desc limit 1
      )`.as('outcome'),
      (eb) => eb.fn.countAll<string>().as('count'),
    ])
    .groupBy([sql`1`, sql`2`, sql`3`, sql`4`])
    .execute()
  const reasons = await own()
    .innerJoin(
      sql<{ reason: unknown }>`lateral (
        select distinct each->>'code' as code from jsonb_array_elements(checks.verdict->'reasons') as each
      )`.as<'told'>(sql`told`),
      (join) => join.onTrue(),
    )
    .select([
      week.as('week'),
      product.as('product'),
      sql<ReasonCode>`told.code`.as('code'),
      (eb) => eb.fn.countAll<string>().as('count'),
    ])
    .groupBy([sql`1`, sql`2`, sql`3`])
    .execute()

  const weeks = [...new Set(counted.map((row) => row.week))].sort()
  const perProduct = new Map<string, number>()
  for (const { product: id, count } of counted)
    if (id !== null) perProduct.set(id, (perProduct.get(id) ?? 0) + Number(count))
  const products = [...perProduct].sort((a, b) => b[1] - a[1]).slice(0, productsShown)
  return {
    since: since.toISOString(),
    ...countsOf(counted),
    weeks: weeks.map((each) => ({
      week: each,
      ...countsOf(counted.filter((row) => row.week === each)),
      reasons: topReasons(reasons.filter((row) => row.week === each)),
    })),
    products: products.map(([productId]) => ({
      productId,
      ...countsOf(counted.filter((row) => row.product === productId)),
      reasons: topReasons(reasons.filter((row) => row.product === productId)),
    })),
    reasons: topReasons(reasons),
  }
}

function countsOf(rows: { band: Band; outcome: Outcome['outcome'] | null; count: string }[]): Counts {
  const sum = (of: typeof rows) => of.reduce((total, row) => total + Number(row.count), 0)
  const band = (name: Band) => sum(rows.filter((row) => row.band === name))
  const outcome = (name: Outcome['outcome']) => sum(rows.filter((row) => row.outcome === name))
  return {
    checks: sum(rows),
    bands: {
      clear: band('clear'),
      review: band('review'),
      suspect: band('suspect'),
      insufficient: band('insufficient'),
    },
    outcomes: { genuine: outcome('genuine'), fake: outcome('fake'), unresolved: outcome('unresolved') },
  }
}

function topReasons(rows: { code: ReasonCode; count: string }[]): CountedReason[] {
  const totals = new Map<ReasonCode, number>()
  for (const { code, count } of rows) totals.set(code, (totals.get(code) ?? 0) + Number(count))
  return [...totals]
    .map(([code, checks]) => ({ code, checks }))
    .sort((a, b) => b.checks - a.checks || a.code.localeCompare(b.code))
    .slice(0, reasonsShown)
}
