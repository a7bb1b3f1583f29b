import type { Accuracy, ClaimAccuracy } from './accuracy.ts'
import type { Comparison } from './compare.ts'
import type { DataFacts } from './facts.ts'
import type { Latency } from './latency.ts'
import type { Sweep } from './sweep.ts'
import type { Machine, Versions } from './versions.ts'

/** What `report.json` holds. */
export interface Report {
  schema: 1
  createdAt: string
  /** As it was given. */
  command: string
  versions: Versions
  machine: Machine
  data: DataFacts & { name: string; kind: 'csv' | 'folders' }
  run: {
    workers: number
    /** In this run; the others were kept from an earlier one. */
    checkedPhotos: number
    seconds: number
    photosPerSecond: number | null
    /** Signals that broke or were late; above 0 the figures are not of the model alone. */
    faults: number
  }
  /** Share of photos that each signal could measure. */
  coverage: Record<string, number>
  shipped: { prior: number; detectorSuspect: number; review: number; suspect: number }
  /** Each with its 95 % interval: two-stage bootstrap over sources and photos. */
  figures: Accuracy
  bootstrap: { rounds: number; method: string }
  /** Absent where the data set names no claims. */
  claims?: ClaimAccuracy
  sweep?: Sweep
  models?: Comparison[]
  latency: Latency
}
