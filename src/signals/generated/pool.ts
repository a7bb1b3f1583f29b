import { Piscina } from 'piscina'
import type { Raster } from '../../check/photo.ts'
import { workerFile } from '../../workers.ts'
import type { Detector } from './card.ts'
import type { Grid, InferenceTask, TileLogits } from './inferenceWorker.ts'

/**
 * Official builds of onnxruntime since 1.29 send usage data to their maker unless this is set before they load. Nothing
 * leaves our process. Set here, in the main thread: a worker's environment is a copy that native code does not see.
 */
process.env.ORT_DISABLE_TELEMETRY = '1'

export interface InferencePool {
  /** The detector's outputs for the tiles it chose; none where there was nothing to look at. */
  infer: (raster: Raster) => Promise<TileLogits>
  close: () => Promise<void>
}

/**
 * ONNX inference in worker threads: onnxruntime runs synchronously, and the event loop must never wait for it.
 * While nothing else waits, a photo's tiles are dealt out to all workers; under load each takes whole photos.
 * Ready (sessions warmed up) when it resolves.
 */
export async function startPool({ card, weights }: Detector, workers: number): Promise<InferencePool> {
  const pool = new Piscina<InferenceTask, TileLogits>({
    filename: workerFile(import.meta.url, 'inferenceWorker'),
    workerData: { card, weights },
    minThreads: workers,
    maxThreads: workers,
    niceIncrement: 5,
  })
  const warmUp = { raster: noise(card.tiles.size), share: 0, of: 1 }
  await Promise.all(Array.from({ length: workers }, () => pool.run(warmUp)))

  let running = 0
  return {
    async infer(raster) {
      const of = running === 0 ? workers : 1
      running += of
      try {
        const shares = Array.from({ length: of }, (_, share) => pool.run({ raster, share, of }))
        return joined(await Promise.all(shares))
      } finally {
        running -= of
      }
    },
    close: () => pool.close({ force: true }),
  }
}

/** One tile that is textured enough to be looked at. */
function noise(size: number): Raster {
  const data = Uint8Array.from({ length: size * size * 3 }, (_, i) => (i * 2_654_435_761) >>> 24)
  return { data, width: size, height: size }
}

function joined(parts: TileLogits[]): TileLogits {
  return {
    tiles: parts.flatMap((part) => part.tiles),
    logits: concat(parts.map((part) => part.logits)),
    patches: gridOf(parts.map((part) => part.patches)),
    edits: gridOf(parts.map((part) => part.edits)),
  }
}

/** Workers that had no tile have no map. */
function gridOf(parts: (Grid | undefined)[]): Grid | undefined {
  const [first, ...others] = parts.filter((part) => part !== undefined)
  return first && { ...first, values: concat([first, ...others].map(({ values }) => values)) }
}

function concat(arrays: Float32Array[]): Float32Array {
  const joint = new Float32Array(arrays.reduce((sum, { length }) => sum + length, 0))
  let at = 0
  for (const each of arrays) {
    joint.set(each, at)
    at += each.length
  }
  return joint
}
