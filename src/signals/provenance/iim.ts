import { hasAscii, type JpegSegment } from '../../photo/jpegSegments.ts'

/** IPTC-IIM datasets of record 2 that name an origin. Source: IPTC-NAA IIM 4.2, chapter 6. */
const FIELDS: Record<number, string> = {
  40: 'special instructions',
  110: 'credit',
  115: 'source',
  116: 'copyright notice',
}

const PHOTOSHOP = 'Photoshop 3.0\0'
const IIM_RESOURCE = 0x0404
const RESOURCES_AT_MOST = 200
const DATASETS_AT_MOST = 200

const utf8 = new TextDecoder('utf-8')

/** Whether a segment is Photoshop's APP13. */
export const isPhotoshopSegment = (bytes: Uint8Array, { marker, start }: JpegSegment): boolean =>
  marker === 0xed && hasAscii(bytes, start, PHOTOSHOP)

/**
 * Origin fields in IPTC-IIM: in Photoshop image resources (JPEG APP13, with or without its name) or bare.
 * Never throws. Read as UTF-8, as the marks looked for are ASCII.
 */
export function iimValues(block: Uint8Array): { field: string; text: string }[] {
  const view = new DataView(block.buffer, block.byteOffset, block.byteLength)
  let at = hasAscii(block, 0, PHOTOSHOP) ? PHOTOSHOP.length : 0
  if (!hasAscii(block, at, '8BIM')) return datasets(view, at, block.length)
  const values: { field: string; text: string }[] = []
  for (let n = 0; n < RESOURCES_AT_MOST && hasAscii(block, at, '8BIM') && at + 12 <= block.length; n++) {
    const id = view.getUint16(at + 4)
    const nameBytes = (block[at + 6]! + 2) & ~1
    const sizeAt = at + 6 + nameBytes
    if (sizeAt + 4 > block.length) break
    const start = sizeAt + 4
    const end = Math.min(start + view.getUint32(sizeAt), block.length)
    if (id === IIM_RESOURCE) values.push(...datasets(view, start, end))
    at = end + ((end - start) & 1)
  }
  return values
}

function datasets(view: DataView, start: number, end: number): { field: string; text: string }[] {
  const values: { field: string; text: string }[] = []
  let at = start
  for (let n = 0; n < DATASETS_AT_MOST && at + 5 <= end && view.getUint8(at) === 0x1c; n++) {
    const field = view.getUint8(at + 1) === 2 ? FIELDS[view.getUint8(at + 2)] : undefined
    const size = view.getUint16(at + 3)
    if (size & 0x8000 || at + 5 + size > end) break
    if (field) values.push({ field, text: utf8.decode(new Uint8Array(view.buffer, view.byteOffset + at + 5, size)) })
    at += 5 + size
  }
  return values
}
