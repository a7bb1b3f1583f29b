import type { Photo } from '../check/photo.ts'

/**
 * The few EXIF fields that the signals look at, read from a TIFF stream. GPS is not among them and is never followed.
 *
 * A reader of our own rather than a library: a library allocates what a hostile count says before it looks whether the
 * bytes are there, and drops every field when one is broken. This one takes only the fields named here, each at most
 * once, with every offset checked, and goes on after a bad entry. Source: EXIF 3.0 (CIPA DC-008-2023), section 4.6.
 */
export interface Exif {
  make?: string
  model?: string
  software?: string
  imageDescription?: string
  artist?: string
  /** `YYYY:MM:DD HH:MM:SS`, as written. */
  modifiedAt?: string
  takenAt?: string
  digitizedAt?: string
  /** `+08:00`, as written, of the time when it was taken. */
  takenAtOffset?: string
  subSeconds?: string
  /** Seconds. */
  exposureTime?: number
  fNumber?: number
  iso?: number
  /** Millimetres. */
  focalLength?: number
  lensMake?: string
  lensModel?: string
  bodySerial?: string
  imageUniqueId?: string
  /** Pixels, as the camera wrote them. */
  pixelWidth?: number
  pixelHeight?: number
  orientation?: number
  /** Raw, with its eight bytes of character code. */
  userComment?: Uint8Array
  makerNote?: Uint8Array
  /** The JPEG thumbnail of the second directory. */
  thumbnail?: Uint8Array
}

type Kind = 'text' | 'number' | 'bytes'
type Fields = Record<number, [keyof Exif, Kind]>

const MAIN: Fields = {
  270: ['imageDescription', 'text'],
  271: ['make', 'text'],
  272: ['model', 'text'],
  274: ['orientation', 'number'],
  305: ['software', 'text'],
  306: ['modifiedAt', 'text'],
  315: ['artist', 'text'],
}

const DETAIL: Fields = {
  33434: ['exposureTime', 'number'],
  33437: ['fNumber', 'number'],
  34855: ['iso', 'number'],
  36867: ['takenAt', 'text'],
  36868: ['digitizedAt', 'text'],
  36881: ['takenAtOffset', 'text'],
  37386: ['focalLength', 'number'],
  37500: ['makerNote', 'bytes'],
  37510: ['userComment', 'bytes'],
  37521: ['subSeconds', 'text'],
  40962: ['pixelWidth', 'number'],
  40963: ['pixelHeight', 'number'],
  42016: ['imageUniqueId', 'text'],
  42033: ['bodySerial', 'text'],
  42035: ['lensMake', 'text'],
  42036: ['lensModel', 'text'],
}

const EXIF_POINTER = 0x8769
const THUMBNAIL_OFFSET = 0x0201
const THUMBNAIL_LENGTH = 0x0202

/** Bytes of a value by TIFF type, 1 (BYTE) to 13 (IFD). */
const TYPE_BYTES = [0, 1, 1, 2, 4, 8, 1, 1, 2, 4, 8, 4, 8, 4]
/** Cameras write under 100 entries in a directory. */
const ENTRIES_AT_MOST = 1000
/** Longest text taken, in bytes: generators put a whole workflow in one field. */
const TEXT_AT_MOST = 1 << 20

interface Entry {
  tag: number
  type: number
  count: number
  /** Where the value is: inside the stream with all its bytes. */
  at: number
}

const utf8 = new TextDecoder('utf-8')

/**
 * Reads EXIF fields from a TIFF stream. Never throws; what is broken is left out.
 *
 * @param tiff the block without a leading `Exif\0\0`
 * @returns undefined where there is no TIFF header
 */
export function readExif(tiff: Uint8Array): Exif | undefined {
  if (tiff.length < 14) return undefined
  const little = tiff[0] === 0x49 && tiff[1] === 0x49
  if (!little && !(tiff[0] === 0x4d && tiff[1] === 0x4d)) return undefined
  const view = new DataView(tiff.buffer, tiff.byteOffset, tiff.byteLength)
  const exif: Exif = {}
  const main = readDirectory(view, view.getUint32(4, little), little)
  take(exif, MAIN, main.entries, view, little)
  const pointer = main.entries.find((entry) => entry.tag === EXIF_POINTER)
  const detailAt = pointer && numberAt(view, pointer, little)
  if (detailAt) take(exif, DETAIL, readDirectory(view, detailAt, little).entries, view, little)
  const thumbnail = readThumbnail(view, main.next, little)
  if (thumbnail) exif.thumbnail = thumbnail
  return exif
}

/**
 * The EXIF block of a photo as a TIFF stream: the container's own, or the hex text that ImageMagick writes into PNG.
 */
export function exifBlock(photo: Photo): Uint8Array | undefined {
  if (photo.metadata.exif) return photo.metadata.exif
  const profile = photo.metadata.text.find(({ keyword }) => keyword === 'Raw profile type exif')
  const block = profile && rawProfile(profile.text)
  if (!block) return undefined
  return utf8.decode(block.subarray(0, 4)) === 'Exif' ? block.subarray(6) : block
}

/** Longest hex profile that is decoded, in characters. */
const PROFILE_AT_MOST = 1 << 19

/**
 * Decodes ImageMagick's `Raw profile type …` text: a name, a length, then hex with line ends.
 *
 * @returns undefined where the text is not of that form
 */
