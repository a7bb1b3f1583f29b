import { percentile } from './load.ts'
import { type Stage, stages } from './results.ts'
import type { Table } from './table.ts'

export interface Percentiles {
  photos: number
  p50: number
  p95: number
  p99: number
}

/** Milliseconds a check took beside the others in flight: whole, by stage, and by size of the photo. */
export interface Latency {
  whole: Percentiles
  stages: Partial<Record<Stage, Percentiles>>
  sizes: Record<string, Percentiles>
}

/** Upper bounds in megapixels. */
const sizes: [name: string, below: number][] = [
  ['below 0.5 MP', 0.5],
  ['0.5-2 MP', 2],
  ['2-8 MP', 8],
  ['8 MP and more', Number.POSITIVE_INFINITY],
]

export function latency(table: Table): Latency {
  const megapixels = table.width.map((width, i) => (width * table.height[i]!) / 1e6)
  const within = (i: number, at: number) =>
    megapixels[i]! < sizes[at]![1] && megapixels[i]! >= (sizes[at - 1]?.[1] ?? 0)
  const named = <T extends string>(entries: [T, Float64Array][]) =>
    Object.fromEntries(
      entries.filter(([, values]) => values.length > 0).map(([name, values]) => [name, percentiles(values)]),
    )
  return {
    whole: percentiles(table.ms),
    stages: named(stages.map((stage) => [stage, table.stageMs[stage].filter((ms) => !Number.isNaN(ms))])),
    sizes: named(sizes.map(([name], at) => [name, table.ms.filter((_, i) => within(i, at))])),
  }
}

function percentiles(values: Float64Array): Percentiles {
  const all = [...values]
  return { photos: all.length, p50: percentile(all, 0.5), p95: percentile(all, 0.95), p99: percentile(all, 0.99) }
}
