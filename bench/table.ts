import { type Band, bands } from '../src/check/policy.ts'
import { probability } from '../src/check/score.ts'
import { type SignalName, signalNames } from '../src/check/signal.ts'
import { type PhotoResult, readResults, type Stage, stages } from './results.ts'

/** Generators with fewer photos than this are judged together: a share of three photos is not a figure. */
export const generatorMin = 5
export const otherGenerators = 'others'

/** What a photo can be ranked by: the whole score, each signal alone, the probe on the file's measures. */
export type Rankable = 'score' | SignalName | 'metadata'

/** The photos that have a verdict, as columns: about 300 bytes a photo, so that 100,000 fit anywhere. */
export interface Table {
  photos: number
  /** 1: not a genuine photo. */
  positive: Uint8Array
  /** Of a positive its generator, of a negative its source. */
  group: Uint32Array
  generators: string[]
  realSources: string[]
  /** Number of the photo's source, of either class: what figures are resampled by. */
  source: Uint32Array
  sources: string[]
  band: Uint8Array
  /** 0-1. A signal without a measurement says 0.5: nothing. */
  scores: Record<Rankable, Float64Array>
  /** The detector before and after calibration; NaN where it did not look. */
  tileLogit: Float64Array
  detectorLogOdds: Float64Array
  measured: Record<SignalName, Uint8Array>
  width: Float64Array
  height: Float64Array
  bytes: Float64Array
  ms: Float64Array
  stageMs: Record<Stage, Float64Array>
  markedArea: Float64Array
  maskF1: Float64Array
  maskIou: Float64Array
  content: Uint32Array
  contents: string[]
  claim: Uint32Array
  /** The first is the empty one: photos of no claim. */
  claims: string[]
}

export const bandNumber = Object.fromEntries(bands.map((band, i) => [band, i])) as Record<Band, number>

/** Reads the verdicts of one run. */
export async function readTable(file: string): Promise<Table> {
  const rows = tableRows()
  for await (const result of readResults(file)) rows.add(result)
  return rows.table()
}

/**
 * Reads two runs over the same data set, photo by photo; photos that only one of them could judge are left out of both.
 * @throws Error when the runs are not of the same photos.
 */
export async function readPair(fileA: string, fileB: string): Promise<{ a: Table; b: Table; unpaired: number }> {
  const a = tableRows()
  const b = tableRows()
  let unpaired = 0
  const others = readResults(fileB)[Symbol.asyncIterator]()
  for await (const one of readResults(fileA)) {
    const other = (await others.next()).value as PhotoResult | undefined
    if (other?.file !== one.file) throw new Error(`${fileB}: expected ${one.file}, found ${other?.file ?? 'the end'}`)
    if (one.verdict && other.verdict) {
      a.add(one)
      b.add(other)
    } else if (one.verdict || other.verdict) unpaired++
  }
  return { a: a.table(), b: b.table(), unpaired }
}

