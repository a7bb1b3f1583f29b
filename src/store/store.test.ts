import { randomBytes } from 'node:crypto'
import { sql } from 'kysely'
import { describe, expect, it } from 'vitest'
import type { Sighting, ViewHash } from '../check/memory.ts'
import type { Verdict } from '../check/verdict.ts'
import { openWhileTesting, stores } from '../test/stores.ts'
import { checkStore } from './checks.ts'
import { idempotencyStore } from './idempotency.ts'
import { buyerMemory, forgetPhotos, photoMemory } from './memory.ts'
import { photoRemains } from './photoRemains.ts'
import { quarantineStore } from './quarantine.ts'
import { purgeBefore } from './retention.ts'

const now = new Date('2026-11-22T08:00:00Z')
const claim = { channel: 'refund', orderId: 'order-1', buyerId: 'buyer-1' } as const
const verdictOf = (id: string) => ({ id, createdAt: now.toISOString(), score: 0.25, photos: [] }) as unknown as Verdict

describe.each(stores)('store on %s', (name, fresh) => {
  const own = openWhileTesting(fresh)

  describe('checks', () => {
    it('gives back what was kept, to its own tenant only', async () => {
      const checks = checkStore(own.db)
      await checks.save('a', claim, verdictOf('chk_kept'))
      expect(await checks.find('a', 'chk_kept')).toEqual(verdictOf('chk_kept'))
      expect(await checks.find('b', 'chk_kept')).toBeUndefined()
      expect(await checks.find('a', 'chk_other')).toBeUndefined()
    })

    it('knows the newest decision of each check in the window, and when it was taken', async () => {
      const checks = checkStore(own.db)
      const at = (day: number) => new Date(Date.UTC(2026, 10, day))
      for (const id of ['chk_1', 'chk_2', 'chk_3']) await checks.save('a', claim, verdictOf(id))
      const decide = (id: string, outcome: 'fake' | 'genuine', day: number) =>
        checks.decide('a', id, { outcome, decidedBy: 'judge' }, at(day))
      expect(await decide('chk_1', 'fake', 10)).toBe(true)
      expect(await decide('chk_1', 'genuine', 12)).toBe(true)
      expect(await decide('chk_2', 'fake', 11)).toBe(true)
      expect(await decide('chk_3', 'fake', 1)).toBe(true)
      expect(await decide('chk_none', 'fake', 1)).toBe(false)
      const outcomes = (tenant: string, except = 'order-2') =>
        buyerMemory(own.db, tenant).outcomes('buyer-1', except, at(5))
      expect(await outcomes('a')).toEqual([
        { outcome: 'genuine', at: at(12) },
        { outcome: 'fake', at: at(11) },
      ])
      expect(await outcomes('a', 'order-1')).toEqual([])
      expect(await outcomes('b')).toEqual([])
    })
  })

  describe('photos', () => {
    const hash = () => new Uint8Array(randomBytes(32))
    const flipBits = (from: Uint8Array, bits: number[]) => {
      const out = Uint8Array.from(from)
      for (const bit of bits) out[bit >> 3]! ^= 1 << (bit & 7)
      return out
    }
    const sighting = (sourceId: string, more: Partial<Sighting> = {}): Sighting => ({
      origin: 'check',
      sourceId,
      photo: 0,
      sha256: Buffer.from(randomBytes(32)).toString('hex'),
      orderId: `order of ${sourceId}`,
      seenAt: now,
      ...more,
    })
    const whole = (hash: Uint8Array, quality = 90): ViewHash[] => [{ view: 0, hash, quality }]
    const stranger = { checkId: 'chk_x', photo: 0 }

    it('finds the same bytes again, but not the very photo that asks', async () => {
      const memory = photoMemory(own.db, 'bytes')
      const seen = sighting('chk_a')
      await memory.remember(seen, whole(hash()))
      expect(await memory.sameBytes(seen.sha256, stranger)).toMatchObject([seen])
      expect(await memory.sameBytes(seen.sha256, { checkId: 'chk_a', photo: 0 })).toEqual([])
      expect(await memory.sameBytes(seen.sha256, { checkId: 'chk_a', photo: 1 })).toHaveLength(1)
      expect(await photoMemory(own.db, 'another').sameBytes(seen.sha256, stranger)).toEqual([])
    })

    it('finds every hash within the distance it promises, and says how far it lies', async () => {
      const memory = photoMemory(own.db, 'near')
      const original = hash()
      await memory.remember(sighting('chk_near'), whole(original))
      const differing = (bits: number[]) =>
        flipBits(
          original,
          bits.flatMap((count, band) => Array.from({ length: count }, (_, bit) => band * 16 + bit)),
        )
      const pairs = (first: number, second: number) => Array.from({ length: 8 }, () => [first, second]).flat()
      // The hardest cases: no more bands than one, or than one and its neighbour, are as near as the distance allows.
      const within15 = [
        [...Array(15).fill(1), 0],
        [...pairs(0, 2).slice(0, 15), 1],
        [1, ...pairs(2, 0).slice(1)],
      ]
      const within31 = [
        [...Array(15).fill(2), 1],
        [1, 2, ...pairs(1, 3).slice(2)],
        [2, ...pairs(1, 3).slice(0, 14), 1],
      ]
      const found = async (probe: Uint8Array, max: number) =>
        (await memory.nearby([...whole(hash()), ...whole(probe)], max, stranger)).map(
          ({ sighting, distance, asked }) => [sighting.sourceId, distance, asked],
        )
      for (const bits of within15) {
        expect(await found(differing(bits), 15)).toEqual([['chk_near', 15, 1]])
        expect(await found(differing(bits), 14)).toEqual([])
      }
      for (const bits of within31) {
        expect(await found(differing(bits), 31)).toEqual([['chk_near', 31, 1]])
        expect(await found(differing(bits), 30)).toEqual([])
      }
      expect(await found(hash(), 15)).toEqual([])
    })

    it('finds exactly what a scan of all hashes finds', async () => {
      const memory = photoMemory(own.db, 'scan')
      const stored = Array.from({ length: 300 }, (_, i) => ({ name: `chk_s${i}`, pdq: hash() }))
      for (const { name, pdq } of stored) await memory.remember(sighting(name), whole(pdq))
      const distanceOf = (a: Uint8Array, b: Uint8Array) =>
        a.reduce((sum, byte, i) => sum + (byte ^ b[i]!).toString(2).replaceAll('0', '').length, 0)
      for (let i = 0; i < 60; i++) {
        const flips = Array.from({ length: i }, () => Math.floor(Math.random() * 256))
        const probe = flipBits(stored[i]!.pdq, [...new Set(flips)])
        for (const max of [15, 31]) {
          const scanned = stored.filter(({ pdq }) => distanceOf(pdq, probe) <= max).map(({ name }) => name)
          const found = (await memory.nearby(whole(probe), max, stranger)).map((near) => near.sighting.sourceId)
          expect(found.sort()).toEqual(scanned.sort())
        }
      }
    })

    it('never takes one part of a picture for another', async () => {
      const memory = photoMemory(own.db, 'parts')
      const pdq = hash()
      await memory.remember(sighting('chk_part'), [{ view: 3, hash: pdq, quality: 90 }])
      const found = async (view: number) => memory.nearby([{ view, hash: pdq, quality: 90 }], 31, stranger)
      expect(await found(3)).toHaveLength(1)
      for (const view of [0, 1, 2, 4]) expect(await found(view)).toEqual([])
    })

    it('never finds pictures without structure by hash', async () => {
      const memory = photoMemory(own.db, 'flat')
      const flat = sighting('chk_flat')
      const pdq = hash()
      await memory.remember(flat, whole(pdq, 30))
      expect(await memory.nearby(whole(pdq), 15, stranger)).toEqual([])
      expect(await memory.sameBytes(flat.sha256, stranger)).toHaveLength(1)
    })

    it('forgets what a refused check left', async () => {
      const memory = photoMemory(own.db, 'refused')
      const seen = sighting('chk_refused')
      const pdq = hash()
      await memory.remember(seen, whole(pdq))
      await forgetPhotos(own.db, 'chk_refused')
      expect(await memory.sameBytes(seen.sha256, stranger)).toEqual([])
      expect(await memory.nearby(whole(pdq), 15, stranger)).toEqual([])
    })

    it('sets a picture of very many buyers aside until people have decided', async () => {
      const memory = photoMemory(own.db, 'many')
      expect(await memory.counts('ab', 19, now)).toBe(true)
      expect(await memory.counts('ab', 20, now)).toBe(false)
      expect(await memory.counts('ab', 3, now)).toBe(false)
      const store = quarantineStore(own.db, 'many')
      const [picture] = await store.list()
      expect(picture).toMatchObject({ sha256: 'ab', buyers: 20 })
      expect(await store.decide(picture!.id, 'evidence', 'li')).toBe(true)
      expect(await memory.counts('ab', 25, now)).toBe(true)
      expect(await store.list()).toEqual([])
    })

    it('shows a ring of five accounts by what they share, and no further', async () => {
      const memory = photoMemory(own.db, 'ring')
      const by = (buyerId: string, more: Partial<Sighting>) =>
        memory.remember(sighting(`chk_${randomBytes(6).toString('hex')}`, { buyerId, ...more }), [])
      // a and b share a camera, b and c a photo, c, d and e an exposure; f stands alone; a stock picture ties nobody.
      await by('a', { cameraBody: '01' })
      await by('b', { cameraBody: '01' })
      await by('b', { sha256: 'cc' })
      await by('c', { sha256: 'cc' })
      for (const buyer of ['c', 'd', 'e']) await by(buyer, { exposure: '0e' })
      await by('f', { cameraBody: '0f' })
      for (let i = 0; i < 60; i++) await by(`stock-${i}`, { sha256: 'dd' })
      await by('a', { sha256: 'dd' })
      const { buyers, links } = await buyerMemory(own.db, 'ring').ring('a', new Date(0))
      expect(buyers).toBe(4)
      expect(Object.fromEntries(links.map(({ kind, buyers }) => [kind, buyers]))).toEqual({
        'camera body': 2,
        photo: 2,
        exposure: 3,
      })
      expect((await buyerMemory(own.db, 'ring').ring('f', new Date(0))).buyers).toBe(0)
      expect((await buyerMemory(own.db, 'ring').ring('a', new Date(now.getTime() + 1))).buyers).toBe(0)
    })
  })

  it.skipIf(name === 'PGlite')('outlives connections that the server ends', async () => {
    const ask = () => sql<{ one: number }>`select 1 as one`.execute(own.db)
    const endAll = sql`select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database()`
    await Promise.allSettled([ask(), sql`select pg_sleep(0.2)`.execute(own.db), endAll.execute(own.db)])
    // A connection that died in the pool may fail whoever draws it; the pool's ten are used up at most once.
    const answers = await Promise.allSettled(Array.from({ length: 30 }, ask))
    expect(answers.filter(({ status }) => status === 'fulfilled').length).toBeGreaterThanOrEqual(20)
    expect((await ask()).rows).toEqual([{ one: 1 }])
  })

  describe('retention', () => {
    it('deletes what is older, and only that', async () => {
      const checks = checkStore(own.db)
      const memory = photoMemory(own.db, 'old')
      const old = { ...verdictOf('chk_old'), createdAt: '2026-01-01T00:00:00.000Z' }
      const map = { columns: 2, rows: 1, logOdds: Float32Array.of(1.5, Number.NaN) }
      const thumbnail = (hours: number) =>
        ({
          kind: 'thumbnail',
          type: 'image/jpeg',
          bytes: Uint8Array.of(1, 2),
          until: new Date(now.getTime() + hours * 3_600_000),
        }) as const
      const remains = photoRemains(own.db)
      await checks.save('old', claim, old, { remains: [{ photo: 0, map, pictures: [] }] })
      await checks.save('old', claim, verdictOf('chk_remains'), {
        remains: [
          { photo: 0, map, pictures: [thumbnail(1)] },
          { photo: 1, pictures: [thumbnail(-1)] },
        ],
      })
      await checks.save('old', claim, verdictOf('chk_new'))
      const pdq = new Uint8Array(randomBytes(32))
      const seen = { origin: 'check', photo: 0, sha256: 'ab', orderId: 'o' } as const
      const views = [{ view: 0, hash: pdq, quality: 90 }]
      const stranger = { checkId: 'chk_x', photo: 0 }
      await memory.remember({ ...seen, sourceId: 'chk_old', seenAt: new Date(old.createdAt) }, views)
      await memory.remember({ ...seen, origin: 'listing', sourceId: 'ref', seenAt: new Date(old.createdAt) }, views)
      await memory.remember({ ...seen, sourceId: 'chk_new', seenAt: now }, views)
      await purgeBefore(own.db, new Date('2026-06-01T00:00:00Z'), now)
      expect(await checks.find('old', 'chk_old')).toBeUndefined()
      expect(await checks.find('old', 'chk_new')).toBeDefined()
      const left = (await memory.nearby(views, 15, stranger)).map(({ sighting }) => sighting.sourceId)
      expect(left).toEqual(['ref', 'chk_new'])
      expect(await memory.sameBytes('ab', stranger)).toHaveLength(2)
      expect(await remains.map('old', 'chk_old', 0)).toBeUndefined()
      expect(await remains.map('old', 'chk_remains', 0)).toEqual(map)
      expect(await remains.map('another', 'chk_remains', 0)).toBeUndefined()
      expect(await remains.picture('old', 'chk_remains', 0, 'thumbnail', now)).toEqual({
        type: 'image/jpeg',
        bytes: Uint8Array.of(1, 2),
      })
      const before = new Date(now.getTime() - 10 * 3_600_000)
      expect(await remains.picture('old', 'chk_remains', 1, 'thumbnail', before)).toBeUndefined()
    })
  })

  describe('idempotency keys', () => {
    const place = (key: string) => ({ tenant: 'a', route: 'POST /v1/checks', key })
    const later = (hours: number) => new Date(now.getTime() + hours * 3_600_000)

    it('are taken by one, answered, and replayed', async () => {
      const keys = idempotencyStore(own.db)
      const all = await Promise.all(Array.from({ length: 20 }, () => keys.take(place('k1'), 'body', now)))
      expect(all.filter(({ state }) => state === 'taken')).toHaveLength(1)
      expect(all.filter(({ state }) => state === 'in flight')).toHaveLength(19)
      await keys.answer(place('k1'), 200, { id: 'chk_1' })
      expect(await keys.take(place('k1'), 'body', now)).toEqual({ state: 'answered', body: { id: 'chk_1' } })
      expect(await keys.take(place('k1'), 'other', now)).toEqual({ state: 'mismatch' })
      expect(await keys.take({ ...place('k1'), tenant: 'b' }, 'other', now)).toEqual({ state: 'taken' })
    })

    it('are free again after a refusal, a crash, or a day', async () => {
      const keys = idempotencyStore(own.db)
      await keys.take(place('refused'), 'body', now)
      await keys.release(place('refused'))
      expect((await keys.take(place('refused'), 'mended', now)).state).toBe('taken')
      expect((await keys.take(place('refused'), 'mended', later(0.01))).state).toBe('in flight')
      expect((await keys.take(place('refused'), 'mended', later(0.1))).state).toBe('taken')
      await keys.answer(place('refused'), 200, {})
      expect((await keys.take(place('refused'), 'mended', later(23))).state).toBe('answered')
      expect((await keys.take(place('refused'), 'mended', later(25))).state).toBe('taken')
    })
  })
})
