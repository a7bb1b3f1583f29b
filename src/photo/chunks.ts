import { hasAscii } from './jpegSegments.ts'

/** A chunk of a PNG or of a WebP (RIFF) file; its payload is `bytes[start, end)`. */
export interface Chunk {
  type: string
  start: number
  end: number
}

export interface ChunkWalk {
  chunks: Chunk[]
  /** Offset just after the picture; the length of the file where its end was not found. */
  end: number
  complete: boolean
}

/** A PNG of a camera app has one IDAT for each 8 KB or so; 50 MB of those fit. */
const CHUNKS_AT_MOST = 8192

/**
 * Lists the chunks of a PNG. Checksums are not looked at. Never throws.
 * Source: PNG specification, third edition, section 5.3 (chunk layout).
 */
export function walkPng(bytes: Uint8Array): ChunkWalk {
  const chunks: Chunk[] = []
  const view = viewOf(bytes)
  let at = hasAscii(bytes, 1, 'PNG') ? 8 : bytes.length
  while (at + 12 <= bytes.length && chunks.length < CHUNKS_AT_MOST) {
    const start = at + 8
    const end = start + view.getUint32(at)
    if (end + 4 > bytes.length) break
    const type = fourCharacters(bytes, at + 4)
    chunks.push({ type, start, end })
    at = end + 4
    if (type === 'IEND') return { chunks, end: at, complete: true }
  }
  return { chunks, end: bytes.length, complete: false }
}

/**
 * Lists the chunks of a WebP file. Never throws.
 * Source: RFC 9649, section 2.3 (RIFF chunks are padded to even length).
 */
export function walkWebp(bytes: Uint8Array): ChunkWalk {
  const chunks: Chunk[] = []
  if (!hasAscii(bytes, 0, 'RIFF') || !hasAscii(bytes, 8, 'WEBP')) {
    return { chunks, end: bytes.length, complete: false }
  }
  const view = viewOf(bytes)
  const stated = 8 + view.getUint32(4, true)
  const limit = Math.min(stated + (stated & 1), bytes.length)
  let at = 12
  while (at + 8 <= limit && chunks.length < CHUNKS_AT_MOST) {
    const start = at + 8
    const end = start + view.getUint32(at + 4, true)
    if (end > limit) break
    chunks.push({ type: fourCharacters(bytes, at), start, end })
    at = end + (end & 1)
  }
  return { chunks, end: limit, complete: stated <= bytes.length }
}

const viewOf = (bytes: Uint8Array): DataView => new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)

const fourCharacters = (bytes: Uint8Array, at: number): string =>
  String.fromCharCode(bytes[at]!, bytes[at + 1]!, bytes[at + 2]!, bytes[at + 3]!)
