/**
 * Figures of scores against labels. Photos that are not genuine are the positives; a higher score speaks against a
 * photo. Every function takes a weight for each photo, so that a bootstrap round is a set of weights, and agrees with
 * scikit-learn (metrics.test.ts). A figure that the data cannot give is NaN.
 */

/** Photos by falling score; equal scores are one step. Sorted once, used for every set of weights. */
export interface Ranking {
  /** Positions of photos, the highest score first. */
  order: Uint32Array
  /** Where each step of equal scores ends in `order`. */
  steps: Uint32Array
  scores: Float64Array
}

/** @param among positions of the photos to rank; those with a score that is NaN are left out. */
export function rank(scores: Float64Array, among: ArrayLike<number>): Ranking {
  const order = Uint32Array.from(among)
    .filter((i) => !Number.isNaN(scores[i]!))
    .sort((a, b) => scores[b]! - scores[a]!)
  const steps: number[] = []
  for (let at = 1; at <= order.length; at++)
    if (at === order.length || scores[order[at]!] !== scores[order[at - 1]!]) steps.push(at)
  return { order, steps: Uint32Array.from(steps), scores }
}

export interface Areas {
  /** Area under the ROC curve: the chance that a positive scores above a negative, ties counting half. */
  auc: number
  /** Average precision: precision at each step, weighted by the recall it adds; no interpolation. */
  ap: number
}

/**
 * Areas of each group of positives against all negatives, and of each group of negatives against all positives, from
 * one walk down the ranking.
 * @param group number of each photo's group: the generator of a positive, the source of a negative.
 */
export function areas(
  { order, steps }: Ranking,
  positive: Uint8Array,
  group: Uint32Array,
  groups: { positives: number; negatives: number },
  weights: Float64Array,
): { all: Areas; byPositives: Areas[]; aucByNegatives: number[] } {
  const found = new Float64Array(groups.positives)
  const wins = new Float64Array(groups.positives)
  const precision = new Float64Array(groups.positives)
  const alarms = new Float64Array(groups.negatives)
  const losses = new Float64Array(groups.negatives)
  const touched: number[] = []
  const stepFound = new Float64Array(groups.positives)
  let foundAll = 0
  let alarmsAll = 0
  let precisionAll = 0
  let from = 0
  for (const to of steps) {
    let stepPositives = 0
    let stepNegatives = 0
    touched.length = 0
    for (let at = from; at < to; at++) {
      const i = order[at]!
      const weight = weights[i]!
      if (weight === 0) continue
      if (positive[i] === 1) {
        stepPositives += weight
        if (stepFound[group[i]!] === 0) touched.push(group[i]!)
        stepFound[group[i]!]! += weight
      } else stepNegatives += weight
    }
    // A negative loses to the positives above it, and half to those beside it.
    for (let at = from; at < to; at++) {
      const i = order[at]!
      if (positive[i] === 1) continue
      alarms[group[i]!]! += weights[i]!
      losses[group[i]!]! += weights[i]! * (foundAll + stepPositives / 2)
    }
    for (const g of touched) {
      const step = stepFound[g]!
      // Counts the negatives above now; those below are the rest.
      wins[g]! += step * (alarmsAll + stepNegatives / 2)
      found[g]! += step
      precision[g]! += (step * found[g]!) / (found[g]! + alarmsAll + stepNegatives)
      stepFound[g] = 0
    }
    foundAll += stepPositives
    alarmsAll += stepNegatives
    if (stepPositives > 0) precisionAll += (stepPositives * foundAll) / (foundAll + alarmsAll)
    from = to
  }
  const byPositives = Array.from(found, (total, g) => ({
    auc: 1 - wins[g]! / (total * alarmsAll),
    // Without negatives every precision is 1, which says nothing.
    ap: alarmsAll > 0 ? precision[g]! / total : Number.NaN,
  }))
  return {
    all: {
      auc: 1 - wins.reduce((sum, each) => sum + each, 0) / (foundAll * alarmsAll),
      ap: alarmsAll > 0 ? precisionAll / foundAll : Number.NaN,
    },
    byPositives,
    aucByNegatives: Array.from(alarms, (total, g) => losses[g]! / (total * foundAll)),
  }
}

