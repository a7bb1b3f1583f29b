import { InferenceSession, Tensor } from 'onnxruntime-node'
import { workerData } from 'piscina'
import type { Raster } from '../../check/photo.ts'
import type { Tile } from '../../photo/tiles.ts'
import type { DetectorCard } from './card.ts'
import { shapeOf, toLogits, toTensor } from './tensor.ts'
import { viewOf } from './view.ts'

/** Every `of`-th of the raster's tiles, beginning with number `share`. */
export interface InferenceTask {
  raster: Raster
  share: number
  of: number
}

export interface TileLogits {
  tiles: Tile[]
  /** One a tile. */
  logits: Float32Array
  /** `rows * columns` a tile, row by row; empty where the model has no map. */
  patches: Float32Array
  rows: number
  columns: number
}

const { card, weights } = workerData as { card: DetectorCard; weights: Uint8Array }
const { size } = card.tiles

/** One thread each: workers, not threads, fill the cores. Loaded once, when the worker starts; the warm-up waits for it. */
const loading = InferenceSession.create(weights, {
  intraOpNumThreads: 1,
  interOpNumThreads: 1,
  executionMode: 'sequential',
  // The arena keeps what the largest batch needed for ever.
  enableCpuMemArena: false,
})

const nothing = { logits: new Float32Array(0), patches: new Float32Array(0), rows: 0, columns: 0 }

export default async function infer({ raster, share, of }: InferenceTask): Promise<TileLogits> {
  const { tiles, pixels } = await viewOf(raster, card.tiles, share, of)
  if (tiles.length === 0) return { tiles, ...nothing }
  const session = await loading
  const bytes = size * size * 3
  const batch = card.input.maxBatch ?? tiles.length
  const logits = new Float32Array(tiles.length)
  let { patches, rows, columns } = nothing
  for (let at = 0; at < tiles.length; at += batch) {
    const values = toTensor(pixels.subarray(at * bytes, (at + batch) * bytes), size, card.input)
    const input = new Tensor('float32', values, shapeOf(values.length / bytes, size, card.input))
    const outputs = await session.run({ [card.input.name]: input })
    logits.set(toLogits(outputs[card.outputs.logit]!.data as Float32Array, card.outputs), at)
    const map = card.outputs.patches === undefined ? undefined : outputs[card.outputs.patches]!
    if (!map) continue
    rows = map.dims.at(-2)!
    columns = map.dims.at(-1)!
    if (at === 0) patches = new Float32Array(tiles.length * rows * columns)
    patches.set(map.data as Float32Array, at * rows * columns)
  }
  return { tiles, logits, patches, rows, columns }
}
