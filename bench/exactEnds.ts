import type { Estimate, Estimates } from './bootstrap.ts'
import { type FlagFigures, genuineCounts, sourceMin } from './figures.ts'
import { predictiveValue } from './metrics.ts'
import type { Table } from './table.ts'

/**
 * A share that was 0 in every photo is 0 in every draw of them, so a bootstrap gives it no interval. Where a share lies
 * at an end, this puts the exact bound in its place (Clopper and Pearson, 1934), and lets predictive values follow.
 */
export function withExactEnds(table: Table, figures: Estimates<FlagFigures>): Estimates<FlagFigures> {
  const bySource = genuineCounts(table)
  const byGenerator = table.generators.map(() => 0)
  for (const [i, one] of table.positive.entries()) if (one === 1) byGenerator[table.group[i]!]!++
  const sum = (counts: number[]) => counts.reduce((all, n) => all + n, 0)
  const genuine = sum(bySource)
  const judged = bySource.filter((n) => n >= sourceMin)
  const fpr = bounded(figures.fpr, genuine)
  const tpr = bounded(figures.tpr, sum(byGenerator))
  const value = (estimate: Estimate, prevalence: number): Estimate =>
    figures.fpr.value === 0 && estimate.value !== null
      ? { ...estimate, low: predictiveValue(tpr.low ?? 0, fpr.high ?? 0, prevalence) }
      : estimate
  return {
    ...figures,
    fpr,
    fprMacro: bounded(figures.fprMacro, genuine),
    // The worst source may be the smallest.
    fprWorst: judged.length > 0 ? bounded(figures.fprWorst, Math.min(...judged)) : figures.fprWorst,
    tpr,
    tprMacro: bounded(figures.tprMacro, sum(byGenerator)),
    ppvAt1: value(figures.ppvAt1, 0.01),
    ppvAt5: value(figures.ppvAt5, 0.05),
    ppvAt10: value(figures.ppvAt10, 0.1),
    generators: Object.fromEntries(
      table.generators.map((name, g) => {
        const { tpr, balancedAccuracy } = figures.generators[name]!
        return [name, { tpr: bounded(tpr, byGenerator[g]!), balancedAccuracy }]
      }),
    ),
    realSources: Object.fromEntries(
      table.realSources.map((name, s) => [name, bounded(figures.realSources[name]!, bySource[s]!)]),
    ),
  }
}

/** @param n photos that the share is of. */
export function bounded(estimate: Estimate, n: number): Estimate {
  const far = 0.025 ** (1 / Math.max(1, n))
  if (estimate.value === 0) return { value: 0, low: 0, high: Math.max(estimate.high ?? 0, 1 - far) }
  if (estimate.value === 1) return { value: 1, low: Math.min(estimate.low ?? 1, far), high: 1 }
  return estimate
}
