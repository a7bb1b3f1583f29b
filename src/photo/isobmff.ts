import { hasAscii } from './jpegSegments.ts'

/** A top-level box of a HEIC or AVIF file; its payload is `bytes[start, end)`, after the UUID of a `uuid` box. */
export interface Box {
  type: string
  /** Lower-case hex, only of `uuid` boxes. */
  uuid?: string
  start: number
  end: number
}

/** Phones write under ten. */
const BOXES_AT_MOST = 1000

/**
 * Lists the top-level boxes of an ISO base media file. A box that runs past the file is cut at its end. Never throws.
 * Source: ISO/IEC 14496-12, section 4.2 (32-bit, 64-bit and to-the-end sizes).
 */
export function walkBoxes(bytes: Uint8Array): Box[] {
  const boxes: Box[] = []
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  let at = 0
  while (at + 8 <= bytes.length && boxes.length < BOXES_AT_MOST) {
    const size32 = view.getUint32(at)
    let start = at + 8
    let size = size32
    if (size32 === 1) {
      if (at + 16 > bytes.length) break
      size = Number(view.getBigUint64(at + 8))
      start = at + 16
    } else if (size32 === 0) {
      size = bytes.length - at
    }
    if (size < start - at) break
    const end = Math.min(at + size, bytes.length)
    const type = String.fromCharCode(...bytes.subarray(at + 4, at + 8))
    if (type === 'uuid' && start + 16 <= end) {
      const uuid = Buffer.from(bytes.subarray(start, start + 16)).toString('hex')
      boxes.push({ type, uuid, start: start + 16, end })
    } else {
      boxes.push({ type, start, end })
    }
    at += size
  }
  return boxes
}

/** Whether a file begins as an ISO base media file does. */
export const isIsoBaseMedia = (bytes: Uint8Array, at = 0): boolean => hasAscii(bytes, at + 4, 'ftyp')
