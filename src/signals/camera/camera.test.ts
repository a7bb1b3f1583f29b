import { readFileSync } from 'node:fs'
import sharp from 'sharp'
import { describe, expect, it } from 'vitest'
import type { Claim } from '../../check/claim.ts'
import type { Reason } from '../../check/reasons.ts'
import type { Signal } from '../../check/signal.ts'
import { type FieldValue, jpegWithExif, plainJpeg, plainPng, pngWithText, tiffBlock } from '../../test/marks.ts'
import { hasShared, photoOf, sharedFolder, subjectOf } from '../../test/photo.ts'
import { readCamera } from './camera.ts'
import { cameraIdentity } from './identity.ts'

const noAbort = new AbortController().signal

const read = async (bytes: Uint8Array, claim: Partial<Claim> = {}, name?: string): Promise<Signal> =>
  readCamera(subjectOf(await photoOf(bytes, name), claim), noAbort)

async function reasonsOf(bytes: Uint8Array, claim: Partial<Claim> = {}): Promise<Reason[]> {
  const signal = await read(bytes, claim)
  return signal.status === 'measured' ? signal.reasons : []
}
const codesOf = async (bytes: Uint8Array, claim: Partial<Claim> = {}): Promise<string[]> =>
  (await reasonsOf(bytes, claim)).map(({ code }) => code)

const camera = { 271: 'Apple', 272: 'iPhone 13', 305: '18.7.1' }
const exposure: Record<number, FieldValue> = {
  33434: [1, 50],
  33437: [16, 10],
  34855: 80,
  36867: '2026:06:07 10:00:00',
  40962: 48,
  40963: 32,
  42036: 'iPhone 13 back dual wide camera 5.1mm f/1.6',
}
const note = Buffer.from('Apple iOS\0\0\x01MM')

const shot = async (
  detail: Record<number, FieldValue> = {},
  main: Record<number, FieldValue> = {},
  thumbnail?: Uint8Array,
): Promise<Buffer> =>
  jpegWithExif(await plainJpeg(), tiffBlock({ ...camera, ...main }, { ...exposure, ...detail }, thumbnail))

describe('camera facts', () => {
  it('are complete where a phone photo is as it was taken', async () => {
    const thumbnail = await plainJpeg(50)
    const [reason] = await reasonsOf(await shot({ 37500: note }, {}, thumbnail))
    expect(reason).toMatchObject({ code: 'CAMERA_FACTS_COMPLETE', facts: { make: 'Apple', model: 'iPhone 13' } })
  })

  it('are fewer without maker note, after a resize, or without exposure', async () => {
    expect(await codesOf(await shot())).toEqual(['CAMERA_FACTS'])
    expect(await codesOf(await shot({ 40962: 4032, 40963: 2688 }))).toEqual(['CAMERA_FACTS', 'RESIZED_SINCE_CAPTURE'])
    expect(await codesOf(await shot({ 40962: 4032, 40963: 3024 }))).toEqual(['CAMERA_FACTS', 'CROPPED_SINCE_CAPTURE'])
    expect(await codesOf(jpegWithExif(await plainJpeg(), tiffBlock(camera)))).toEqual(['CAMERA_NAMED'])
  })

  it('do not mind a turned photo whose EXIF gives the sides the other way', async () => {
    expect(await codesOf(await shot({ 40962: 32, 40963: 48 }, { 274: 6 }))).toEqual(['CAMERA_FACTS'])
  })

  it('are contradicted by a maker note or a lens of another camera', async () => {
    expect(await codesOf(await shot({ 37500: note }, { 271: 'HUAWEI' }))).toContain('MAKER_CONTRADICTION')
    expect(await codesOf(await shot({ 37500: Buffer.from('Nikon\0\x02') }))).toContain('MAKER_CONTRADICTION')
    expect(await codesOf(await shot({}, { 272: 'iPhone 15' }))).toContain('MAKER_CONTRADICTION')
    expect(await codesOf(await shot({ 37500: note }))).not.toContain('MAKER_CONTRADICTION')
  })

  it('are unavailable, without fault, where a messenger stripped them', async () => {
    expect(await read(await plainJpeg())).toEqual({ status: 'unavailable', why: 'EXIF_STRIPPED', fault: false })
    const bare = jpegWithExif(await plainJpeg(), tiffBlock({ 274: 1 }))
    expect(await read(bare)).toEqual({ status: 'unavailable', why: 'NO_CAMERA_FACTS', fault: false })
  })

  it('never hold a position', async () => {
    const gps = await sharp({ create: { width: 48, height: 32, channels: 3, background: '#777' } })
      .withExif({
        IFD0: { Make: 'Apple', Model: 'iPhone 13' },
        IFD3: {
          GPSLatitudeRef: 'N',
          GPSLatitude: '31/1 14/1 0/1',
          GPSLongitudeRef: 'E',
          GPSLongitude: '121/1 28/1 0/1',
        },
      })
      .jpeg()
      .toBuffer()
    expect(JSON.stringify(await read(gps))).not.toMatch(/gps|latitude|31|121/i)
  })
})

