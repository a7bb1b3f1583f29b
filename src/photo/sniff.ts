import { CheckError } from '../check/errors.ts'
import type { PhotoFormat } from '../check/photo.ts'

const ascii = (bytes: Uint8Array, from: number, to: number) => String.fromCharCode(...bytes.subarray(from, to))
const startsWith = (bytes: Uint8Array, head: number[]) => head.every((byte, i) => bytes[i] === byte)

/** ISO-BMFF brands: still AV1, still HEVC, and picture sequences (ISO/IEC 23008-12, AV1 Image File Format 1.1). */
const avifBrands = new Set(['avif'])
const heicBrands = new Set(['heic', 'heix', 'heim', 'heis'])
const sequenceBrands = new Set(['avis', 'hevc', 'hevx', 'hevm', 'hevs', 'msf1'])

/** Programs that guess types by markup near the start (libvips, older browsers) would run such a file as a document. */
const markup = /<(svg|html|script)/i
const markupWindow = 1024
/** Content Credentials are JUMBF boxes; their manifests often carry the signer's icon as SVG, near the start of the file. */
const credentials = 'jumb'

/**
 * The photo's type by its first bytes; names and declared types are never believed.
 * @throws CheckError PHOTO_UNSUPPORTED for anything but a still JPEG, PNG, WebP, AVIF or HEIC.
 */
export function sniff(bytes: Uint8Array): PhotoFormat {
  const head = ascii(bytes, 0, markupWindow)
  const markupAt = head.search(markup)
  if (markupAt >= 0 && !head.slice(0, markupAt).includes(credentials))
    throw unsupported('It reads as a markup document as well.')
  if (startsWith(bytes, [0xff, 0xd8, 0xff])) return 'jpeg'
  if (startsWith(bytes, [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])) return 'png'
  if (ascii(bytes, 0, 4) === 'RIFF' && ascii(bytes, 8, 12) === 'WEBP') return 'webp'
  if (ascii(bytes, 4, 8) === 'ftyp') return sniffBrands(bytes)
  throw unsupported('It is not a JPEG, PNG, WebP, AVIF or HEIC file.')
}

function sniffBrands(bytes: Uint8Array): PhotoFormat {
  const boxEnd = Math.min(new DataView(bytes.buffer, bytes.byteOffset, 4).getUint32(0), bytes.length, 512)
  const brands = [ascii(bytes, 8, 12)]
  for (let at = 16; at + 4 <= boxEnd; at += 4) brands.push(ascii(bytes, at, at + 4))
  if (sequenceBrands.has(brands[0]!)) throw unsupported('It holds a sequence of pictures; send one still photo.')
  if (brands.some((brand) => avifBrands.has(brand))) return 'avif'
  if (brands.some((brand) => heicBrands.has(brand))) return 'heic'
  throw unsupported('It is not a JPEG, PNG, WebP, AVIF or HEIC file.')
}

const unsupported = (detail: string) => new CheckError('PHOTO_UNSUPPORTED', detail)
