import sharp, { type Sharp } from 'sharp'
import { seeded } from '../../bench/random.ts'
import type { Raster } from '../check/photo.ts'

export const [width, height] = [640, 480]

export const image = ({ data, width, height }: Raster): Sharp => sharp(data, { raw: { width, height, channels: 3 } })

export async function rasterOf(made: Sharp): Promise<Raster> {
  const { data, info } = await made.removeAlpha().raw().toBuffer({ resolveWithObject: true })
  return { data, width: info.width, height: info.height }
}

/** Shards of many colours strewn over a table: much to recognise, and another seed is another scene. */
export async function strewn(seed: number): Promise<Raster> {
  const random = seeded(seed)
  const upTo = (most: number) => Math.round(random() * most)
  const shard = () => {
    const [x, y] = [upTo(width), upTo(height)]
    const points = Array.from({ length: 4 }, () => `${x + upTo(70) - 35},${y + upTo(70) - 35}`)
    return `<polygon points="${points.join(' ')}" fill="rgb(${upTo(255)},${upTo(255)},${upTo(255)})"/>`
  }
  const shards = Array.from({ length: 120 }, shard)
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}">${shards.join('')}</svg>`
  return rasterOf(sharp(Buffer.from(svg)).flatten({ background: '#887766' }).blur(0.7))
}

/** A scene from another place: turned, nearer, at a slant, and saved by a messenger. */
export async function fromElsewhere(scene: Raster): Promise<Raster> {
  const turned = image(scene).affine([
    [0.98, 0.2],
    [-0.12, 0.9],
  ])
  const part = sharp(await turned.png().toBuffer()).extract({ left: 90, top: 80, width: 480, height: 400 })
  return rasterOf(sharp(await part.jpeg({ quality: 70 }).toBuffer()))
}
