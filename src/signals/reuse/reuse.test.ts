import { randomBytes } from 'node:crypto'
import { afterAll, describe, expect, it } from 'vitest'
import type { Claim } from '../../check/claim.ts'
import { photoMemory } from '../../store/memory.ts'
import { openWhileTesting, stores } from '../../test/stores.ts'
import { fromElsewhere, strewn } from '../../test/strewn.ts'
import { barePhoto } from '../../test/verdicts.ts'
import { reuseReader } from './reuse.ts'
import { startScenes } from './scenes.ts'
import type { PictureHashes } from './views.ts'

const raster = { data: new Uint8Array(3), width: 1, height: 1 }
const idle = new AbortController().signal

/** A picture that nobody has seen, as the fingerprinter would describe it. */
function newPicture(): PictureHashes {
  const hash = new Uint8Array(randomBytes(32))
  const stored = [{ view: 0, hash, quality: 90 }]
  const asked = [{ view: 0, hash, quality: 90, transformation: 'upright' }]
  return { whole: { hash, quality: 90, oriented: {} as PictureHashes['whole']['oriented'] }, stored, asked }
}

describe.each(stores)('reuse with the store on %s', (_, fresh) => {
  const own = openWhileTesting(fresh)
  const scenes = startScenes()
  afterAll(() => scenes.close())

  let checks = 0
  /** One check of a picture; its bytes differ each time, its look does not. */
  const check = async (picture: PictureHashes, claim: Partial<Claim> = {}, checkId = `chk_${++checks}`) => {
    const read = reuseReader(photoMemory(own.db, 'default'), { fingerprint: async () => picture }, () => ({}), scenes)
    const photo = { ...barePhoto(), sha256: randomBytes(32).toString('hex') }
    const whole: Claim = { channel: 'refund', orderId: `order of ${checkId}`, ...claim }
    const signal = await read({ checkId, claim: whole, photo, photos: 1, raster, now: new Date() }, idle)
    return signal.status === 'measured' ? signal.reasons.map(({ code }) => code) : []
  }

  it('is seen by at least one of two checks at the same moment, a thousand times', { timeout: 120_000 }, async () => {
    let unseen = 0
    for (let round = 0; round < 1000; round++) {
      const picture = newPicture()
      const both = await Promise.all([check(picture, { buyerId: 'a' }), check(picture, { buyerId: 'b' })])
      if (!both.flat().includes('SAME_PICTURE_OF_OTHER_BUYER')) unseen++
    }
    expect(unseen).toBe(0)
  })

  it('counts little when very many buyers sent the picture, until people have decided', async () => {
    const picture = newPicture()
    for (let i = 0; i < 20; i++) await check(picture, { buyerId: `buyer-${i}` })
    const told = await check(picture, { buyerId: 'one more' })
    expect(told).toEqual(['PICTURE_OF_MANY_BUYERS'])
  })

  it.each([
    ['dispute', ['SAME_SCENE']],
    ['refund', []],
  ] as const)('in a %s tells of photos of one scene: %j', async (channel, expected) => {
    const scene = await strewn(1)
    const rasters = [scene, await fromElsewhere(scene)]
    const claim: Claim = { channel, orderId: `scene in a ${channel}` }
    const told: string[] = []
    for (const [index, raster] of rasters.entries()) {
      const read = reuseReader(
        photoMemory(own.db, 'default'),
        { fingerprint: async () => newPicture() },
        () => ({}),
        scenes,
      )
      const photo = { ...barePhoto(index), sha256: randomBytes(32).toString('hex') }
      const subject = { checkId: `chk_scene_${channel}`, claim, photo, photos: rasters.length, raster, now: new Date() }
      const signal = await read(subject, idle)
      if (signal.status === 'measured') told.push(...signal.reasons.map(({ code }) => code))
    }
    expect(told).toEqual(expected)
  })

  it('of a claim of the same order is none, in whichever channel', async () => {
    const picture = newPicture()
    await check(picture, { orderId: 'o-1', buyerId: 'a' })
    for (const channel of ['refund', 'dispute', 'appeal'] as const)
      expect(await check(picture, { orderId: 'o-1', buyerId: 'a', channel })).toEqual([])
  })
})
