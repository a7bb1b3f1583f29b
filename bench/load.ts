/** Keeps `inFlight` calls under way until every item was handled. @returns milliseconds of each call, in order of items. */
export async function drive<T>(items: T[], inFlight: number, call: (item: T) => Promise<void>): Promise<number[]> {
  const took = new Array<number>(items.length)
  let next = 0
  const lane = async () => {
    while (next < items.length) {
      const at = next++
      const startedAt = performance.now()
      await call(items[at]!)
      took[at] = performance.now() - startedAt
    }
  }
  await Promise.all(Array.from({ length: inFlight }, lane))
  return took
}

/** @param p 0-1. Nearest rank. */
export function percentile(values: number[], p: number): number {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.ceil(p * sorted.length) - 1)] ?? Number.NaN
}
