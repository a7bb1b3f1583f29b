import type { Raster } from '../check/photo.ts'

export interface TilePlan {
  /** Side in pixels. */
  size: number
  /** At most so many a photo. */
  count: number
  /** Tiles with less texture say nothing: mean absolute luma difference over two pixels, in 8-bit levels. */
  minTexture: number
  /** With fewer textured tiles than this there is nothing to judge. */
  minCount: number
}

export interface Tile {
  x: number
  y: number
  texture: number
}

/**
 * The tiles that the detector looks at: an edge-anchored grid at native resolution, the most textured first.
 * Training chooses the same ones (`models/training/tiles.py`; held together by the golden tensor).
 * @returns at most `plan.count` tiles; none when the short side is below `plan.size`.
 */
export function chooseTiles(raster: Raster, plan: TilePlan): Tile[] {
  const { size } = plan
  if (Math.min(raster.width, raster.height) < size) return []
  const luma = lumaOf(raster)
  const tiles: Tile[] = []
  for (const y of anchors(raster.height, size))
    for (const x of anchors(raster.width, size))
      tiles.push({ x, y, texture: textureAt(luma, raster.width, x, y, size) })
  return tiles
    .filter((tile) => tile.texture >= plan.minTexture)
    .sort((a, b) => b.texture - a.texture)
    .slice(0, plan.count)
}

/** Evenly spread positions that touch both edges and leave no gap. */
function anchors(length: number, size: number): number[] {
  const n = Math.ceil(length / size)
  return Array.from({ length: n }, (_, i) => (n === 1 ? 0 : Math.floor((i * (length - size)) / (n - 1) + 0.5)))
}

/** Integer luma, so that Python and TypeScript agree to the bit. */
function lumaOf({ data, width, height }: Raster): Uint8Array {
  const luma = new Uint8Array(width * height)
  for (let i = 0, p = 0; i < luma.length; i++, p += 3)
    luma[i] = (77 * data[p]! + 150 * data[p + 1]! + 29 * data[p + 2]!) >> 8
  return luma
}

function textureAt(luma: Uint8Array, width: number, x0: number, y0: number, size: number): number {
  let sum = 0
  let terms = 0
  for (let y = y0; y + 2 < y0 + size; y += 2)
    for (let x = x0; x + 2 < x0 + size; x += 2) {
      const at = y * width + x
      sum += Math.abs(luma[at + 2]! - luma[at]!) + Math.abs(luma[at + 2 * width]! - luma[at]!)
      terms += 2
    }
  return sum / terms
}

/** The tiles' pixels one after another, interleaved RGB: `tiles.length * size * size * 3` bytes. */
export function cutTiles(raster: Raster, tiles: Tile[], size: number): Uint8Array {
  const row = size * 3
  const out = new Uint8Array(tiles.length * size * row)
  let at = 0
  for (const { x, y } of tiles)
    for (let r = 0; r < size; r++, at += row) {
      const from = ((y + r) * raster.width + x) * 3
      out.set(raster.data.subarray(from, from + row), at)
    }
  return out
}
