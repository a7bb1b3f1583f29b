import { InferenceSession, Tensor } from 'onnxruntime-node'
import { workerData } from 'piscina'
import type { Raster } from '../../check/photo.ts'
import { chooseTiles, cutTiles, type Tile } from '../../photo/tiles.ts'
import type { DetectorCard } from './card.ts'
import { toTensor } from './tensor.ts'

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
  /** `rows * columns` a tile, row by row. */
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

export default async function infer({ raster, share, of }: InferenceTask): Promise<TileLogits> {
  const tiles = chooseTiles(raster, card.tiles).filter((_, i) => i % of === share)
  if (tiles.length === 0)
    return { tiles, logits: new Float32Array(0), patches: new Float32Array(0), rows: 0, columns: 0 }
  const values = toTensor(cutTiles(raster, tiles, size), size, card.input)
  const input = new Tensor('float32', values, [tiles.length, 3, size, size])
  const session = await loading
  const outputs = await session.run({ [card.input.name]: input })
  const patches = outputs[card.outputs.patches]!
  return {
    tiles,
    logits: outputs[card.outputs.logit]!.data as Float32Array,
    patches: patches.data as Float32Array,
    rows: patches.dims.at(-2)!,
    columns: patches.dims.at(-1)!,
  }
}
