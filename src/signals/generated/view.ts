import type { Raster } from '../../check/photo.ts'
import { sharp } from '../../photo/sharp.ts'
import { chooseTiles, cutTiles, type Tile } from '../../photo/tiles.ts'
import type { DetectorCard } from './card.ts'

/** What the detector gets to see: tiles, and their pixels one after another, interleaved RGB. */
export interface View {
  tiles: Tile[]
  pixels: Uint8Array
}

/**
 * Every `of`-th of the tiles that the card asks for, beginning with number `share`. Where the whole photo is one tile
 * it belongs to share 0, and lies at 0, 0 with the texture that it need not have.
 */
export async function viewOf(raster: Raster, plan: DetectorCard['tiles'], share: number, of: number): Promise<View> {
  if (plan.from === 'native') {
    const tiles = chooseTiles(raster, plan).filter((_, i) => i % of === share)
    return { tiles, pixels: cutTiles(raster, tiles, plan.size) }
  }
  if (share > 0) return { tiles: [], pixels: new Uint8Array(0) }
  const { data, width, height } = raster
  const { size, shortSide } = plan
  const photo = sharp(data, { raw: { width, height, channels: 3 } })
  const scaled = (side: { width: number; height: number }) => photo.resize({ ...side, fit: 'fill', kernel: 'cubic' })
  const tile = { x: 0, y: 0, texture: 0 }
  if (plan.from === 'resize')
    return { tiles: [tile], pixels: await scaled({ width: size, height: size }).raw().toBuffer() }
  // A photo that is smaller than the tile is enlarged: the model knows no other size.
  const factor = Math.max(size, shortSide ?? Math.min(width, height)) / Math.min(width, height)
  const side = { width: Math.round(width * factor), height: Math.round(height * factor) }
  const middle = {
    left: Math.floor((side.width - size) / 2),
    top: Math.floor((side.height - size) / 2),
    width: size,
    height: size,
  }
  return { tiles: [tile], pixels: await scaled(side).extract(middle).raw().toBuffer() }
}
