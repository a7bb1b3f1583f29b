/** Writes marks into small pictures, byte by byte, so that tests need no files of others. */
import sharp from 'sharp'

const picture = () => sharp({ create: { width: 48, height: 32, channels: 3, background: '#7a6' } })

/** A plain baseline JPEG, 48 x 32, at an IJG quality. */
export const plainJpeg = (quality = 80): Promise<Buffer> => picture().jpeg({ quality }).toBuffer()

/** A plain PNG, 48 x 32. */
export const plainPng = (): Promise<Buffer> => picture().png().toBuffer()

/** A picture in any format with an XMP packet, put there by sharp. */
export const withXmp = (format: 'jpeg' | 'png' | 'webp' | 'avif', packet: string): Promise<Buffer> =>
  picture().withXmp(packet).toFormat(format).toBuffer()

/** An XMP packet with these attributes or elements in its one description. */
export const xmpPacket = (attributes: string, elements = ''): string =>
  `<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description rdf:about="" xmlns:TC260="http://www.tc260.org.cn/ns/AIGC/1.0/" xmlns:Iptc4xmpExt="http://iptc.org/std/Iptc4xmpExt/2008-02-29/" xmlns:photoshop="http://ns.adobe.com/photoshop/1.0/" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/" xmlns:xmp="http://ns.adobe.com/xap/1.0/" ${attributes}>${elements}</rdf:Description></rdf:RDF></x:xmpmeta>`

/** A JPEG with a segment put right after its SOI. */
export function jpegWithSegment(jpeg: Uint8Array, marker: number, payload: Uint8Array | string): Buffer {
  const body = Buffer.from(payload as string)
  const head = Buffer.from([0xff, marker, 0, 0])
  head.writeUInt16BE(body.length + 2, 2)
  return Buffer.concat([jpeg.subarray(0, 2), head, body, jpeg.subarray(2)])
}

/** A JPEG with an EXIF block. */
export const jpegWithExif = (jpeg: Uint8Array, tiff: Uint8Array): Buffer =>
  jpegWithSegment(jpeg, 0xe1, Buffer.concat([Buffer.from('Exif\0\0'), tiff]))

/** A PNG with a chunk put right after IHDR. */
export function pngWithChunk(png: Uint8Array, type: string, payload: Uint8Array | string): Buffer {
  const body = Buffer.from(payload as string)
  const head = Buffer.alloc(8)
  head.writeUInt32BE(body.length)
  head.write(type, 4, 'latin1')
  const sum = Buffer.alloc(4)
  sum.writeUInt32BE(crc32(Buffer.concat([head.subarray(4), body])))
  const afterHeader = 33
  return Buffer.concat([png.subarray(0, afterHeader), head, body, sum, png.subarray(afterHeader)])
}

/** A PNG with a tEXt chunk. */
export const pngWithText = (png: Uint8Array, keyword: string, text: string): Buffer =>
  pngWithChunk(png, 'tEXt', Buffer.concat([Buffer.from(`${keyword}\0`), Buffer.from(text, 'latin1')]))

/** A WebP with a chunk put at its end. */
export function webpWithChunk(webp: Uint8Array, type: string, payload: Uint8Array): Buffer {
  const head = Buffer.alloc(8)
  head.write(type, 0, 'latin1')
  head.writeUInt32LE(payload.length, 4)
  const whole = Buffer.concat([webp, head, payload, Buffer.alloc(payload.length & 1)])
  whole.writeUInt32LE(whole.length - 8, 4)
  return whole
}

/** A top-level box. */
export function box(type: string, payload: Uint8Array): Buffer {
  const head = Buffer.alloc(8)
  head.writeUInt32BE(payload.length + 8)
  head.write(type, 4, 'latin1')
  return Buffer.concat([head, payload])
}

/** An EXIF field: text, a whole number (LONG), a fraction (RATIONAL), or raw bytes (UNDEFINED). */
export type FieldValue = string | number | [numerator: number, denominator: number] | Uint8Array

/** A big-endian TIFF stream with fields by their tags; `detail` goes into the EXIF directory. */
export function tiffBlock(
  main: Record<number, FieldValue>,
  detail: Record<number, FieldValue> = {},
  thumbnail?: Uint8Array,
): Buffer {
  const mainAt = 8
  const mainSize = directorySize({ ...main, 34665: 0 })
  const detailAt = mainAt + mainSize
  const detailSize = directorySize(detail)
  const thumbnailAt = detailAt + detailSize
  const next = thumbnail ? thumbnailAt : 0
  const header = Buffer.from([0x4d, 0x4d, 0, 42, 0, 0, 0, mainAt])
  const parts = [header, directory({ ...main, 34665: detailAt }, mainAt, next), directory(detail, detailAt, 0)]
  if (thumbnail) {
    const size = directorySize({ 513: 0, 514: 0 })
    parts.push(directory({ 513: thumbnailAt + size, 514: thumbnail.length }, thumbnailAt, 0), Buffer.from(thumbnail))
  }
  return Buffer.concat(parts)
}

function encoded(value: FieldValue): { type: number; count: number; bytes: Buffer } {
  if (typeof value === 'string') {
    const bytes = Buffer.from(`${value}\0`)
    return { type: 2, count: bytes.length, bytes }
  }
  if (typeof value === 'number') {
    const bytes = Buffer.alloc(4)
    bytes.writeUInt32BE(value)
    return { type: 4, count: 1, bytes }
  }
  if (Array.isArray(value)) {
    const bytes = Buffer.alloc(8)
    bytes.writeUInt32BE(value[0])
    bytes.writeUInt32BE(value[1], 4)
    return { type: 5, count: 1, bytes }
  }
  return { type: 7, count: value.length, bytes: Buffer.from(value) }
}

const outside = (bytes: Buffer): number => (bytes.length > 4 ? bytes.length + (bytes.length & 1) : 0)

const directorySize = (fields: Record<number, FieldValue>): number =>
  6 + Object.values(fields).reduce((sum: number, value) => sum + 12 + outside(encoded(value).bytes), 0)

function directory(fields: Record<number, FieldValue>, at: number, next: number): Buffer {
  const tags = Object.keys(fields).map(Number)
  const whole = Buffer.alloc(directorySize(fields))
  whole.writeUInt16BE(tags.length)
  let valueAt = 2 + tags.length * 12 + 4
  for (const [index, tag] of tags.entries()) {
    const { type, count, bytes } = encoded(fields[tag]!)
    const entry = 2 + index * 12
    whole.writeUInt16BE(tag, entry)
    whole.writeUInt16BE(type, entry + 2)
    whole.writeUInt32BE(count, entry + 4)
    if (bytes.length <= 4) {
      bytes.copy(whole, entry + 8)
    } else {
      whole.writeUInt32BE(at + valueAt, entry + 8)
      bytes.copy(whole, valueAt)
      valueAt += outside(bytes)
    }
  }
  whole.writeUInt32BE(next, 2 + tags.length * 12)
  return whole
}

/** An EXIF UserComment in UTF-16 of either byte order. */
export function unicodeComment(text: string, order: 'big' | 'little'): Buffer {
  const body = Buffer.from(text, 'utf16le')
  return Buffer.concat([Buffer.from('UNICODE\0'), order === 'big' ? body.swap16() : body])
}

function crc32(bytes: Uint8Array): number {
  let crc = 0xffffffff
  for (const byte of bytes) {
    crc ^= byte
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1
  }
  return (crc ^ 0xffffffff) >>> 0
}
