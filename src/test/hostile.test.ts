import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import type { Photo, PhotoFormat } from '../check/photo.ts'
import { photoFormats } from '../check/photo.ts'
import { sentences } from '../check/reasons.ts'
import type { SignalReader } from '../check/signal.ts'
import { readCamera } from '../signals/camera/camera.ts'
import { cameraIdentity } from '../signals/camera/identity.ts'
import { readEncoding } from '../signals/encoding/encoding.ts'
import { readProvenance } from '../signals/provenance/provenance.ts'
import { jpegWithSegment, plainJpeg, plainPng, pngWithText, tiffBlock } from './marks.ts'
import { hasShared, photoOf, sharedFolder, subjectOf } from './photo.ts'

const readers: [name: string, reader: SignalReader][] = [
  ['provenance', readProvenance],
  ['camera', readCamera],
  ['encoding', readEncoding],
]
/** Milliseconds of processor time that one reader may take for one file; by the clock, other work on the machine would count too. */
const LIMIT_MS = 300
const processorMs = (since: NodeJS.CpuUsage): number => {
  const { user, system } = process.cpuUsage(since)
  return (user + system) / 1000
}
const noAbort = new AbortController().signal

/** Every reader on a photo: none throws, none is slow, every sentence is one and carries no control characters. */
async function survive(photo: Photo, what: string): Promise<void> {
  const claim = {
    orderedAt: new Date('2026-06-01'),
    deliveredAt: new Date('2026-06-05'),
    openedAt: new Date('2026-06-10'),
  }
  for (const [name, reader] of readers) {
    const started = process.cpuUsage()
    const signal = await reader(subjectOf(photo, claim), noAbort)
    expect(processorMs(started), `${what}: ${name}, ms`).toBeLessThan(LIMIT_MS)
    for (const reason of signal.status === 'measured' ? signal.reasons : []) {
      const { en, zh } = sentences(reason)
      expect(`${en}${zh}`, `${what}: ${reason.code}`).not.toMatch(/undefined|null|NaN|\p{Cc}|\p{Cf}/u)
      for (const value of Object.values(reason.facts)) {
        expect(String(value).length, what).toBeLessThanOrEqual(400)
        expect(String(value), what).not.toMatch(/\p{Cc}|\p{Cf}/u)
      }
    }
  }
  expect(() => cameraIdentity(photo), what).not.toThrow()
}

/** A photo whose every hostile field is the same bytes. */
const allOf = (bytes: Uint8Array, format: PhotoFormat): Photo => ({
  index: 0,
  bytes,
  sha256: '0'.repeat(64),
  format,
  width: 1,
  height: 1,
  metadata: {
    exif: bytes,
    xmp: Buffer.from(bytes).toString('utf8'),
    text: [{ keyword: 'parameters', text: Buffer.from(bytes).toString('latin1') }],
    orientation: 1,
    codedWidth: 1,
    codedHeight: 1,
  },
})

describe('the metadata readers', () => {
  it.skipIf(!hasShared)('survive all hostile files, parsed by sharp', { timeout: 120_000 }, async () => {
    const folder = `${sharedFolder}hostile/`
    const files = readdirSync(folder)
    expect(files.length).toBeGreaterThanOrEqual(908)
    for (const file of files) await survive(await photoOf(readFileSync(folder + file), file), file)
  })

  it.skipIf(!hasShared)(
    'survive all hostile files as every format and in every field',
    { timeout: 120_000 },
    async () => {
      const folder = `${sharedFolder}hostile/`
      for (const [index, file] of readdirSync(folder).entries()) {
        const bytes = readFileSync(folder + file)
        await survive(allOf(bytes, photoFormats[index % photoFormats.length]!), file)
      }
    },
  )

  it('survive real marks cut off at any byte and with any byte changed', { timeout: 60_000 }, async () => {
    const exif = tiffBlock(
      { 271: 'Apple', 272: 'iPhone 13', 305: 'Adobe Photoshop' },
      { 36867: '2026:06:02 10:00:00', 37510: Buffer.from('ASCII\0\0\0{"AIGC":{"Label":"1"}}'), 33434: [1, 50] },
      Buffer.from([0xff, 0xd8, 0xff, 0xd9]),
    )
    for (let at = 0; at < exif.length; at++) {
      await survive(allOf(exif.subarray(0, at), 'jpeg'), `cut at ${at}`)
      for (const value of [0x00, 0x7f, 0xff]) {
        const changed = Buffer.from(exif)
        changed[at] = value
        await survive(allOf(changed, 'jpeg'), `byte ${at} is ${value}`)
      }
    }
  })

  it('stay quick on megabytes made to slow them', { timeout: 60_000 }, async () => {
    const mega = 4 << 20
    const repeated = (text: string): string => text.repeat(Math.ceil(mega / text.length)).slice(0, mega)
    const texts = [
      ' ',
      '{',
      '"',
      '\\"',
      '<a:AIGC>',
      '<a:AIGC ',
      ':AIGC="',
      'AIGC{"Label":',
      '"text":"',
      'Steps: 1,',
      '\nSteps: 1, ',
      '&quot;',
      'Job ID: 12345678-',
      'digitalSourceType',
      'genAIType":SEFT',
      '{"prompt":"\\',
      '<p:Credit>',
      '8BIM\x04\x04\0\0\0\0\0\0',
      'PK\x05\x06',
    ].map(repeated)
    const jpeg = await plainJpeg()
    const png = await plainPng()
    for (const text of texts) {
      const name = JSON.stringify(text.slice(0, 12))
      const body = Buffer.from(text, 'latin1')
      for (const keyword of [
        'parameters',
        'prompt',
        'AIGC',
        'Dream',
        'XML:com.adobe.xmp',
        'Raw profile type iptc',
        'Comment',
      ]) {
        const photo = await photoOf(png)
        photo.metadata.text = [{ keyword, text }]
        await survive(photo, `${keyword} ${name}`)
      }
      await survive(
        { ...(await photoOf(jpeg)), metadata: { ...(await photoOf(jpeg)).metadata, xmp: text } },
        `XMP ${name}`,
      )
      await survive(await photoOf(Buffer.concat([jpeg, body])), `trailer ${name}`)
      let many: Buffer = jpeg
      for (let n = 0; n < 8; n++) many = jpegWithSegment(many, 0xe1 + (n % 11), body.subarray(0, 65_000))
      await survive(await photoOf(many), `segments ${name}`)
      await survive(await photoOf(pngWithText(png, 'Description', text.slice(0, 100_000))), `text ${name}`)
    }
  })

  it('stay quick on walks made of the smallest parts', async () => {
    const segments = Buffer.alloc(4 << 20)
    for (let at = 0; at + 4 <= segments.length; at += 4) segments.writeUInt32BE(0xffe10002, at)
    const restarts = Buffer.alloc(4 << 20, Buffer.from([0xff, 0xd0]))
    const fills = Buffer.alloc(4 << 20, 0xff)
    const pictures = Buffer.alloc(4 << 20, Buffer.from([0xff, 0xd8, 0xff, 0xd9]))
    const boxes = Buffer.alloc(4 << 20, Buffer.from([0, 0, 0, 8, 0x66, 0x72, 0x65, 0x65]))
    for (const [index, bytes] of [segments, restarts, fills, pictures, boxes].entries()) {
      for (const format of photoFormats) await survive(allOf(bytes, format), `walk ${index} as ${format}`)
      const file = Buffer.concat([Buffer.from([0xff, 0xd8, 0xff, 0xd9]), bytes])
      await survive(allOf(file, 'jpeg'), `walk ${index} after a picture`)
    }
  })
})
