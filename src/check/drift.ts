import { type Band, bands } from './policy.ts'
import { type SignalName, signalNames } from './signal.ts'
import type { Verdict } from './verdict.ts'

/** What many photos look like together: counts, so that two of them can be compared. */
export interface Profile {
  photos: number
  /** Scores in ten equal classes. */
  scores: number[]
  bands: Record<Band, number>
  /** How many of the photos each signal measured. */
  measured: Record<SignalName, number>
}

/** How far a profile has moved from another. */
export interface Drift {
  photos: number
  /** Population stability index: below 0.1 nothing to see, above 0.25 somebody should look (rule of thumb of credit scoring). */
  score: number
  band: number
  /** Share of photos in the band `insufficient`. */
  abstention: { now: number; baseline: number }
  /** Share of photos that each signal measured. */
  measured: Record<SignalName, { now: number; baseline: number }>
}

/** One photo of a verdict, as a profile remembers it. */
export interface PhotoTrace {
  score: number
  band: Band
  measured: SignalName[]
}

export const tracesOf = ({ photos }: Verdict): PhotoTrace[] =>
  photos.map(({ score, band, signals }) => ({
    score,
    band,
    measured: signals.flatMap((each) => (each.status === 'measured' ? [each.signal] : [])),
  }))

export function profileOf(traces: Iterable<PhotoTrace>): Profile {
  const profile: Profile = {
    photos: 0,
    scores: new Array<number>(10).fill(0),
    bands: Object.fromEntries(bands.map((band) => [band, 0])) as Profile['bands'],
    measured: Object.fromEntries(signalNames.map((name) => [name, 0])) as Profile['measured'],
  }
  for (const { score, band, measured } of traces) {
    profile.photos++
    profile.scores[Math.min(9, Math.floor(score * 10))]!++
    profile.bands[band]++
    for (const name of measured) profile.measured[name]++
  }
  return profile
}

export function driftBetween(baseline: Profile, now: Profile): Drift {
  const share = (count: number, { photos }: Profile) => count / Math.max(1, photos)
  const both = (of: (profile: Profile) => number) => ({
    now: share(of(now), now),
    baseline: share(of(baseline), baseline),
  })
  return {
    photos: now.photos,
    score: stabilityIndex(baseline.scores, now.scores),
    band: stabilityIndex(Object.values(baseline.bands), Object.values(now.bands)),
    abstention: both((profile) => profile.bands.insufficient),
    measured: Object.fromEntries(
      signalNames.map((name) => [name, both((profile) => profile.measured[name])]),
    ) as Drift['measured'],
  }
}

/** Half a photo is added to each class, so that an empty one does not make the index infinite. */
function stabilityIndex(before: number[], after: number[]): number {
  const shares = (counts: number[]) => {
    const total = counts.reduce((sum, count) => sum + count + 0.5, 0)
    return counts.map((count) => (count + 0.5) / total)
  }
  const [p, q] = [shares(before), shares(after)]
  return p.reduce((sum, each, i) => sum + (q[i]! - each) * Math.log(q[i]! / each), 0)
}