export function rawProfile(text: string): Uint8Array | undefined {
  const lines = text.slice(0, PROFILE_AT_MOST).trimStart().split('\n')
  const hex = lines.slice(2).join('').replace(/\s+/g, '')
  return hex.length >= 8 ? Buffer.from(hex, 'hex') : undefined
}

function readDirectory(view: DataView, offset: number, little: boolean): { entries: Entry[]; next: number } {
  const entries: Entry[] = []
  if (offset < 8 || offset + 2 > view.byteLength) return { entries, next: 0 }
  const stated = view.getUint16(offset, little)
  const count = Math.min(stated, ENTRIES_AT_MOST, Math.floor((view.byteLength - offset - 2) / 12))
  for (let i = 0; i < count; i++) {
    const entry = entryAt(view, offset + 2 + i * 12, little)
    if (entry) entries.push(entry)
  }
  const nextAt = offset + 2 + stated * 12
  return { entries, next: nextAt + 4 <= view.byteLength ? view.getUint32(nextAt, little) : 0 }
}

function entryAt(view: DataView, at: number, little: boolean): Entry | undefined {
  const type = view.getUint16(at + 2, little)
  const size = (TYPE_BYTES[type] ?? 0) * view.getUint32(at + 4, little)
  if (size === 0) return undefined
  const valueAt = size <= 4 ? at + 8 : view.getUint32(at + 8, little)
  if (valueAt + size > view.byteLength) return undefined
  return { tag: view.getUint16(at, little), type, count: view.getUint32(at + 4, little), at: valueAt }
}

function take(exif: Exif, fields: Fields, entries: Entry[], view: DataView, little: boolean): void {
  for (const entry of entries) {
    const [name, kind] = fields[entry.tag] ?? []
    if (name === undefined || exif[name] !== undefined) continue
    const value =
      kind === 'number' ? numberAt(view, entry, little) : kind === 'text' ? textAt(view, entry) : bytesAt(view, entry)
    if (value !== undefined && value !== '') Object.assign(exif, { [name]: value })
  }
}

/** First number of a value; undefined for text, for a division by zero and for what is no number. */
function numberAt(view: DataView, entry: Entry, little: boolean): number | undefined {
  const value = firstNumber(view, entry, little)
  return value !== undefined && Number.isFinite(value) ? value : undefined
}

function firstNumber(view: DataView, { type, at }: Entry, little: boolean): number | undefined {
  if (type === 1) return view.getUint8(at)
  if (type === 3) return view.getUint16(at, little)
  if (type === 4 || type === 13) return view.getUint32(at, little)
  if (type === 5) return view.getUint32(at, little) / view.getUint32(at + 4, little)
  if (type === 9) return view.getInt32(at, little)
  if (type === 10) return view.getInt32(at, little) / view.getInt32(at + 4, little)
  return undefined
}

function textAt(view: DataView, entry: Entry): string {
  const bytes = bytesAt(view, entry).subarray(0, TEXT_AT_MOST)
  const end = bytes.indexOf(0)
  return utf8.decode(end < 0 ? bytes : bytes.subarray(0, end)).trim()
}

const bytesAt = (view: DataView, { type, count, at }: Entry): Uint8Array =>
  new Uint8Array(view.buffer, view.byteOffset + at, count * TYPE_BYTES[type]!)

function readThumbnail(view: DataView, directory: number, little: boolean): Uint8Array | undefined {
  if (directory === 0) return undefined
  const { entries } = readDirectory(view, directory, little)
  const number = (tag: number): number => {
    const entry = entries.find((candidate) => candidate.tag === tag)
    return (entry && numberAt(view, entry, little)) ?? 0
  }
  const start = number(THUMBNAIL_OFFSET)
  const length = number(THUMBNAIL_LENGTH)
  if (length < 4 || start < 8 || start + length > view.byteLength) return undefined
  const bytes = new Uint8Array(view.buffer, view.byteOffset + start, length)
  return bytes[0] === 0xff && bytes[1] === 0xd8 ? bytes : undefined
}

/**
 * Text of an EXIF UserComment. UTF-16 has no stated byte order: the order in which more units lie in the first 256
 * code points or in the CJK block wins. JIS and undefined codes are read as UTF-8. Source: EXIF 3.0, section 4.6.5.
 */
export function userCommentText(comment: Uint8Array): string {
  const code = Buffer.from(comment.subarray(0, 8)).toString('latin1')
  const body = comment.subarray(8, 8 + TEXT_AT_MOST)
  if (code.startsWith('UNICODE')) return utf16(body)
  const known = code.startsWith('ASCII') || code.startsWith('JIS') || /^\0+$/.test(code)
  return utf8
    .decode(known ? body : comment.subarray(0, TEXT_AT_MOST))
    .replace(/\0+$/, '')
    .trim()
}

function utf16(bytes: Uint8Array): string {
  const even = bytes.subarray(0, bytes.length & ~1)
  const plausible = (high: number): boolean => high === 0 || (high >= 0x4e && high <= 0x9f)
  let big = 0
  let little = 0
  for (let i = 0; i < Math.min(even.length, 512); i += 2) {
    if (plausible(even[i]!)) big++
    if (plausible(even[i + 1]!)) little++
  }
  const ordered = big > little ? Buffer.from(even).swap16() : Buffer.from(even)
  return ordered
    .toString('utf16le')
    .replace(/^\uFEFF/, '')
    .replace(/\0+$/, '')
    .trim()
}
