import type { Policy } from '../../src/check/policy.ts'
import { probability, scorePhoto } from '../../src/check/score.ts'
import { measured } from '../../src/check/signal.ts'
import { brier, calibrationError, type ReliabilityBin, reliability } from '../metrics.ts'
import { crossFitted, fitRecalibration, type Known } from './fit.ts'
import type { KnownPhoto } from './known.ts'

/** Values of a policy, and how they do on the photos. */
export interface Side {
  weight: number
  bias: number
  /** Scores of the refund channel. */
  thresholds: { review: number; suspect: number }
}

export interface Figures {
  /** Of the detector's odds, both classes weighing alike. */
  ece: number
  brier: number
  reliability: (ReliabilityBin | undefined)[]
  /** Of the whole score, at the thresholds: shares of genuine photos flagged and of generated ones found. */
  review: { falseAlarms: number; found: number }
  suspect: { falseAlarms: number; found: number }
}

export interface Proposal {
  genuine: number
  generated: number
  /** Photos that the detector abstained from. */
  abstained: number
  before: Side & Figures
  /** Figures of fits that had not seen the photo that they judge. */
  after?: Figures
  /** Undefined where there are too few photos. */
  proposed?: Side & { basis: string }
}

const enough = 50
/** Thresholds need this many genuine photos: 2 % of them are two. */
const enoughForThresholds = 100
const falseAlarmsAt = { review: 0.05, suspect: 0.02 }

/** Compares a policy's refund values with values refitted to photos whose truth is known. Pure. */
export function proposal(photos: KnownPhoto[], policy: Policy): Proposal {
  const judged = photos.flatMap((photo) => {
    const { generated: signal } = photo.evidence.signals
    return signal.status === 'measured' && signal.logOdds !== undefined ? [{ photo, logOdds: signal.logOdds }] : []
  })
  const known: Known[] = judged.map(({ photo: { generated, source }, logOdds }) => ({ logOdds, generated, source }))
  const counts = { genuine: known.filter((each) => !each.generated).length, generated: 0, abstained: 0 }
  counts.generated = known.length - counts.genuine
  counts.abstained = photos.length - known.length

  const { weight, bias = 0 } = policy.signals.generated
  const { review, suspect } = policy.channels.refund
  const current = { review, suspect }
  const truth = Uint8Array.from(known, (each) => (each.generated ? 1 : 0))
  const now = Float64Array.from(known, (each) => weight * each.logOdds + bias)
  const before = {
    weight,
    bias,
    thresholds: current,
    ...figures(now, truth, scoresWith(judged, now, policy), current),
  }
  if (counts.genuine < enough || counts.generated < enough) return { ...counts, before }

  const fitted = crossFitted(known)
  const scores = scoresWith(judged, fitted, policy)
  const thresholds =
    counts.genuine < enoughForThresholds
      ? current
      : {
          review: thresholdFor(scores, truth, falseAlarmsAt.review),
          suspect: thresholdFor(scores, truth, falseAlarmsAt.suspect),
        }
  const fit = fitRecalibration(known)
  const basis = `refitted on ${counts.genuine} genuine and ${counts.generated} generated photos of one's own: review flags at most ${falseAlarmsAt.review * 100} % and suspect at most ${falseAlarmsAt.suspect * 100} % of the genuine ones, each judged by a fit that had not seen it`
  return {
    ...counts,
    before,
    after: figures(fitted, truth, scores, thresholds),
    proposed: { ...fit, thresholds, basis },
  }
}

/** Whole scores, the detector's odds replaced by given ones; the policy's bounds apply. */
function scoresWith(judged: { photo: KnownPhoto }[], logOdds: Float64Array, policy: Policy): Float64Array {
  const plain: Policy = {
    ...policy,
    signals: { ...policy.signals, generated: { ...policy.signals.generated, weight: 1, bias: 0 } },
  }
  return Float64Array.from(judged, ({ photo: { evidence } }, i) => {
    const { generated } = evidence.signals
    const reasons = generated.status === 'measured' ? generated.reasons : []
    return scorePhoto({ ...evidence.signals, generated: measured(reasons, logOdds[i]!) }, plain).score
  })
}

function figures(
  logOdds: Float64Array,
  truth: Uint8Array,
  scores: Float64Array,
  thresholds: { review: number; suspect: number },
): Figures {
  const count = (which: number) => truth.reduce((sum, each) => sum + (each === which ? 1 : 0), 0)
  const sizes = [count(0), count(1)]
  const weights = Float64Array.from(truth, (each) => 0.5 / Math.max(1, sizes[each]!))
  const p = logOdds.map(probability)
  const bins = reliability(p, truth, weights)
  const at = (threshold: number) => {
    const flagged = (which: number) =>
      scores.reduce((sum, score, i) => sum + (truth[i] === which && score >= threshold ? 1 : 0), 0) / sizes[which]!
    return { falseAlarms: flagged(0), found: flagged(1) }
  }
  return {
    ece: calibrationError(bins),
    brier: brier(p, truth, weights),
    reliability: bins,
    review: at(thresholds.review),
    suspect: at(thresholds.suspect),
  }
}

/** The lowest score that flags no more than the given share of genuine photos, at least just above the one that it has to let pass. */
function thresholdFor(scores: Float64Array, truth: Uint8Array, rate: number): number {
  const genuine = [...scores].filter((_, i) => truth[i] === 0).sort((a, b) => b - a)
  const passed = genuine[Math.floor(rate * genuine.length)]!
  // Rounded up in the fourth place, as scores are told.
  return Math.min(0.9999, (Math.floor(passed * 1e4) + 1) / 1e4)
}

export function told({ genuine, generated, abstained, before, after, proposed }: Proposal): string {
  const percent = (share: number) => `${(share * 100).toFixed(1).padStart(5)} %`
  const row = (name: string, figures: Figures) =>
    `${name.padEnd(8)} ECE ${figures.ece.toFixed(3)}  Brier ${figures.brier.toFixed(3)}   review: false alarms ${percent(figures.review.falseAlarms)}, found ${percent(figures.review.found)}   suspect: false alarms ${percent(figures.suspect.falseAlarms)}, found ${percent(figures.suspect.found)}\n`
  const lines = [
    `${genuine} genuine and ${generated} generated photos; the detector abstained from ${abstained} more.\n\n`,
    row('before', before),
    after ? row('after', after) : '',
  ]
  if (after) {
    lines.push('\nstated share of generated photos, and the true one\n')
    for (const [bin, was] of before.reliability.entries()) {
      const will = after.reliability[bin]
      const shown = (each: ReliabilityBin | undefined) =>
        each ? `${each.stated.toFixed(2)} is ${each.observed.toFixed(2)}` : '            '
      lines.push(`  before ${shown(was)}   after ${shown(will)}\n`)
    }
  }
  if (!proposed) {
    lines.push(`\nNothing is proposed: at least ${enough} photos of each kind are needed.\n`)
    return lines.join('')
  }
  const side = ({ weight, bias, thresholds: { review, suspect } }: Side) =>
    `weight ${weight.toFixed(3)}, bias ${bias.toFixed(3)}, review ${review.toFixed(4)}, suspect ${suspect.toFixed(4)}`
  lines.push(
    `\nnow:      ${side(before)}\nproposed: ${side(proposed)}\n`,
    'Thresholds are read off these photos: expect more false alarms on others.\n',
  )
  return lines.join('')
}
