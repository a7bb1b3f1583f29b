import { type Drift, driftBetween, type PhotoTrace, type Profile, profileOf, tracesOf } from './check/drift.ts'
import type { Verdict } from './check/verdict.ts'

/** As many photos are compared, and make a baseline. */
const windowSize = 1000
/** With fewer photos than that a comparison says nothing. */
const enough = 200

export interface BaselineStore {
  baseline: (versions: string) => Promise<Profile | undefined>
  keepBaseline: (versions: string, profile: Profile) => Promise<void>
}

export interface DriftWatch {
  observe: (verdict: Verdict) => void
  /** Against the first thousand photos that the same detector and policy judged; undefined until there are enough. */
  reading: () => Drift | undefined
}

/** Watches the last photos of this process. A new detector or policy begins a new baseline. */
export function watchDrift(store: BaselineStore, onFault: (cause: unknown) => void): DriftWatch {
  let versions: string | undefined
  let baseline: Profile | undefined
  let traces: PhotoTrace[] = []

  function begin(name: string) {
    versions = name
    baseline = undefined
    traces = []
    store.baseline(name).then((found) => {
      if (versions === name) baseline = found
    }, onFault)
  }
  return {
    observe(verdict) {
      const name = `${verdict.versions.policy} ${verdict.versions.model.sha256}`
      if (name !== versions) begin(name)
      traces.push(...tracesOf(verdict))
      if (traces.length > windowSize) traces = traces.slice(-windowSize)
      if (!baseline && traces.length >= windowSize) {
        baseline = profileOf(traces)
        store.keepBaseline(name, baseline).catch(onFault)
      }
    },
    reading: () => (baseline && traces.length >= enough ? driftBetween(baseline, profileOf(traces)) : undefined),
  }
}
