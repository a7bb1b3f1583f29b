import { gunzipSync } from 'node:zlib'
import type { Photo } from '../../check/photo.ts'
import { sharp } from '../../photo/sharp.ts'
import type { Finding } from './finding.ts'
import { generatorFinding } from './generatorSettings.ts'

/**
 * Settings that NovelAI and a Stable Diffusion extension hide in the lowest bits of a PNG's alpha plane (or of its
 * colours): bits run down the columns; first 15 characters that name the form, then the length in bits (32), then text,
 * plain or gzip. Source: the format of sd_webui_stealth_pnginfo, as NovelAI publishes it for its own reader.
 */
const FORMS: Record<string, { plane: Plane; gzip: boolean }> = {
  stealth_pnginfo: { plane: 'alpha', gzip: false },
  stealth_pngcomp: { plane: 'alpha', gzip: true },
  stealth_rgbinfo: { plane: 'colour', gzip: false },
  stealth_rgbcomp: { plane: 'colour', gzip: true },
}

type Plane = 'alpha' | 'colour'

const NAME_BITS = 15 * 8
const HEAD_BITS = NAME_BITS + 32
/** Longest text taken, in bytes: a workflow of ComfyUI, the longest seen anywhere, has 400 kB. */
const TEXT_AT_MOST = 1 << 20

/** Offset of the interlace method in a PNG's header. Interlaced ones would have to be decoded whole; no tool writes them. */
const INTERLACE_METHOD = 28

const utf8 = new TextDecoder('utf-8')

/**
 * Looks for hidden settings in a PNG. Without them only its first rows are decoded (a few milliseconds).
 *
 * @returns undefined for other formats, for a PNG without hidden text and for one that cannot be decoded
 */
export async function hiddenTextFinding(photo: Photo): Promise<Finding | undefined> {
  if (photo.format !== 'png' || photo.bytes[INTERLACE_METHOD] !== 0) return undefined
  try {
    for (const plane of ['alpha', 'colour'] as const) {
      const text = await hiddenText(photo, plane)
      if (text === undefined) continue
      const place = `lowest bits of ${plane}`
      const known = generatorFinding({ place, keyword: 'parameters', text })
      return (
        known ?? { code: 'GENERATOR_SETTINGS', mark: 'hidden_text', place, facts: { producer: 'an image generator' } }
      )
    }
  } catch {
    // What libvips or zlib refuses carries no text that anybody could read.
  }
  return undefined
}

async function hiddenText(photo: Photo, plane: Plane): Promise<string | undefined> {
  const head = await lowestBits(photo, plane, HEAD_BITS)
  const form = head && FORMS[Buffer.from(head.subarray(0, NAME_BITS / 8)).toString('latin1')]
  if (!form || form.plane !== plane) return undefined
  const bits = Buffer.from(head).readUInt32BE(NAME_BITS / 8)
  if (bits > TEXT_AT_MOST * 8) return undefined
  const whole = await lowestBits(photo, plane, HEAD_BITS + bits)
  const body = whole?.subarray(HEAD_BITS / 8)
  if (!body) return undefined
  return utf8.decode(form.gzip ? gunzipSync(body, { maxOutputLength: TEXT_AT_MOST }) : body)
}

/** The lowest bits of a plane, column by column, as bytes; undefined where there are not that many. */
async function lowestBits(photo: Photo, plane: Plane, bits: number): Promise<Uint8Array | undefined> {
  const { codedWidth, codedHeight } = photo.metadata
  const perPixel = plane === 'alpha' ? 1 : 3
  const pixels = Math.ceil(bits / perPixel)
  const width = Math.ceil(pixels / codedHeight)
  if (width > codedWidth) return undefined
  const height = Math.min(codedHeight, pixels)
  const { data, info } = await sharp(photo.bytes, { sequentialRead: true })
    .extract({ left: 0, top: 0, width, height })
    .raw({ depth: 'uchar' })
    .toBuffer({ resolveWithObject: true })
  if (info.channels < (plane === 'alpha' ? 4 : 3)) return undefined
  const bytes = new Uint8Array(bits >> 3)
  for (let bit = 0; bit < bytes.length * 8; bit++) {
    const pixel = Math.floor(bit / perPixel)
    const row = pixel % height
    const at = (row * width + (pixel - row) / height) * info.channels + (plane === 'alpha' ? 3 : bit % perPixel)
    bytes[bit >> 3] = bytes[bit >> 3]! | ((data[at]! & 1) << (7 - (bit & 7)))
  }
  return bytes
}
