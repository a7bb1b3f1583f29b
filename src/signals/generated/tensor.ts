import type { DetectorCard } from './card.ts'

/**
 * The model's input from cut tiles: planar channels, `(value / 255 - mean) / std`.
 * @param tiles interleaved RGB bytes of `n` tiles of the card's size.
 * @returns n * 3 * size * size values.
 */
export function toTensor(tiles: Uint8Array, size: number, input: DetectorCard['input']): Float32Array {
  const plane = size * size
  const n = tiles.length / (plane * 3)
  const out = new Float32Array(tiles.length)
  const scale = input.std.map((std) => 1 / (255 * std))
  const shift = input.mean.map((mean, c) => mean / input.std[c]!)
  for (let t = 0; t < n; t++)
    for (let c = 0; c < 3; c++) {
      const from = t * plane * 3 + c
      const to = (t * 3 + c) * plane
      for (let i = 0; i < plane; i++) out[to + i] = tiles[from + i * 3]! * scale[c]! - shift[c]!
    }
  return out
}
