import { readFileSync } from 'node:fs'
import sharp from 'sharp'
import { describe, expect, it } from 'vitest'
import type { Reason } from '../../check/reasons.ts'
import { ijgTable, nearestQuality, ZIGZAG } from '../../photo/ijgTables.ts'
import { readJpegEncoding } from '../../photo/jpegEncoding.ts'
import { walkJpeg } from '../../photo/jpegSegments.ts'
import { box, jpegWithExif, plainJpeg, plainPng, tiffBlock } from '../../test/marks.ts'
import { hasShared, photoOf, sharedFolder, subjectOf } from '../../test/photo.ts'
import { readEncoding } from './encoding.ts'

const noAbort = new AbortController().signal

async function reasonsOf(bytes: Uint8Array): Promise<Reason[]> {
  const signal = await readEncoding(subjectOf(await photoOf(bytes)), noAbort)
  return signal.status === 'measured' ? signal.reasons : []
}
const codesOf = async (bytes: Uint8Array): Promise<string[]> => (await reasonsOf(bytes)).map(({ code }) => code)
const encodingOf = (bytes: Uint8Array) => readJpegEncoding(bytes, walkJpeg(bytes))

/** Sides that no screen has. */
const picture = (width = 96, height = 64) => sharp({ create: { width, height, channels: 3, background: '#a43' } })

describe('quantisation tables', () => {
  it('of every quality are recognised exactly, as an encoder writes them', async () => {
    for (const quality of [1, 10, 25, 49, 50, 60, 75, 80, 90, 95, 100]) {
      const jpeg = await picture().jpeg({ quality, quantisationTable: 0 }).toBuffer()
      const { luminance, chrominance } = encodingOf(jpeg)!
      expect(luminance, `quality ${quality}`).toEqual({ quality, exact: true, difference: 0 })
      expect(chrominance?.quality, `quality ${quality}`).toBe(quality)
    }
  })

  it('that differ give the nearest quality and say that they differ', async () => {
    const jpeg = await picture().jpeg({ quality: 85, quantisationTable: 3 }).toBuffer()
    expect(encodingOf(jpeg)?.luminance.exact).toBe(false)
    const changed = [...ijgTable(75, 'luminance')]
    changed[63] = changed[63]! + 1
    expect(nearestQuality(changed, 'luminance')).toMatchObject({ quality: 75, exact: false })
  })

  it('are 100 for each kind, all different from quality 2 on', () => {
    const keys = Array.from({ length: 100 }, (_, i) => ijgTable(i + 1, 'luminance').join())
    expect(new Set(keys).size).toBeGreaterThanOrEqual(99)
    expect([...ZIGZAG].sort((a, b) => a - b)).toEqual(Array.from({ length: 64 }, (_, i) => i))
    expect(ZIGZAG.slice(0, 10)).toEqual([0, 1, 8, 16, 9, 2, 3, 10, 17, 24])
  })
})

describe('structure', () => {
  it('tells subsampling and scans', async () => {
    expect(encodingOf(await picture().jpeg({ chromaSubsampling: '4:4:4' }).toBuffer())?.subsampling).toBe('4:4:4')
    expect(encodingOf(await picture().jpeg({ chromaSubsampling: '4:2:0' }).toBuffer())?.subsampling).toBe('4:2:0')
    expect(encodingOf(await picture().toColourspace('b-w').jpeg().toBuffer())?.subsampling).toBe('grey')
    expect(encodingOf(await picture().jpeg({ progressive: true }).toBuffer())?.progressive).toBe(true)
    expect(encodingOf(await picture().jpeg().toBuffer())?.progressive).toBe(false)
  })

  it('is undefined for what is no JPEG', () => {
    expect(encodingOf(new Uint8Array([0xff, 0xd8, 0xff, 0xd9]))).toBeUndefined()
    expect(encodingOf(new Uint8Array(100))).toBeUndefined()
  })

  it("with Apple's name and standard tables was encoded again; with another name that says nothing", async () => {
    const named = async (make: string, quality: number) =>
      codesOf(jpegWithExif(await plainJpeg(quality), tiffBlock({ 271: make, 272: 'X' })))
    expect(await named('Apple', 90)).toContain('APPLE_REENCODED')
    expect(await named('Xiaomi', 90)).toEqual(['JPEG_ENCODING'])
    expect(await named('Apple', 100)).toEqual(['JPEG_ENCODING'])
  })
})

