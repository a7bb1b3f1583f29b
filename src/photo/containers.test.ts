import { describe, expect, it } from 'vitest'
import {
  box,
  jpegWithSegment,
  plainJpeg,
  plainPng,
  pngWithText,
  webpWithChunk,
  withXmp,
  xmpPacket,
} from '../test/marks.ts'
import { walkPng, walkWebp } from './chunks.ts'
import { walkBoxes } from './isobmff.ts'
import { walkJpeg } from './jpegSegments.ts'

const tail = Buffer.from('after the picture')

describe('walks of containers', () => {
  it('give the segments of a JPEG and where it ends, whatever is appended', async () => {
    const jpeg = jpegWithSegment(await plainJpeg(), 0xe5, 'hello')
    for (const appended of [Buffer.alloc(0), tail, jpeg]) {
      const walk = walkJpeg(Buffer.concat([jpeg, appended]))
      expect(walk).toMatchObject({ end: jpeg.length, complete: true })
      expect(walk.segments[0]).toEqual({ marker: 0xe5, start: 6, end: 11 })
    }
  })

  it('are not fooled by an EOI inside a segment or by fill bytes', async () => {
    const jpeg = jpegWithSegment(await plainJpeg(), 0xe5, Buffer.from([0xff, 0xd9, 0xff, 0xd9]))
    const filled = Buffer.concat([jpeg.subarray(0, 2), Buffer.from([0xff, 0xff]), jpeg.subarray(2)])
    expect(walkJpeg(filled)).toMatchObject({ end: filled.length, complete: true })
  })

  it('say that a cut JPEG is not complete', async () => {
    const jpeg = await plainJpeg()
    for (let length = 0; length < jpeg.length; length += 7) {
      expect(walkJpeg(jpeg.subarray(0, length))).toMatchObject({ complete: false, end: length })
    }
  })

  it('give the chunks of a PNG and of a WebP and where they end', async () => {
    const png = pngWithText(await plainPng(), 'Key', 'text')
    const walk = walkPng(Buffer.concat([png, tail]))
    expect(walk).toMatchObject({ end: png.length, complete: true })
    expect(walk.chunks.map(({ type }) => type)).toEqual(expect.arrayContaining(['IHDR', 'tEXt', 'IEND']))
    const webp = webpWithChunk(await withXmp('webp', xmpPacket('')), 'C2PA', Buffer.from('odd'))
    expect(walkWebp(Buffer.concat([webp, tail]))).toMatchObject({ end: webp.length, complete: true })
    expect(walkWebp(webp).chunks.at(-1)).toEqual({ type: 'C2PA', start: webp.length - 4, end: webp.length - 1 })
  })

  it('give the boxes of ISO media, of 32 and 64 bits and to the end', () => {
    const uuid = Buffer.concat([Buffer.from('d8fec3d61b0e483c92975828877ec481', 'hex'), tail])
    const large = Buffer.concat([
      Buffer.from([0, 0, 0, 1]),
      Buffer.from('mdat'),
      Buffer.from([0, 0, 0, 0, 0, 0, 0, 20]),
      tail.subarray(0, 4),
    ])
    const toEnd = Buffer.concat([Buffer.from([0, 0, 0, 0]), Buffer.from('free'), tail])
    const boxes = walkBoxes(Buffer.concat([box('ftyp', Buffer.from('avif')), box('uuid', uuid), large, toEnd]))
    expect(boxes.map(({ type, uuid: id, start, end }) => [type, id, end - start])).toEqual([
      ['ftyp', undefined, 4],
      ['uuid', 'd8fec3d61b0e483c92975828877ec481', tail.length],
      ['mdat', undefined, 4],
      ['free', undefined, tail.length],
    ])
  })

  it('give nothing for nothing', () => {
    for (const bytes of [new Uint8Array(), new Uint8Array(7), new Uint8Array(64)]) {
      expect(walkJpeg(bytes).segments).toEqual([])
      expect(walkPng(bytes).chunks).toEqual([])
      expect(walkWebp(bytes).chunks).toEqual([])
      expect(walkBoxes(bytes.subarray(0, 7))).toEqual([])
    }
  })
})
