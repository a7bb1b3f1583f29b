import { describe, expect, it } from 'vitest'
import { renderScene } from '../../fixtures/scene.ts'
import { chooseTiles, cutTiles } from './tiles.ts'

const plan = { size: 64, count: 5, minTexture: 1, minCount: 2 }
const scene = { data: renderScene(200, 150, 3), width: 200, height: 150 }

describe('tiles', () => {
  it('touch both edges and leave no gap', () => {
    const all = chooseTiles(scene, { ...plan, count: 99, minTexture: 0 })
    expect(new Set(all.map((tile) => tile.x))).toEqual(new Set([0, 45, 91, 136]))
    expect(new Set(all.map((tile) => tile.y))).toEqual(new Set([0, 43, 86]))
  })

  it('are the most textured ones, a fixed number', () => {
    const tiles = chooseTiles(scene, plan)
    const textures = tiles.map((tile) => tile.texture)
    expect(tiles).toHaveLength(5)
    expect(textures).toEqual(textures.toSorted((a, b) => b - a))
  })

  it('skip what is flat, and find nothing in a photo smaller than one', () => {
    const flat = { data: new Uint8Array(200 * 150 * 3).fill(200), width: 200, height: 150 }
    expect(chooseTiles(flat, plan)).toEqual([])
    expect(chooseTiles({ ...scene, height: 63 }, plan)).toEqual([])
  })

  it('are cut at native resolution', () => {
    const [tile] = chooseTiles(scene, plan)
    const pixels = cutTiles(scene, [tile!], 64)
    const at = ((tile!.y + 10) * 200 + tile!.x + 20) * 3
    expect([...pixels.subarray((10 * 64 + 20) * 3, (10 * 64 + 20) * 3 + 3)]).toEqual([
      ...scene.data.subarray(at, at + 3),
    ])
  })
})