function tableRows(): { add: (result: PhotoResult) => void; table: () => Table } {
  const column = () => growing()
  const positive = column()
  const band = column()
  const generator = names()
  const source = names()
  const content = names()
  const claim = names()
  claim.numberOf('')
  const ids = { generator: column(), source: column(), content: column(), claim: column() }
  const score = column()
  const signal = Object.fromEntries(signalNames.map((name) => [name, column()])) as Record<SignalName, Growing>
  const measures = {
    tileLogit: column(),
    detectorLogOdds: column(),
    width: column(),
    height: column(),
    bytes: column(),
    ms: column(),
    markedArea: column(),
    maskF1: column(),
    maskIou: column(),
  }
  const stageMs = Object.fromEntries(stages.map((stage) => [stage, column()])) as Record<Stage, Growing>

  function add(result: PhotoResult): void {
    const { verdict } = result
    if (!verdict) return
    positive.push(result.label === 'real' ? 0 : 1)
    band.push(bandNumber[verdict.band])
    ids.generator.push(result.label === 'real' ? -1 : generator.numberOf(result.generator))
    ids.source.push(source.numberOf(result.source))
    ids.content.push(content.numberOf(result.content))
    ids.claim.push(claim.numberOf(result.claim))
    score.push(verdict.score)
    for (const name of signalNames) signal[name].push(verdict.signals[name])
    for (const name of Object.keys(measures) as (keyof typeof measures)[])
      measures[name].push(name === 'ms' ? result.ms : verdict[name])
    for (const stage of stages) stageMs[stage].push(verdict.stageMs[stage])
  }

  function table(): Table {
    const values = Object.fromEntries(Object.entries(measures).map(([name, each]) => [name, each.values()])) as Record<
      keyof typeof measures,
      Float64Array
    >
    const isPositive = Uint8Array.from(positive.values())
    const sourceIds = Uint32Array.from(ids.source.values())
    const made = folded(ids.generator.values(), generator.list())
    const taken = renumbered(sourceIds, (i) => isPositive[i] === 0, source.list())
    const alone = Object.fromEntries(
      signalNames.map((name) => [name, signal[name].values().map((each) => (Number.isNaN(each) ? 0.5 : each))]),
    ) as Record<SignalName, Float64Array>
    // The detector ranks by what it said itself; the policy's bounds would tie its surest answers.
    alone.generated = values.detectorLogOdds.map((each) => (Number.isNaN(each) ? 0.5 : probability(each)))
    return {
      photos: isPositive.length,
      positive: isPositive,
      group: Uint32Array.from(isPositive, (one, i) => (one === 1 ? made.ids[i]! : taken.ids[i]!)),
      generators: made.names,
      realSources: taken.names,
      source: sourceIds,
      sources: source.list(),
      band: Uint8Array.from(band.values()),
      scores: { score: score.values(), ...alone, metadata: new Float64Array(isPositive.length).fill(Number.NaN) },
      measured: Object.fromEntries(
        signalNames.map((name) => [
          name,
          Uint8Array.from(signal[name].values(), (each) => (Number.isNaN(each) ? 0 : 1)),
        ]),
      ) as Record<SignalName, Uint8Array>,
      ...values,
      stageMs: Object.fromEntries(stages.map((stage) => [stage, stageMs[stage].values()])) as Table['stageMs'],
      content: Uint32Array.from(ids.content.values()),
      contents: content.list(),
      claim: Uint32Array.from(ids.claim.values()),
      claims: claim.list(),
    }
  }
  return { add, table }
}

interface Growing {
  push: (value: number | undefined) => void
  values: () => Float64Array
}

function growing(): Growing {
  let data = new Float64Array(1024)
  let length = 0
  return {
    push(value) {
      if (length === data.length) {
        const larger = new Float64Array(2 * length)
        larger.set(data)
        data = larger
      }
      data[length++] = value ?? Number.NaN
    },
    values: () => data.slice(0, length),
  }
}

function names(): { numberOf: (name: string) => number; list: () => string[] } {
  const numbers = new Map<string, number>()
  return {
    numberOf(name) {
      const known = numbers.get(name)
      if (known !== undefined) return known
      numbers.set(name, numbers.size)
      return numbers.size - 1
    },
    list: () => [...numbers.keys()],
  }
}

/** Numbers the generators anew, those with few photos as one. Negative ids are of photos without a generator. */
function folded(ids: Float64Array, all: string[]): { ids: Float64Array; names: string[] } {
  const count = new Float64Array(all.length)
  for (const id of ids) if (id >= 0) count[id]!++
  const kept = all.filter((_, id) => count[id]! >= generatorMin)
  const hasOthers = kept.length < all.length
  const number = all.map((name) => (kept.includes(name) ? kept.indexOf(name) : kept.length))
  return { ids: ids.map((id) => (id < 0 ? 0 : number[id]!)), names: hasOthers ? [...kept, otherGenerators] : kept }
}

/** Numbers anew the names that occur where `counts` says so. */
function renumbered(ids: Uint32Array, counts: (i: number) => boolean, all: string[]) {
  const number = new Int32Array(all.length).fill(-1)
  const kept: string[] = []
  for (const [i, id] of ids.entries())
    if (counts(i) && number[id] === -1) {
      number[id] = kept.length
      kept.push(all[id]!)
    }
  return { ids: ids.map((id) => Math.max(0, number[id]!)), names: kept }
}
