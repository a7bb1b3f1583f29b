import type { Channel, Claim } from './claim.ts'
import type { Photo } from './photo.ts'
import type { Action, Band, ChannelPolicy, Policy } from './policy.ts'
import { type Reason, type ReasonCode, sentences } from './reasons.ts'
import { type PhotoScore, probability, type Signals, scorePhoto } from './score.ts'
import type { Facts } from './sentence.ts'
import { type SignalName, signalNames } from './signal.ts'

export interface ToldReason {
  code: ReasonCode
  signal: SignalName
  /** Which photo; absent where it is about all of them. */
  photo?: number
  text: { en: string; zh: string }
  facts: Facts
}

export type ToldSignal =
  | { signal: SignalName; status: 'measured'; score: number; reasons: ToldReason[] }
  | { signal: SignalName; status: 'unavailable'; why: string }

export interface PhotoVerdict {
  index: number
  name?: string
  sha256: string
  format: string
  width: number
  height: number
  score: number
  band: Band
  signals: ToldSignal[]
}

export interface Verdict {
  id: string
  createdAt: string
  tookMs: number
  channel: Channel
  score: number
  band: Band
  action: Action
  reasons: ToldReason[]
  photos: PhotoVerdict[]
  versions: Versions
  degraded: boolean
}

export interface Versions {
  service: string
  policy: string
  model: { name: string; sha256: string }
}

export interface Examined {
  photo: Photo
  signals: Signals
}

/** Everything that people decided and the machine only adds up: scores, bands, the action, the words. Pure. */
export function judge(
  claim: Claim,
  examined: Examined[],
  policy: Policy,
): Pick<Verdict, 'channel' | 'score' | 'band' | 'action' | 'reasons' | 'photos' | 'degraded'> {
  const channel = policy.channels[claim.channel]
  const judged = examined.map((each) => judgePhoto(each, policy, channel))
  // The strongest well-founded evidence speaks for the claim; a photo that could not be judged never does.
  const founded = judged.filter((each) => each.verdict.band !== 'insufficient')
  const leading = strongest(founded.length > 0 ? founded : judged)
  const band = leading.verdict.band
  return {
    channel: claim.channel,
    score: leading.verdict.score,
    band,
    action: mayHold(leading, channel) ? 'hold' : channel.actions[band],
    reasons: [...acrossPhotos(judged), ...judged.flatMap((each) => each.weighty)],
    photos: judged.map((each) => each.verdict),
    degraded: examined.some(({ signals }) =>
      Object.values(signals).some((signal) => signal.status === 'unavailable' && signal.fault),
    ),
  }
}

interface JudgedPhoto {
  verdict: PhotoVerdict
  scored: PhotoScore
  /** Reasons that weigh something, the heaviest first. */
  weighty: ToldReason[]
}

function judgePhoto({ photo, signals }: Examined, policy: Policy, channel: ChannelPolicy): JudgedPhoto {
  const scored = scorePhoto(signals, policy)
  const told = signalNames.map((name) => tellSignal(name, photo.index, signals, scored))
  const worth = (reason: ToldReason) => Math.abs(policy.reasons[reason.code]?.logOdds ?? scored.logOdds[reason.signal])
  const verdict: PhotoVerdict = {
    index: photo.index,
    ...(photo.name === undefined ? {} : { name: photo.name }),
    sha256: photo.sha256,
    format: photo.format,
    width: photo.width,
    height: photo.height,
    score: rounded(scored.score),
    band: bandOf(scored, signals, channel),
    signals: told,
  }
  const weighty = told
    .flatMap((signal) => (signal.status === 'measured' ? signal.reasons : []))
    .filter((reason) => worth(reason) > 0)
    .sort((a, b) => worth(b) - worth(a))
  return { verdict, scored, weighty }
}

/** Without the detector's look at the pixels a photo can be suspect for other reasons, but never cleared. */
function bandOf({ score }: PhotoScore, signals: Signals, channel: ChannelPolicy): Band {
  if (score >= channel.suspect) return 'suspect'
  if (score >= channel.review) return 'review'
  return signals.generated.status === 'measured' ? 'clear' : 'insufficient'
}

function mayHold({ verdict, scored }: JudgedPhoto, { hold }: ChannelPolicy): boolean {
  if (!hold || verdict.band !== 'suspect') return false
  return Object.values(scored.logOdds).filter((each) => each >= hold.logOdds).length >= hold.signals
}

function tellSignal(name: SignalName, photo: number, signals: Signals, scored: PhotoScore): ToldSignal {
  const signal = signals[name]
  if (signal.status === 'unavailable') return { signal: name, status: 'unavailable', why: signal.why }
  return {
    signal: name,
    status: 'measured',
    score: rounded(probability(scored.logOdds[name])),
    reasons: signal.reasons.map((reason) => ({ ...tell(reason, name), photo })),
  }
}

const tell = (reason: Reason, signal: SignalName): ToldReason => ({
  code: reason.code,
  signal,
  text: sentences(reason),
  facts: reason.facts,
})

/** Whether the photos of one claim say the same is itself worth telling. */
function acrossPhotos(judged: JudgedPhoto[]): ToldReason[] {
  const of = judged.length
  const count = (band: Band) => judged.filter((each) => each.verdict.band === band).length
  const suspect = count('suspect')
  if (of < 2 || suspect === 0) return []
  const code = suspect === of ? 'PHOTOS_AGREE' : 'PHOTOS_DIFFER'
  return [tell({ code, facts: { suspect, of } }, 'generated')]
}

const strongest = (judged: JudgedPhoto[]): JudgedPhoto =>
  judged.reduce((best, each) => (each.scored.score > best.scored.score ? each : best))

const rounded = (score: number) => Math.round(score * 1e4) / 1e4
