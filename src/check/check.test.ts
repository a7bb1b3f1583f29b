import { describe, expect, it } from 'vitest'
import { barePhoto, policyOf } from '../test/verdicts.ts'
import { type CheckPorts, checker, TimeLimitError } from './check.ts'
import { CheckError } from './errors.ts'
import { measured, type SignalReader, signalNames, unavailable } from './signal.ts'
import type { Verdict } from './verdict.ts'

const claim = { channel: 'refund', orderId: 'order-1' } as const
const photo = { bytes: Uint8Array.of(1) }
const raster = { data: new Uint8Array(3), width: 1, height: 1 }

function portsWith(given: Partial<CheckPorts> & { generated?: SignalReader } = {}) {
  const saved: Verdict[] = []
  const forgotten: string[] = []
  const faults: string[] = []
  const nothing: SignalReader = async () => unavailable('NOTHING')
  const readers = Object.fromEntries(signalNames.map((name) => [name, { read: nothing, limitMs: 50 }]))
  const ports: CheckPorts = {
    open: async (_, index) => ({ photo: barePhoto(index), raster }),
    readers: { ...readers, generated: { read: given.generated ?? nothing, limitMs: 50 } } as CheckPorts['readers'],
    release: () => {},
    pictures: async () => [],
    within: (_, work) => work(new AbortController().signal),
    slot: (work) => work(),
    policy: () => policyOf({}),
    versions: () => ({ service: '0', model: { name: 'none', sha256: '' } }),
    save: async (_, verdict) => void saved.push(verdict),
    forget: async (id) => void forgotten.push(id),
    onFault: (_, signal) => void faults.push(signal),
    now: () => new Date('2026-11-22T08:00:00Z'),
    newId: () => 'chk_1',
    ...given,
  }
  return { ports, check: checker(ports), saved, forgotten, faults }
}

describe('check', () => {
  it('keeps what it answers', async () => {
    const { check, saved } = portsWith()
    const verdict = await check(claim, [photo])
    expect(saved).toEqual([verdict])
    expect(verdict).toMatchObject({ id: 'chk_1', createdAt: '2026-11-22T08:00:00.000Z' })
  })

  it('turns a signal that throws into unavailable, and tells the operator', async () => {
    const { check, faults } = portsWith({ generated: () => Promise.reject(new Error('session lost')) })
    const verdict = await check(claim, [photo])
    expect(verdict.degraded).toBe(true)
    expect(verdict.photos[0]!.signals[0]).toEqual({ signal: 'generated', status: 'unavailable', why: 'FAILED' })
    expect(faults).toEqual(['generated'])
  })

  it('turns a signal that is late into unavailable', async () => {
    const { check } = portsWith({
      generated: async () => measured([], 9),
      within: (limitMs, work) =>
        work(AbortSignal.abort()).then((result) => {
          if ((result as { logOdds?: number }).logOdds === 9) throw new TimeLimitError(limitMs)
          return result
        }),
    })
    const verdict = await check(claim, [photo])
    expect(verdict.photos[0]!.signals[0]).toMatchObject({ status: 'unavailable', why: 'TIMED_OUT' })
  })

  it('gives the pixels back, but not while a signal that was given up on may still look at them', async () => {
    const released: unknown[] = []
    const release = (pixels: unknown) => void released.push(pixels)
    await portsWith({ release }).check(claim, [photo])
    expect(released).toEqual([raster])
    await portsWith({ release, generated: () => Promise.reject(new TimeLimitError(50)) }).check(claim, [photo])
    expect(released).toHaveLength(1)
  })

  it('asks for the history of the buyer once, however many photos there are, and tells it of each', async () => {
    let asked = 0
    const { readers } = portsWith().ports
    const read: SignalReader = async () => {
      asked++
      return unavailable('NO_HISTORY')
    }
    const { check } = portsWith({ readers: { ...readers, history: { read, limitMs: 50 } } })
    const { photos } = await check(claim, [photo, photo, photo])
    expect(asked).toBe(1)
    expect(photos.map(({ signals }) => signals.find(({ signal }) => signal === 'history')?.status)).toEqual(
      Array(3).fill('unavailable'),
    )
    await check(claim, [photo])
    expect(asked).toBe(2)
  })

  it('refuses the whole claim when one photo is refused, says which, and leaves nothing behind', async () => {
    const { check, saved, forgotten } = portsWith({
      open: async (_, index) => {
        if (index === 1) throw new CheckError('PHOTO_UNREADABLE', 'It is truncated or corrupt.')
        return { photo: barePhoto(index), raster }
      },
    })
    const error = await check(claim, [photo, photo]).catch((error: unknown) => error)
    expect(error).toMatchObject({ code: 'PHOTO_UNREADABLE', photo: 1, message: 'Photo 2: It is truncated or corrupt.' })
    expect(saved).toEqual([])
    expect(forgotten).toEqual(['chk_1'])
  })

  it('is judged, answered and kept under one policy, also when another takes its place meanwhile', async () => {
    let current = policyOf({ prior: 0.2 })
    const first = current
    const kept: unknown[] = []
    const { check } = portsWith({
      policy: () => current,
      generated: async () => {
        current = { ...policyOf({ prior: 0.9 }), version: 'newer' }
        return measured([], 0)
      },
      save: async (_, verdict, __, policy) => void kept.push(verdict.versions.policy, policy),
    })
    const verdict = await check(claim, [photo])
    expect(verdict).toMatchObject({ score: 0.2, versions: { policy: first.version } })
    expect(kept).toEqual([first.version, first])
  })

  it('takes one to nine photos', async () => {
    const { check } = portsWith()
    await expect(check(claim, [])).rejects.toMatchObject({ code: 'CLAIM_INVALID' })
    await expect(check(claim, Array(10).fill(photo))).rejects.toMatchObject({ code: 'TOO_MANY_PHOTOS' })
    expect((await check(claim, Array(9).fill(photo))).photos).toHaveLength(9)
  })
})
