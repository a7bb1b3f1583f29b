import { openPhoto } from '../src/photo/open.ts'
import { sharp } from '../src/photo/sharp.ts'
import { seeded } from './random.ts'

/** Pixels to be saved again. */
interface Picture {
  data: Uint8Array
  width: number
  height: number
}

type Wash = (picture: Picture, random: () => number) => Promise<Uint8Array>

/** What happens to photos on their way to a merchant. Metadata is lost in all of them. */
const washes = {
  'JPEG 90': (picture) => jpeg(picture, 90),
  'JPEG 75': (picture) => jpeg(picture, 75),
  'JPEG 50': (picture) => jpeg(picture, 50),
  'JPEG 30': (picture) => jpeg(picture, 30),
  'resize 0.5': (picture) => resized(picture, 0.5),
  'resize 0.75': (picture) => resized(picture, 0.75),
  'resize 1.5': (picture) => resized(picture, 1.5),
  messenger: async (picture) => jpeg(await raw(await jpeg(await limited(picture, 1080), 75)), 60),
  WebP: (picture) => source(picture).webp({ quality: 75 }).toBuffer(),
  screenshot,
  equalised,
} satisfies Record<string, Wash>

export type Condition = keyof typeof washes
export const conditions = Object.keys(washes) as Condition[]

export const conditionTexts: Record<Condition, string> = {
  'JPEG 90': 'saved again as JPEG at quality 90',
  'JPEG 75': 'saved again as JPEG at quality 75',
  'JPEG 50': 'saved again as JPEG at quality 50',
  'JPEG 30': 'saved again as JPEG at quality 30',
  'resize 0.5': 'scaled to one half, saved at quality 95',
  'resize 0.75': 'scaled to three quarters, saved at quality 95',
  'resize 1.5': 'scaled up by one half, saved at quality 95',
  messenger: 'long side at most 1080 px, JPEG 75, then JPEG 60',
  WebP: 'saved as WebP at quality 75',
  screenshot: 'shown on a phone screen 1080 px wide and saved as PNG',
  equalised: 'each photo at a random size (long side 400-1024 px) and through a random JPEG (50-95), whatever it was',
}

const limits = { maxBytes: Number.POSITIVE_INFINITY, maxPixels: 200_000_000, decodeMs: 20_000 }

/**
 * @param sha256 of the photo: what is random about a condition is the same each time for the same photo.
 * @throws CheckError when the photo cannot be read.
 */
export async function launder(bytes: Uint8Array, condition: Condition, sha256: string): Promise<Uint8Array> {
  const { raster } = await openPhoto({ bytes }, 0, 20_000, limits)
  return washes[condition](raster, seeded(Number.parseInt(sha256.slice(0, 8), 16)))
}

const source = ({ data, width, height }: Picture) =>
  sharp(data, { raw: { width, height, channels: 3 }, limitInputPixels: limits.maxPixels })

const jpeg = (picture: Picture, quality: number, chromaSubsampling = '4:2:0') =>
  source(picture).jpeg({ quality, chromaSubsampling }).toBuffer()

async function raw(bytes: Uint8Array): Promise<Picture> {
  const { data, info } = await sharp(bytes).raw().toBuffer({ resolveWithObject: true })
  return { data, width: info.width, height: info.height }
}

async function scaled(picture: Picture, factor: number): Promise<Picture> {
  if (factor === 1) return picture
  const width = Math.max(1, Math.round(picture.width * factor))
  const height = Math.max(1, Math.round(picture.height * factor))
  const { data } = await source(picture)
    .resize({ width, height, fit: 'fill', kernel: 'lanczos3' })
    .raw()
    .toBuffer({ resolveWithObject: true })
  return { data, width, height }
}

const limited = (picture: Picture, longSide: number) =>
  scaled(picture, Math.min(1, longSide / Math.max(picture.width, picture.height)))

const resized = async (picture: Picture, factor: number) => jpeg(await scaled(picture, factor), 95)

const screen = { width: 1080, height: 2340, bars: 120 }

/** The photo fills the screen's width or height, between black bars, as a gallery shows it. */
async function screenshot(picture: Picture): Promise<Uint8Array> {
  const factor = Math.min(screen.width / picture.width, (screen.height - 2 * screen.bars) / picture.height)
  const shown = await scaled(picture, factor)
  return sharp({ create: { width: screen.width, height: screen.height, channels: 3, background: '#000' } })
    .composite([
      {
        input: Buffer.from(shown.data),
        raw: { width: shown.width, height: shown.height, channels: 3 },
        gravity: 'centre',
      },
    ])
    .png({ compressionLevel: 2 })
    .toBuffer()
}

/** Any difference of format, size and compression between the classes ends here. */
async function equalised(picture: Picture, random: () => number): Promise<Uint8Array> {
  const longSide = Math.exp(Math.log(400) + random() * Math.log(1024 / 400))
  const quality = 50 + Math.floor(46 * random())
  return jpeg(await limited(picture, longSide), quality, random() < 0.5 ? '4:4:4' : '4:2:0')
}