describe('programs', () => {
  it('are named without weight', async () => {
    const [, reason] = await reasonsOf(await shot({}, { 305: 'Adobe Photoshop 24.1 (Macintosh)' }))
    expect(reason).toMatchObject({ code: 'EDITOR_TRACE', facts: { editor: 'Adobe Photoshop' } })
    expect(await codesOf(pngWithText(await plainPng(), 'Software', 'Snapseed 2.0'))).toEqual(['EDITOR_TRACE'])
  })

  it('tell a screenshot by its comment or by its file name', async () => {
    const comment = tiffBlock({}, { 37510: Buffer.from('ASCII\0\0\0Screenshot') })
    expect(await codesOf(jpegWithExif(await plainJpeg(), comment))).toEqual(['SCREENSHOT_NAMED'])
    const named = await read(await plainJpeg(), {}, 'Screenshot_20260607-101500_WeChat.jpg')
    expect(named).toMatchObject({ reasons: [{ code: 'SCREENSHOT_NAMED', facts: { where: 'file name' } }] })
  })
})

describe('times against the claim', () => {
  const claim = {
    orderedAt: new Date('2026-06-01T08:00:00Z'),
    deliveredAt: new Date('2026-06-06T08:00:00Z'),
    openedAt: new Date('2026-06-08T08:00:00Z'),
  }
  const taken = async (at: string, offset?: string): Promise<string | undefined> => {
    const bytes = await shot({ 36867: at, ...(offset ? { 36881: offset } : {}) })
    return (await codesOf(bytes, claim)).find((code) => /TAKEN|CLOCK/.test(code))
  }

  it('agree where the photo was taken between delivery and claim', async () => {
    expect(await taken('2026:06:07 10:00:00', '+08:00')).toBe('TAKEN_IN_TIME')
    expect(await taken('2026:06:07 10:00:00')).toBe('TAKEN_IN_TIME')
  })

  it('are told where they contradict the claim in every time zone and with a day for clock errors', async () => {
    expect(await taken('2026:03:01 10:00:00', '+08:00')).toBe('TAKEN_BEFORE_ORDER')
    expect(await taken('2026:06:03 10:00:00', '+08:00')).toBe('TAKEN_BEFORE_DELIVERY')
    expect(await taken('2026:06:11 10:00:00', '+08:00')).toBe('TAKEN_AFTER_CLAIM')
    expect(await taken('2026:07:11 10:00:00', '+08:00')).toBe('TAKEN_IN_FUTURE')
  })

  it('do not accuse a clock that may be right somewhere, or is half a day off', async () => {
    // 08:00 UTC on the 1st is 20:00 on 31 May in UTC-12; a day of clock error leads to 20:00 on 30 May.
    expect(await taken('2026:05:30 21:00:00')).not.toBe('TAKEN_BEFORE_ORDER')
    expect(await taken('2026:05:30 19:00:00')).toBe('TAKEN_BEFORE_ORDER')
    expect(await taken('2026:06:05 22:00:00', '+08:00')).toBe('TAKEN_IN_TIME')
    expect(await taken('2026:06:08 23:00:00', '+08:00')).toBe('TAKEN_IN_TIME')
    expect(await taken('2026:06:09 21:00:00')).toBe('TAKEN_IN_TIME')
  })

  it('of a clock that was never set, or that are no times, are not used', async () => {
    expect(await taken('2000:01:01 00:03:12')).toBe('CLOCK_NOT_SET')
    expect(await taken('0000:00:00 00:00:00')).toBeUndefined()
    expect(await taken('2026:13:45 99:00:00')).toBeUndefined()
    expect(await taken('yesterday')).toBeUndefined()
  })

  it('say nothing where the claim has none', async () => {
    expect(await codesOf(await shot())).toEqual(['CAMERA_FACTS'])
  })
})

describe('camera identity', () => {
  const identity = async (serial: string, id: string) =>
    cameraIdentity(await photoOf(await shot({ 42033: serial, 42016: id })))
  const id = '0f9e8d7c6b5a49382716059483726150'

  it('is the same for the same body and exposure and another for others, as hashes', async () => {
    const first = await identity('053021004521', id)
    expect(first).toEqual(await identity('053021004521', id.toUpperCase()))
    expect(first.bodyIdHash).toMatch(/^[0-9a-f]{64}$/)
    expect(first.bodyIdHash).not.toBe((await identity('053021004522', id)).bodyIdHash)
    expect(JSON.stringify(first)).not.toContain('053021004521')
  })

  it('is empty for placeholders and for ids that a whole model shares', async () => {
    expect(await identity('0000000000', '0'.repeat(32))).toEqual({})
    expect(await identity('None', 'Z12LLKF00VM')).toEqual({})
    expect(cameraIdentity(await photoOf(await plainJpeg()))).toEqual({})
  })
})

describe.skipIf(!hasShared)('real files', () => {
  it.each([
    ['2e4310a0dd37a986.jpg', 'CAMERA_FACTS', { make: 'Apple', model: 'iPhone 13 mini' }],
    ['0083645511ffdee8.heic', 'CAMERA_FACTS', { make: 'SONY', model: 'ILCE-7SM3' }],
    ['308bb51c3338ed95.png', 'CAMERA_FACTS', { make: 'Google', model: 'Pixel 4a' }],
    ['a827613b7d2b44b6.jpg', 'EDITOR_TRACE', { editor: 'GIMP' }],
  ])('%s: %s', async (file, code, facts) => {
    const reason = (await reasonsOf(readFileSync(`${sharedFolder}meta/${file}`))).find((found) => found.code === code)
    expect(reason?.facts).toMatchObject(facts)
  })
})
