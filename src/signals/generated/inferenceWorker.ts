import { InferenceSession, Tensor } from 'onnxruntime-node'
import { workerData } from 'piscina'
import type { DetectorCard } from './card.ts'
import { toTensor } from './tensor.ts'

export interface TileLogits {
  /** One a tile. */
  logits: Float32Array
  /** `rows * columns` a tile, row by row. */
  patches: Float32Array
  rows: number
  columns: number
}

const { card, weights } = workerData as { card: DetectorCard; weights: Uint8Array }
const { size } = card.tiles

/** One thread each: workers, not threads, fill the cores. Loaded once, when the worker starts. */
const session = await InferenceSession.create(weights, {
  intraOpNumThreads: 1,
  interOpNumThreads: 1,
  executionMode: 'sequential',
})

/** @param tiles interleaved RGB bytes of any number of tiles. */
export default async function infer(tiles: Uint8Array): Promise<TileLogits> {
  const n = tiles.length / (size * size * 3)
  const input = new Tensor('float32', toTensor(tiles, size, card.input), [n, 3, size, size])
  const outputs = await session.run({ [card.input.name]: input })
  const patches = outputs[card.outputs.patches]!
  return {
    logits: outputs[card.outputs.logit]!.data as Float32Array,
    patches: patches.data as Float32Array,
    rows: patches.dims.at(-2)!,
    columns: patches.dims.at(-1)!,
  }
}
