import { seeded } from './random.ts'
import type { Table } from './table.ts'

/** Numbers with names, nested; what a figure is computed as, and computed again in every round. */
export type Figures = { [name: string]: number | Figures }

/** A figure with its 95 % interval; null where the data cannot give it. */
export interface Estimate {
  value: number | null
  low: number | null
  high: number | null
}
export type Estimates<F> = { [K in keyof F]: F[K] extends number ? Estimate : Estimates<F[K]> }

const seed = 20_261_122

/** As many rounds as take seconds rather than minutes: 1000 up to 20,000 photos, 200 from 100,000. */
export const roundsFor = (photos: number): number =>
  Math.max(200, Math.min(1000, Math.round(2e7 / Math.max(1, photos))))

/**
 * Figures with 95 % percentile intervals by a two-stage bootstrap: in each class sources are drawn with replacement, and
 * in each drawn source photos (Davison and Hinkley, Bootstrap Methods and their Application, 1997, section 3.8).
 * Photos of one source resemble each other; drawing photos alone would make intervals far too narrow. The class sizes
 * stay nearly the same. The seed is fixed: the same results give the same intervals.
 */
export function estimate<F extends Figures>(
  table: Pick<Table, 'photos' | 'positive' | 'source'>,
  figures: (weights: Float64Array) => F,
  rounds = roundsFor(table.photos),
): Estimates<F> {
  const values = flat(figures(new Float64Array(table.photos).fill(1)))
  const drawn = values.map(() => new Float64Array(rounds))
  const draw = drawing(table)
  for (let round = 0; round < rounds; round++)
    for (const [at, value] of flat(figures(draw())).entries()) drawn[at]![round] = value
  const estimates = values.map((value, at) => ({ value: orNull(value), ...interval(drawn[at]!, value) }))
  return shaped(figures(new Float64Array(table.photos).fill(1)), estimates) as Estimates<F>
}

/** @returns a function that draws the weights of the next round. */
function drawing({ photos, positive, source }: Pick<Table, 'photos' | 'positive' | 'source'>): () => Float64Array {
  const random = seeded(seed)
  const pick = (n: number) => Math.floor(random() * n)
  const classes = [0, 1].map((one) => {
    const bySource = new Map<number, number[]>()
    for (let i = 0; i < photos; i++) {
      if (positive[i] !== one) continue
      const members = bySource.get(source[i]!)
      if (members) members.push(i)
      else bySource.set(source[i]!, [i])
    }
    return [...bySource.values()]
  })
  return () => {
    const weights = new Float64Array(photos)
    for (const sources of classes)
      for (let s = 0; s < sources.length; s++) {
        const members = sources[pick(sources.length)]!
        for (let i = 0; i < members.length; i++) weights[members[pick(members.length)]!]!++
      }
    return weights
  }
}

function interval(drawn: Float64Array, value: number): { low: number | null; high: number | null } {
  const given = drawn.filter((each) => !Number.isNaN(each)).sort()
  // A figure that most rounds could not give has no interval to speak of.
  if (Number.isNaN(value) || given.length < drawn.length / 2) return { low: null, high: null }
  const at = (p: number) => given[Math.min(given.length - 1, Math.floor(p * given.length))]!
  return { low: orNull(at(0.025)), high: orNull(at(0.975)) }
}

const orNull = (value: number) => (Number.isFinite(value) ? value : null)

const flat = (figures: Figures): number[] =>
  Object.values(figures).flatMap((each) => (typeof each === 'number' ? [each] : flat(each)))

/** The leaves of `figures`, in order, replaced by `estimates`; consumes them. */
function shaped(figures: Figures, estimates: Estimate[]): unknown {
  return Object.fromEntries(
    Object.entries(figures).map(([name, each]) => [
      name,
      typeof each === 'number' ? estimates.shift() : shaped(each, estimates),
    ]),
  )
}