describe('appended data', () => {
  const behind = async (...parts: (Uint8Array | string)[]) =>
    (await reasonsOf(Buffer.concat([await plainJpeg(), ...parts.map((part) => Buffer.from(part as string))]))).slice(1)

  it('that phones write counts for the camera', async () => {
    expect(await behind(await plainJpeg(40))).toMatchObject([{ code: 'CAMERA_DATA_APPENDED', facts: { kind: 'jpeg' } }])
    expect(await behind(box('ftyp', Buffer.from('mp42')), 'x'.repeat(50))).toMatchObject([{ facts: { kind: 'mp4' } }])
    expect(await behind('xxSEFHxxxxSEFT')).toMatchObject([{ code: 'CAMERA_DATA_APPENDED', facts: { kind: 'sef' } }])
    expect(await behind(await plainJpeg(40), box('ftyp', Buffer.from('mp42')))).toMatchObject([
      { facts: { kind: 'jpeg, mp4' } },
    ])
  })

  it('of another file is named', async () => {
    const zip = Buffer.concat([Buffer.from('PK\x05\x06'), Buffer.alloc(18)])
    const program = Buffer.concat([Buffer.from('MZ'), Buffer.alloc(62), Buffer.from('PE\0\0')])
    program.writeUInt32LE(64, 60)
    const files: [bytes: Uint8Array | string, kind: string][] = [
      [zip, 'zip'],
      ['PK\x03\x04rest of an archive', 'zip'],
      ['\n%PDF-1.7 rest', 'pdf'],
      [program, 'executable'],
      ['  <script>alert(1)</script>', 'markup'],
    ]
    for (const [bytes, kind] of files) {
      expect(await behind(bytes), kind).toMatchObject([{ code: 'FOREIGN_FILE_APPENDED', facts: { kind } }])
    }
    const png = Buffer.concat([await plainPng(), zip])
    expect(await codesOf(png)).toEqual(['FOREIGN_FILE_APPENDED'])
  })

  it('without a name is told without weight, and padding not at all', async () => {
    expect(await behind('some bytes of a phone')).toMatchObject([{ code: 'UNKNOWN_DATA_APPENDED' }])
    expect(await behind(Buffer.alloc(4096))).toEqual([])
    expect(await behind('MZ, but no program')).toMatchObject([{ code: 'UNKNOWN_DATA_APPENDED' }])
  })
})

describe('screen sizes', () => {
  const blank = (width: number, height: number) => picture(width, height)
  it('are told of PNG and JPEG without exposure settings, in either orientation', async () => {
    expect(await codesOf(await blank(1179, 2556).png().toBuffer())).toEqual(['SCREEN_SIZED'])
    expect(await codesOf(await blank(2400, 1080).jpeg().toBuffer())).toEqual(['JPEG_ENCODING', 'SCREEN_SIZED'])
  })

  it('are not told of photo proportions or of photos with exposure settings', async () => {
    expect(await codesOf(await blank(1080, 1920).jpeg().toBuffer())).toEqual(['JPEG_ENCODING'])
    expect(await codesOf(await blank(1080, 1440).png().toBuffer())).toEqual([])
    const photo = jpegWithExif(await blank(1080, 2400).jpeg().toBuffer(), tiffBlock({}, { 33434: [1, 50] }))
    expect(await codesOf(photo)).toEqual(['JPEG_ENCODING'])
  })
})

describe('a photo with nothing to tell', () => {
  it('is unavailable without fault', async () => {
    const signal = await readEncoding(subjectOf(await photoOf(await plainPng())), noAbort)
    expect(signal).toEqual({ status: 'unavailable', why: 'NO_ENCODING_FACTS', fault: false })
  })
})

describe.skipIf(!hasShared)('real files', () => {
  it.each([
    ['346c8b3bfdb3ac7b.jpg', 'APPLE_REENCODED', { quality: 96 }],
    ['2e4310a0dd37a986.jpg', 'CAMERA_DATA_APPENDED', { kind: 'jpeg' }],
    ['50f8cdfc216b5b76.jpg', 'JPEG_ENCODING', { standardTables: false, subsampling: '4:2:0' }],
  ])('%s: %s', async (file, code, facts) => {
    const reason = (await reasonsOf(readFileSync(`${sharedFolder}meta/${file}`))).find((found) => found.code === code)
    expect(reason?.facts).toMatchObject(facts)
  })
})
