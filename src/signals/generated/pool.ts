import { Piscina } from 'piscina'
import { workerEntry } from '../../workers.ts'
import type { Detector } from './card.ts'
import type { TileLogits } from './inferenceWorker.ts'

export interface InferencePool {
  /** @param tiles interleaved RGB bytes. */
  infer: (tiles: Uint8Array) => Promise<TileLogits>
  close: () => Promise<void>
}

/**
 * ONNX inference in worker threads: onnxruntime runs synchronously, and the event loop must never wait for it.
 * A photo's tiles are dealt out to the workers, so that a single photo uses all of them.
 * Ready (warmed up on a grey tile) when it resolves.
 */
export async function startPool({ card, weights }: Detector, workers: number): Promise<InferencePool> {
  const pool = new Piscina<Uint8Array, TileLogits>({
    ...workerEntry(import.meta.url, 'inferenceWorker'),
    workerData: { card, weights },
    minThreads: workers,
    maxThreads: workers,
  })
  const tileBytes = card.tiles.size ** 2 * 3
  const grey = new Uint8Array(tileBytes).fill(128)
  await Promise.all(Array.from({ length: workers }, () => pool.run(grey)))

  return {
    async infer(tiles) {
      const n = tiles.length / tileBytes
      const share = Math.ceil(n / Math.min(workers, n)) * tileBytes
      const shares: Promise<TileLogits>[] = []
      for (let from = 0; from < tiles.length; from += share)
        shares.push(pool.run(tiles.slice(from, from + share)))
      return joined(await Promise.all(shares))
    },
    close: () => pool.close({ force: true }),
  }
}

function joined(parts: TileLogits[]): TileLogits {
  const concat = (arrays: Float32Array[]) => {
    const out = new Float32Array(arrays.reduce((sum, each) => sum + each.length, 0))
    let at = 0
    for (const each of arrays) {
      out.set(each, at)
      at += each.length
    }
    return out
  }
  const { rows, columns } = parts[0]!
  return { logits: concat(parts.map((p) => p.logits)), patches: concat(parts.map((p) => p.patches)), rows, columns }
}
