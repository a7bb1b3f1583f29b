import { openPhoto } from '../../src/photo/open.ts'
import { sharp } from '../../src/photo/sharp.ts'
import { launder } from '../launder.ts'
import { seeded } from '../random.ts'

const limits = { maxBytes: Number.POSITIVE_INFINITY, maxPixels: 200_000_000, decodeMs: 20_000 }

interface Picture {
  data: Uint8Array
  width: number
  height: number
}
type Alteration = (bytes: Uint8Array, picture: Picture, random: () => number, sha256: string) => Promise<Uint8Array>

const source = ({ data, width, height }: Picture) => sharp(data, { raw: { width, height, channels: 3 } })
const png = (picture: Picture) => source(picture).jpeg({ quality: 92 })

/** Keeps a share of both sides, at a random place. */
const cropped =
  (kept: number): Alteration =>
  (_, picture, random) => {
    const [width, height] = [picture.width, picture.height].map((side) => Math.round(side * kept)) as [number, number]
    const left = Math.floor(random() * (picture.width - width + 1))
    const top = Math.floor(random() * (picture.height - height + 1))
    return png(picture).extract({ left, top, width, height }).toBuffer()
  }

/** A box of one colour with bars like lines of text in it, over a share of the picture. */
async function covered(
  picture: Picture,
  box: { left: number; top: number; width: number; height: number },
  colour: number,
) {
  const data = Uint8Array.from(picture.data)
  for (let y = box.top; y < box.top + box.height; y++)
    for (let x = box.left; x < box.left + box.width; x++) {
      const line = Math.floor(((y - box.top) / box.height) * 6)
      const ink = line % 2 === 1 && (x * 7 + line * 13) % 23 < 15
      data.fill(ink ? 255 - colour : colour, (y * picture.width + x) * 3, (y * picture.width + x) * 3 + 3)
    }
  return png({ ...picture, data }).toBuffer()
}

/** What people do to a picture before they send it again. */
export const alterations = {
  'JPEG 40': (_, picture) => source(picture).jpeg({ quality: 40 }).toBuffer(),
  'resize 0.3': (_, picture) =>
    png(picture)
      .resize({ width: Math.max(16, Math.round(picture.width * 0.3)) })
      .toBuffer(),
  messenger: (bytes, _, __, sha256) => launder(bytes, 'messenger', sha256),
  mirrored: (_, picture) => png(picture).flop().toBuffer(),
  'rotated 90': (_, picture) => png(picture).rotate(90).toBuffer(),
  'rotated 180': (_, picture) => png(picture).rotate(180).toBuffer(),
  'rotated 270': (_, picture) => png(picture).rotate(270).toBuffer(),
  'screenshot with bars': (bytes, _, __, sha256) => launder(bytes, 'screenshot', sha256),
  'crop 5 %': cropped(0.95),
  caption: (_, picture) => {
    const height = Math.round(picture.height * 0.1)
    return covered(picture, { left: 0, top: picture.height - height, width: picture.width, height }, 16)
  },
  sticker: (_, picture, random) => {
    const side = Math.round(Math.min(picture.width, picture.height) * 0.2)
    const left = Math.floor(random() * (picture.width - side))
    const top = Math.floor(random() * (picture.height - side))
    return covered(picture, { left, top, width: side, height: side }, 235)
  },
  'crop 20 %': cropped(0.8),
} satisfies Record<string, Alteration>

export type AlterationName = keyof typeof alterations
export const alterationNames = Object.keys(alterations) as AlterationName[]

/** What is random is the same each time for the same photo. @throws CheckError when the photo cannot be read. */
export async function altered(bytes: Uint8Array, name: AlterationName, sha256: string): Promise<Uint8Array> {
  const { raster } = await openPhoto({ bytes }, 0, 20_000, limits)
  return alterations[name](bytes, raster, seeded(Number.parseInt(sha256.slice(0, 8), 16)), sha256)
}
