import type { DetectorCard } from './card.ts'

/**
 * The model's input from cut tiles, in its own layout: `(value / 255 - mean) / std`.
 * @param tiles interleaved RGB bytes of `n` tiles of the card's size.
 * @param out where the n * 3 * size * size values go.
 */
export function toTensor(
  tiles: Uint8Array,
  size: number,
  { layout, channels, mean, std }: DetectorCard['input'],
  out = new Float32Array(tiles.length),
): Float32Array {
  const plane = size * size
  const planar = layout === 'nchw'
  const of = (c: number) => ({
    from: channels === 'bgr' ? 2 - c : c,
    to: planar ? c * plane : c,
    scale: 1 / (255 * std[c]!),
    shift: mean[c]! / std[c]!,
  })
  const [a, b, c] = [of(0), of(1), of(2)]
  const step = planar ? 1 : 3
  for (let tile = 0; tile < tiles.length; tile += 3 * plane)
    for (let from = tile, to = tile; from < tile + 3 * plane; from += 3, to += step) {
      out[to + a.to] = tiles[from + a.from]! * a.scale - a.shift
      out[to + b.to] = tiles[from + b.from]! * b.scale - b.shift
      out[to + c.to] = tiles[from + c.from]! * c.scale - c.shift
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
