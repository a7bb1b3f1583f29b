import { describe, expect, it } from 'vitest'
import type { BuyerMemory, Decided } from '../../check/memory.ts'
import { signalLogOdds } from '../../check/score.ts'
import { readConfig } from '../../config.ts'
import { readPolicy } from '../../policy/read.ts'
import { barePhoto } from '../../test/verdicts.ts'
import { historyReader } from './history.ts'

const dayMs = 86_400_000
const now = new Date('2026-11-22T08:00:00Z')
const daysAgo = (days: number) => new Date(now.getTime() - days * dayMs)
const raster = { data: new Uint8Array(3), width: 1, height: 1 }
const { POLICY_FILE } = readConfig({})

/** What the history says of a buyer whose claims were decided so, the store's window applied. */
async function historyOf(decided: Decided[]) {
  const buyers: BuyerMemory = {
    outcomes: async (_, __, since) => decided.filter(({ at }) => at >= since),
    claims: async () => decided.length,
    ring: async () => ({ buyers: 0, links: [], fake: 0 }),
  }
  const claim = { channel: 'refund', orderId: 'new', buyerId: 'mei' } as const
  const subject = { checkId: 'chk_1', claim, photo: barePhoto(), photos: 1, raster, now }
  const signal = await historyReader(buyers)(subject, new AbortController().signal)
  const worth = signalLogOdds('history', signal, await readPolicy(POLICY_FILE))
  return { worth, reasons: signal.status === 'measured' ? signal.reasons : [] }
}
const decidedAgo = (outcome: Decided['outcome'], ...days: number[]) =>
  days.map((each) => ({ outcome, at: daysAgo(each) }))

describe('what people decided of a buyer', () => {
  it('fades by half in a month, without a step at any age', async () => {
    const worthAt = async (days: number) => (await historyOf(decidedAgo('fake', days))).worth
    const today = await worthAt(0)
    expect(today).toBe(1.2)
    for (const [days, share] of [
      [10, 0.794],
      [29.99, 0.5],
      [30.01, 0.5],
      [60, 0.25],
      [90, 0.125],
    ] as const)
      expect(await worthAt(days)).toBeCloseTo(today * share, 2)
    for (let days = 0; days < 89.5; days += 0.5) {
      const [newer, older] = [await worthAt(days), await worthAt(days + 0.5)]
      expect(older).toBeLessThan(newer)
      expect(older).toBeGreaterThan(newer * 0.98)
    }
    expect(await worthAt(90.1)).toBe(0)
  })

  it('fades where it speaks for the buyer too', async () => {
    const [today, earlier] = [await historyOf(decidedAgo('genuine', 0)), await historyOf(decidedAgo('genuine', 60))]
    expect(today.worth).toBeLessThan(0)
    expect(earlier.worth).toBeCloseTo(today.worth / 4, 3)
  })

  it('is told by the same codes as before, all of it, while the newest decision sets what it counts', async () => {
    const { worth, reasons } = await historyOf([
      ...decidedAgo('fake', 80, 20, 5),
      ...decidedAgo('genuine', 45),
      ...decidedAgo('unresolved', 1),
    ])
    expect(reasons).toEqual([
      { code: 'EARLIER_PHOTOS_NOT_GENUINE', facts: { fake: 2, days: 30 }, share: 0.8909 },
      { code: 'EARLIER_PHOTOS_GENUINE', facts: { genuine: 1, days: 90 }, share: 0.3536 },
    ])
    expect(worth).toBeCloseTo(1.2 * 0.8909 - 0.4 * 0.3536, 4)
    expect((await historyOf(decidedAgo('fake', 80, 40))).reasons).toEqual([
      { code: 'ONCE_NOT_GENUINE', facts: { fake: 2, days: 90 }, share: 0.7937 },
    ])
  })

  it('counts in full when its clock is ahead of ours', async () => {
    expect((await historyOf(decidedAgo('fake', -1))).worth).toBe(1.2)
  })
})
