import { type Accuracy, accuracy, type ClaimAccuracy, claimAccuracy, type Shipped } from './accuracy.ts'
import { roundsFor } from './bootstrap.ts'
import { type Comparison, compare } from './compare.ts'
import { type DataFacts, dataFacts } from './facts.ts'
import { coverage } from './figures.ts'
import type { Judged } from './judge.ts'
import { type Latency, latency } from './latency.ts'
import { type Sweep, sweptCondition } from './sweep.ts'
import type { Table } from './table.ts'
import { type Machine, machine, type Versions } from './versions.ts'

/** What `report.json` holds. */
export interface Report {
  schema: 1
  createdAt: string
  /** As it was given. */
  command: string
  versions: Versions
  machine: Machine
  data: DataFacts & { name: string; kind: 'csv' | 'folders' }
  run: RunFacts
  /** Share of photos that each signal could measure. */
  coverage: Record<string, number>
  shipped: Shipped
  /** Each with its 95 % interval. */
  figures: Accuracy
  bootstrap: { rounds: number; method: string }
  /** Absent where the data set names no claims. */
  claims?: ClaimAccuracy
  sweep?: Sweep
  models?: Comparison[]
  latency: Latency
}

export interface RunFacts {
  workers: number
  /** In this run; the others were kept from an earlier one. */
  checkedPhotos: number
  seconds: number
  /** Null where nothing was left to check. */
  photosPerSecond: number | null
  /** Signals that broke; above 0 the figures are not of the model alone. */
  faults: number
}

export interface ReportContext {
  command: string
  name: string
  kind: 'csv' | 'folders'
  run: RunFacts
  now: Date
}

/** Computes every figure. @param table of the first run, with the metadata probe. */
export async function makeReport(
  [first, ...others]: [Judged, ...Judged[]],
  table: Table,
  { command, name, kind, run, now }: ReportContext,
): Promise<Report> {
  const claims = claimAccuracy(table, first.shipped)
  const swept: Sweep = []
  for (const { condition, journal } of first.swept)
    swept.push(await sweptCondition(condition, first.journal, journal, first.shipped.detectorSuspect))
  const compared: Comparison[] = []
  for (const other of others) compared.push(await compare(first, other))
  return {
    schema: 1,
    createdAt: now.toISOString(),
    command,
    versions: first.versions,
    machine: machine(),
    data: { name, kind, ...(await dataFacts(first.journal)) },
    run,
    coverage: coverage(table),
    shipped: first.shipped,
    figures: accuracy(table, first.shipped),
    bootstrap: {
      rounds: roundsFor(table.photos),
      method: 'two-stage by source, then by photo; 95 % percentile interval; exact bounds at 0 and 1; fixed seed',
    },
    ...(claims && { claims }),
    ...(swept.length > 0 && { sweep: swept }),
    ...(compared.length > 0 && { models: compared }),
    latency: latency(table),
  }
}