/** Points of the ROC curve, from (0, 0) to (1, 1), one a step; `threshold`: photos scoring this or more are flagged. */
export function rocCurve(
  { order, steps, scores }: Ranking,
  positive: Uint8Array,
  weights: Float64Array,
): { fpr: number; tpr: number; threshold: number }[] {
  const points = [{ fpr: 0, tpr: 0, threshold: Number.POSITIVE_INFINITY }]
  let flagged = 0
  let alarms = 0
  let from = 0
  for (const to of steps) {
    for (let at = from; at < to; at++)
      if (positive[order[at]!] === 1) flagged += weights[order[at]!]!
      else alarms += weights[order[at]!]!
    points.push({ fpr: alarms, tpr: flagged, threshold: scores[order[to - 1]!]! })
    from = to
  }
  return points.map(({ fpr, tpr, threshold }) => ({ fpr: fpr / alarms, tpr: tpr / flagged, threshold }))
}

/**
 * The threshold at a rate of false alarms that no source of negatives exceeds: the highest over sources of each one's
 * own quantile, never the pooled one.
 * @returns the score that a photo has to exceed; -Infinity where there are no negatives.
 */
export function thresholdAtRate(
  { order, scores }: Ranking,
  positive: Uint8Array,
  group: Uint32Array,
  sources: number,
  weights: Float64Array,
  rate: number,
): number {
  const total = new Float64Array(sources)
  for (const i of order) if (positive[i] === 0) total[group[i]!]! += weights[i]!
  const flagged = new Float64Array(sources)
  for (const i of order) {
    if (positive[i] === 1 || weights[i] === 0) continue
    const source = group[i]!
    flagged[source]! += weights[i]!
    // The first photo from the top that a source cannot afford to flag bounds every source.
    if (flagged[source]! > rate * total[source]! + 1e-9) return scores[i]!
  }
  return Number.NEGATIVE_INFINITY
}

/** Mean squared distance of probabilities and outcomes. */
export function brier(p: Float64Array, positive: Uint8Array, weights: Float64Array): number {
  let sum = 0
  let total = 0
  for (let i = 0; i < p.length; i++) {
    if (Number.isNaN(p[i]!)) continue
    sum += weights[i]! * (p[i]! - positive[i]!) ** 2
    total += weights[i]!
  }
  return sum / total
}

export interface ReliabilityBin {
  /** Mean stated probability and observed share in the bin, and its share of the weight. */
  stated: number
  observed: number
  share: number
}

/** Equal-width bins over 0..1; a probability of exactly a bin's upper edge lies in the next, 1 in the last. */
export function reliability(
  p: Float64Array,
  positive: Uint8Array,
  weights: Float64Array,
  bins = 10,
): (ReliabilityBin | undefined)[] {
  const weight = new Float64Array(bins)
  const stated = new Float64Array(bins)
  const observed = new Float64Array(bins)
  for (let i = 0; i < p.length; i++) {
    if (Number.isNaN(p[i]!)) continue
    const bin = Math.min(bins - 1, Math.floor(p[i]! * bins))
    weight[bin]! += weights[i]!
    stated[bin]! += weights[i]! * p[i]!
    observed[bin]! += weights[i]! * positive[i]!
  }
  const total = weight.reduce((sum, each) => sum + each, 0)
  return Array.from(weight, (w, bin) =>
    w === 0 ? undefined : { stated: stated[bin]! / w, observed: observed[bin]! / w, share: w / total },
  )
}

/** Expected calibration error: mean distance of stated and observed shares, weighted by the bins' photos. */
export function calibrationError(bins: (ReliabilityBin | undefined)[]): number {
  const filled = bins.filter((bin) => bin !== undefined)
  if (filled.length === 0) return Number.NaN
  return filled.reduce((sum, { stated, observed, share }) => sum + share * Math.abs(stated - observed), 0)
}

/** Share of flagged photos that are rightly flagged, where `prevalence` of all photos are positives. */
export function predictiveValue(tpr: number, fpr: number, prevalence: number): number {
  return (prevalence * tpr) / (prevalence * tpr + (1 - prevalence) * fpr)
}

/** Mean of the values that the data could give; NaN when there are none. */
export function mean(values: number[]): number {
  const given = values.filter((value) => !Number.isNaN(value))
  return given.length === 0 ? Number.NaN : given.reduce((sum, value) => sum + value, 0) / given.length
}
