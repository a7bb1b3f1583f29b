import { hasAscii, walkJpeg } from '../../photo/jpegSegments.ts'

/**
 * What stands after a picture's end. `jpeg` (gain maps, depth, previews in the Multi-Picture Format), `mp4` (motion
 * photos) and `sef` (Samsung) are written by cameras; `padding` is zeros; a `zip`, `pdf`, `executable` or `markup`
 * makes the file a program or document for whoever opens it as such.
 */
export type TrailerKind = 'padding' | 'jpeg' | 'mp4' | 'sef' | 'zip' | 'pdf' | 'executable' | 'markup' | 'other'

export interface Trailer {
  kinds: TrailerKind[]
  bytes: number
}

/** Secondary pictures are skipped one by one; phones append up to four. */
const PICTURES_AT_MOST = 16
/** How far into what is left, after pictures, a foreign file may begin. */
const HEAD = 1024
/** A ZIP's end record is followed by a comment of at most 65,535 bytes. Source: PKWARE APPNOTE, section 4.3.16. */
const ZIP_TAIL = 65_557

/** Names what follows the picture, by signatures; undefined where nothing does. Never throws. */
export function readTrailer(file: Uint8Array, end: number): Trailer | undefined {
  if (end >= file.length) return undefined
  const kinds = new Set<TrailerKind>()
  let at = end
  for (let pictures = 0; pictures < PICTURES_AT_MOST; pictures++) {
    at = skipZeros(file, at)
    if (!(file[at] === 0xff && file[at + 1] === 0xd8 && file[at + 2] === 0xff)) break
    const walk = walkJpeg(file, at)
    if (!walk.complete) break
    kinds.add('jpeg')
    at = walk.end
  }
  for (const kind of signatures(file.subarray(at))) kinds.add(kind)
  if (kinds.size === 0) kinds.add(at >= file.length ? 'padding' : 'other')
  return { kinds: [...kinds], bytes: file.length - end }
}

/** Kinds that make a file readable as something else. */
export const isForeign = (kind: TrailerKind): boolean =>
  kind === 'zip' || kind === 'pdf' || kind === 'executable' || kind === 'markup'

function skipZeros(file: Uint8Array, from: number): number {
  let at = from
  while (at < file.length && file[at] === 0) at++
  return at
}

function signatures(rest: Uint8Array): TrailerKind[] {
  if (rest.length === 0) return []
  const kinds: TrailerKind[] = []
  const buffer = Buffer.from(rest.buffer, rest.byteOffset, rest.byteLength)
  const head = buffer.subarray(0, HEAD)
  const tail = buffer.subarray(-ZIP_TAIL)
  if (buffer.subarray(-4).toString('latin1') === 'SEFT') kinds.push('sef')
  if (head.includes('ftyp') || (kinds.includes('sef') && buffer.includes('MotionPhoto_Data'))) kinds.push('mp4')
  if (head.includes('PK\x03\x04') || isZipEnd(tail)) kinds.push('zip')
  if (head.includes('%PDF-')) kinds.push('pdf')
  if (isExecutable(buffer) || head.includes('#!/')) kinds.push('executable')
  if (/^\s{0,64}<(?:script|html|svg|\?php|!doctype)/i.test(head.toString('latin1'))) kinds.push('markup')
  if (hasAscii(rest, 0, 'Rar!') || hasAscii(rest, 0, '7z\xbc\xaf')) kinds.push('zip')
  return kinds
}

/** An end record whose directory lies within the file: four bytes alone may be chance. */
function isZipEnd(tail: Buffer): boolean {
  const at = tail.lastIndexOf('PK\x05\x06')
  return at >= 0 && at + 22 <= tail.length && tail.readUInt16LE(at + 20) === tail.length - at - 22
}

/** `MZ` whose header points to `PE`, an ELF, or a Mach-O. */
function isExecutable(buffer: Buffer): boolean {
  if (hasAscii(buffer, 0, '\x7fELF')) return true
  if (buffer.length >= 4 && [0xfeedface, 0xfeedfacf, 0xcffaedfe, 0xcefaedfe].includes(buffer.readUInt32BE(0)))
    return true
  if (!hasAscii(buffer, 0, 'MZ') || buffer.length < 64) return false
  return hasAscii(buffer, buffer.readUInt32LE(60), 'PE\0\0')
}
