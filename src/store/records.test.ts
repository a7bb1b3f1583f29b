import { beforeAll, describe, expect, it } from 'vitest'
import type { Claim } from '../check/claim.ts'
import type { Verdict } from '../check/verdict.ts'
import { openWhileTesting, stores } from '../test/stores.ts'
import { checkStore } from './checks.ts'
import { insightsSince } from './insights.ts'
import { recordStore } from './records.ts'

const verdictOf = (id: string, createdAt: string, band: Verdict['band'], codes: string[]) =>
  ({
    id,
    createdAt,
    tookMs: 1,
    channel: 'refund',
    category: 'default',
    score: 0.5,
    band,
    action: 'review',
    reasons: codes.map((code) => ({ code, signal: 'reuse', text: { en: code, zh: code }, facts: {} })),
    photos: [],
    versions: { service: '1', policy: '1', model: { name: 'm', sha256: '0' } },
    degraded: false,
  }) as Verdict

describe.each(stores)('a merchant looking back, with the store on %s,', (_, fresh) => {
  const own = openWhileTesting(fresh)
  beforeAll(async () => {
    const checks = checkStore(own.db)
    const rows: [string, string, Verdict['band'], Partial<Claim>, string[]][] = [
      ['chk_01', '2026-11-02T10:00:00Z', 'clear', { productId: 'cup', buyerId: 'ann' }, ['LOOKS_CAPTURED']],
      [
        'chk_02',
        '2026-11-03T10:00:00Z',
        'suspect',
        { productId: 'cup', buyerId: 'bob' },
        ['DECLARED_AI', 'DECLARED_AI'],
      ],
      ['chk_03', '2026-11-10T10:00:00Z', 'clear', { productId: 'cup' }, []],
      ['chk_04', '2026-11-11T10:00:00Z', 'review', { productId: '100%_wool' }, ['MAY_BE_GENERATED']],
      ['chk_05', '2026-11-12T10:00:00Z', 'insufficient', { channel: 'dispute' }, []],
    ]
    for (const [id, at, band, claim, codes] of rows)
      await checks.save('a', { channel: 'refund', orderId: `order-${id}`, ...claim }, verdictOf(id, at, band, codes))
    await checks.save(
      'b',
      { channel: 'refund', orderId: 'theirs' },
      verdictOf('chk_06', '2026-11-12T10:00:00Z', 'clear', []),
    )
    const decide = (id: string, outcome: 'fake' | 'genuine') =>
      checks.decide('a', id, { outcome, decidedBy: 'me' }, new Date('2026-11-13'))
    await decide('chk_01', 'fake')
    await decide('chk_01', 'genuine')
    await decide('chk_02', 'fake')
    await decide('chk_03', 'genuine')
  })

  const ids = async (filter: object) =>
    (await recordStore(own.db).list('a', { limit: 20, ...filter })).checks.map((check) => check.id)

  it('gets pages of checks, the newest first, and nobody else’s', async () => {
    const { list } = recordStore(own.db)
    const first = await list('a', { limit: 2 })
    expect(first).toMatchObject({ more: true, checks: [{ id: 'chk_05' }, { id: 'chk_04', productId: '100%_wool' }] })
    expect(await ids({ before: 'chk_04' })).toEqual(['chk_03', 'chk_02', 'chk_01'])
  })

  it('finds them by a part of what a merchant remembers; signs mean themselves', async () => {
    expect(await ids({ query: 'ORDER-chk_03' })).toEqual(['chk_03'])
    expect(await ids({ query: 'bob' })).toEqual(['chk_02'])
    expect(await ids({ query: '0%_w' })).toEqual(['chk_04'])
    expect(await ids({ query: '%' })).toEqual(['chk_04'])
    expect(await ids({ query: "'; drop table checks; --" })).toEqual([])
  })

  it('filters by band, channel and the newest decision', async () => {
    expect(await ids({ band: 'clear' })).toEqual(['chk_03', 'chk_01'])
    expect(await ids({ channel: 'dispute' })).toEqual(['chk_05'])
    expect(await ids({ outcome: 'genuine' })).toEqual(['chk_03', 'chk_01'])
    expect(await ids({ outcome: 'none' })).toEqual(['chk_05', 'chk_04'])
  })

  it('reads one check with its claim and every decision', async () => {
    expect(await recordStore(own.db).record('a', 'chk_01')).toMatchObject({
      claim: { orderId: 'order-chk_01', buyerId: 'ann' },
      verdict: { id: 'chk_01' },
      outcomes: [{ outcome: 'genuine' }, { outcome: 'fake' }],
    })
    expect(await recordStore(own.db).record('b', 'chk_01')).toBeUndefined()
  })

  it('sees which product gets honest damage claims', async () => {
    const insights = await insightsSince(own.db, 'a', new Date('2026-11-01'))
    expect(insights).toMatchObject({
      checks: 5,
      bands: { clear: 2, review: 1, suspect: 1, insufficient: 1 },
      outcomes: { genuine: 2, fake: 1, unresolved: 0 },
    })
    expect(insights.weeks.map(({ week, checks }) => [week, checks])).toEqual([
      ['2026-11-02', 2],
      ['2026-11-09', 3],
    ])
    expect(insights.products[0]).toMatchObject({ productId: 'cup', checks: 3, outcomes: { genuine: 2, fake: 1 } })
    expect(insights.products.map(({ productId }) => productId)).toEqual(['cup', '100%_wool'])
    // A reason told of two photos is one check's.
    expect(insights.reasons).toContainEqual({ code: 'DECLARED_AI', checks: 1 })
    expect((await insightsSince(own.db, 'a', new Date('2026-11-12'))).checks).toBe(1)
  })
})
