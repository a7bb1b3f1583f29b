import type { DetectorCard } from './card.ts'

/**
 * The model's input from cut tiles, in its own layout: `(value / 255 - mean) / std`.
 * @param tiles interleaved RGB bytes of `n` tiles of the card's size.
 * @returns n * 3 * size * size values.
 */
export function toTensor(tiles: Uint8Array, size: number, input: DetectorCard['input']): Float32Array {
  const plane = size * size
  const n = tiles.length / (plane * 3)
  const out = new Float32Array(tiles.length)
  const scale = input.std.map((std) => 1 / (255 * std))
  const shift = input.mean.map((mean, c) => mean / input.std[c]!)
  const planar = input.layout === 'nchw'
  const step = planar ? 1 : 3
  for (let t = 0; t < n; t++)
    for (let c = 0; c < 3; c++) {
      const from = t * plane * 3 + (input.channels === 'bgr' ? 2 - c : c)
      const to = planar ? (t * 3 + c) * plane : t * plane * 3 + c
      for (let i = 0; i < plane; i++) out[to + i * step] = tiles[from + i * 3]! * scale[c]! - shift[c]!
    }
  return out
}

/** The tensor's shape. */
export const shapeOf = (n: number, size: number, { layout }: DetectorCard['input']): number[] =>
  layout === 'nchw' ? [n, 3, size, size] : [n, size, size, 3]

/** Probabilities nearer to 0 or 1 than this are as good as this: their logits stay finite. */
const surest = 1e-7

/**
 * One logit a tile from what the model's output holds.
 * @param values of `n` tiles, one or two each.
 */
export function toLogits(values: Float32Array, outputs: DetectorCard['outputs']): Float32Array {
  const { holds, generatedClass } = outputs
  if (holds === 'logit') return values
  const logit = (p: number) => Math.log(Math.max(p, surest) / Math.max(1 - p, surest))
  if (holds === 'probability') return values.map(logit)
  const pair = (t: number) => [values[2 * t + generatedClass]!, values[2 * t + 1 - generatedClass]!] as const
  return Float32Array.from({ length: values.length / 2 }, (_, t) => {
    const [generated, captured] = pair(t)
    return holds === 'two logits' ? generated - captured : logit(generated / (generated + captured))
  })
}
