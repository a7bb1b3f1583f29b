/** One photo whose truth is known. */
export interface Known {
  /** The detector's log-odds, as the shipped card calibrates them. */
  logOdds: number
  generated: boolean
  /** Photos of one source stand or fall together. */
  source: string
}

/** New log-odds are `weight * logOdds + bias`. */
export interface Recalibration {
  weight: number
  bias: number
}

/** Pulls towards the shipped calibration as much as this many photos would: a few odd ones cannot turn it over. */
const caution = 4
const steps = 50

/**
 * Platt's method: logistic regression of the truth on the detector's log-odds, both classes weighing alike (the prior is
 * the policy's), held near weight 1 and bias 0 by a quadratic penalty. Newton's method; the loss is convex.
 * @throws Error when a class is missing.
 */
export function fitRecalibration(known: Known[]): Recalibration {
  const count = { true: 0, false: 0 }
  for (const { generated } of known) count[`${generated}`]++
  if (count.true === 0 || count.false === 0) throw new Error('Both genuine and generated photos are needed.')
  let [weight, bias] = [1, 0]
  for (let step = 0; step < steps; step++) {
    let [gw, gb] = [caution * (weight - 1), caution * bias]
    let [hww, hwb, hbb] = [caution, 0, caution]
    for (const { logOdds: x, generated } of known) {
      const share = known.length / (2 * count[`${generated}`])
      const p = 1 / (1 + Math.exp(-(weight * x + bias)))
      const error = share * (p - (generated ? 1 : 0))
      const curve = share * p * (1 - p)
      gw += error * x
      gb += error
      hww += curve * x * x
      hwb += curve * x
      hbb += curve
    }
    const determinant = hww * hbb - hwb * hwb
    const [dw, db] = [(hbb * gw - hwb * gb) / determinant, (hww * gb - hwb * gw) / determinant]
    weight -= dw
    bias -= db
    if (Math.abs(dw) + Math.abs(db) < 1e-9) break
  }
  return { weight, bias }
}

const folds = 5

/**
 * What each photo would get from a fit that has not seen it: sources are left out together where there are at least
 * five in each class, else photos.
 * @returns log-odds, in the order of `known`.
 */
export function crossFitted(known: Known[]): Float64Array {
  const sourcesOf = (generated: boolean) =>
    new Set(known.filter((each) => each.generated === generated).map(({ source }) => source))
  const bySource = sourcesOf(true).size >= folds && sourcesOf(false).size >= folds
  const seen = { true: new Map<string, number>(), false: new Map<string, number>() }
  const fold = known.map(({ source, generated }, i) => {
    const places = seen[`${generated}`]
    const name = bySource ? source : String(i)
    if (!places.has(name)) places.set(name, places.size % folds)
    return places.get(name)!
  })
  const out = new Float64Array(known.length)
  for (let left = 0; left < folds; left++) {
    const fit = fitRecalibration(known.filter((_, i) => fold[i] !== left))
    for (const [i, { logOdds }] of known.entries()) if (fold[i] === left) out[i] = fit.weight * logOdds + fit.bias
  }
  return out
}
