import { Piscina } from 'piscina'
import type { Raster } from '../../check/photo.ts'
import { workerFile } from '../../workers.ts'
import type { LabelModel } from './labelCard.ts'
import type { ReadLabel } from './labelText.ts'
import type { VisibleLabels } from './visibleLabel.ts'

/** Official builds of onnxruntime since 1.29 send usage data unless this is set before they load, in the main thread. */
process.env.ORT_DISABLE_TELEMETRY = '1'

export interface LabelPool extends VisibleLabels {
  close: () => Promise<void>
}

/**
 * Starts the reader of visible labels in worker threads, so that the event loop never waits for it. A thread that breaks
 * takes only the photo at hand along. Ready when it resolves.
 */
export async function startLabelPool({ card, weights }: LabelModel, workers: number): Promise<LabelPool> {
  const pool = new Piscina<Raster, ReadLabel | undefined>({
    filename: workerFile(import.meta.url, 'labelWorker'),
    workerData: { card, weights },
    minThreads: workers,
    maxThreads: workers,
    niceIncrement: 5,
  })
  const side = card.scales.shortSides[0]!
  const warmUp = { data: new Uint8Array(side * side * 3), width: side, height: side }
  await Promise.all(Array.from({ length: workers }, () => pool.run(warmUp)))
  return {
    minScore: card.minScore,
    read: (raster, abort) => pool.run(raster, { signal: abort }),
    close: () => pool.destroy(),
  }
}
