/**
 * Where the parts of a JPEG are; what they mean is for the signals. Written for hostile bytes: every offset is checked,
 * the walk is one pass, and it never throws. Source: ITU-T T.81, annex B (markers and their lengths).
 */

export const MARKER = { soi: 0xd8, eoi: 0xd9, sos: 0xda, dqt: 0xdb, app0: 0xe0, app15: 0xef, comment: 0xfe } as const

/** One marker segment; its payload is `bytes[start, end)`, without marker and length. */
export interface JpegSegment {
  marker: number
  start: number
  end: number
}

export interface JpegWalk {
  segments: JpegSegment[]
  /** Offset just after the EOI of the first picture; the length of the file where there is none. */
  end: number
  /** Whether that EOI was found. */
  complete: boolean
}

/** A camera writes under a hundred; 20 scans of a progressive file with its own tables each stay under 200. */
const SEGMENTS_AT_MOST = 2000

/**
 * Walks the first picture in a JPEG file.
 *
 * @param start offset of its SOI
 * @returns no segments where there is no SOI
 */
export function walkJpeg(bytes: Uint8Array, start = 0): JpegWalk {
  const segments: JpegSegment[] = []
  const length = bytes.length
  const unfinished = (): JpegWalk => ({ segments, end: length, complete: false })
  if (bytes[start] !== 0xff || bytes[start + 1] !== MARKER.soi) return unfinished()
  let at = start + 2
  while (segments.length < SEGMENTS_AT_MOST) {
    at = nextMarker(bytes, at)
    if (at < 0) return unfinished()
    const marker = bytes[at + 1]!
    at += 2
    if (marker === MARKER.eoi) return { segments, end: at, complete: true }
    if (standsAlone(marker)) continue
    if (at + 2 > length) return unfinished()
    const size = (bytes[at]! << 8) | bytes[at + 1]!
    if (size < 2 || at + size > length) return unfinished()
    segments.push({ marker, start: at + 2, end: at + size })
    at += size
  }
  return unfinished()
}

/** Offset of the next `FF xx` that is a marker: not stuffing (00), not a fill byte (FF). -1 where there is none. */
function nextMarker(bytes: Uint8Array, from: number): number {
  let at = nextFf(bytes, from)
  while (at >= 0 && at + 1 < bytes.length) {
    const code = bytes[at + 1]!
    if (code !== 0x00 && code !== 0xff && !isRestart(code)) return at
    at = nextFf(bytes, code === 0xff ? at + 1 : at + 2)
  }
  return -1
}

/** A native search costs more than it saves where the next byte is FF already, as in files made of nothing else. */
const nextFf = (bytes: Uint8Array, from: number): number => (bytes[from] === 0xff ? from : bytes.indexOf(0xff, from))

const isRestart = (marker: number): boolean => marker >= 0xd0 && marker <= 0xd7

const standsAlone = (marker: number): boolean => marker === MARKER.soi || marker === 0x01 || isRestart(marker)

/** Whether bytes at an offset are this ASCII text. */
export function hasAscii(bytes: Uint8Array, at: number, text: string): boolean {
  if (at < 0 || at + text.length > bytes.length) return false
  for (let i = 0; i < text.length; i++) if (bytes[at + i] !== text.charCodeAt(i)) return false
  return true
}
