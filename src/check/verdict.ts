import { acrossPhotos } from './acrossPhotos.ts'
import type { Channel, Claim } from './claim.ts'
import type { Photo } from './photo.ts'
import { type Action, type Band, type ChannelPolicy, type Policy, type Rules, rulesFor } from './policy.ts'
import { type Reason, sentences } from './reasons.ts'
import { type PhotoScore, probability, reasonLogOdds, type Signals, scorePhoto } from './score.ts'
import { measured, type SignalName, signalNames } from './signal.ts'
import type { PhotoVerdict, ToldReason, ToldSignal } from './told.ts'

export interface Verdict {
  id: string
  createdAt: string
  tookMs: number
  channel: Channel
  score: number
  band: Band
  action: Action
  /** The kind of goods whose rules applied. */
  category: string
  /** What to ask the buyer for, ready to be sent, where the action is to ask. */
  ask?: { en: string; zh: string }
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

/** What a verdict says of a photo itself. */
export type PhotoFacts = Pick<Photo, 'index' | 'name' | 'sha256' | 'format' | 'width' | 'height'>

export interface Examined {
  photo: PhotoFacts
  signals: Signals
}

/** What a check found, without pixels and maps: enough to judge it again under another policy. */
export type Evidence = Examined

export const evidenceOf = ({ photo, signals }: Examined): Evidence => {
  const { index, name, sha256, format, width, height } = photo
  const kept = signalNames.map((signal) => {
    const found = signals[signal]
    return [signal, found.status === 'measured' ? measured(found.reasons, found.logOdds) : found]
  })
  return {
    photo: { index, name, sha256, format, width, height },
    signals: Object.fromEntries(kept) as Signals,
  }
}

/** Everything that people decided and the machine only adds up: scores, bands, the action, the words. Pure. */
export function judge(
  claim: Claim,
  examined: Examined[],
  policy: Policy,
): Omit<Verdict, 'id' | 'createdAt' | 'tookMs' | 'versions'> {
  const rules = rulesFor(policy, claim)
  const judged = examined.map((each) => judgePhoto(each, rules))
  // The strongest well-founded evidence speaks for the claim; a photo that could not be judged never does.
  const founded = judged.filter((each) => each.verdict.band !== 'insufficient')
  const leading = strongest(founded.length > 0 ? founded : judged)
  const band = leading.verdict.band
  const action = actionFor(leading, claim, rules)
  return {
    channel: claim.channel,
    score: leading.verdict.score,
    band,
    action,
    category: rules.category,
    ...(action === 'ask_for_more' ? { ask: rules.ask } : {}),
    reasons: [
      ...acrossPhotos(judged.map(({ verdict }) => verdict)).map(({ signal, ...reason }) => tell(reason, signal)),
      ...judged.flatMap((each) => each.weighty),
    ],
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

function judgePhoto({ photo, signals }: Examined, rules: Rules): JudgedPhoto {
  const scored = scorePhoto(signals, rules)
  const told = signalNames.map((name) => tellSignal(name, photo.index, signals, scored))
  const worth = (reason: ToldReason) => Math.abs(reasonLogOdds(reason, rules) ?? scored.logOdds[reason.signal])
  const verdict: PhotoVerdict = {
    index: photo.index,
    ...(photo.name === undefined ? {} : { name: photo.name }),
    sha256: photo.sha256,
    format: photo.format,
    width: photo.width,
    height: photo.height,
    score: rounded(scored.score),
    band: bandOf(scored, signals, rules.channel),
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

function actionFor(leading: JudgedPhoto, claim: Claim, { channel }: Rules): Action {
  if (mayHold(leading, channel)) return 'hold'
  const action = channel.actions[leading.verdict.band]
  const from = claim.currency === undefined ? undefined : channel.peopleFrom?.[claim.currency]
  return action === 'pass' && from !== undefined && (claim.amount ?? 0) >= from ? 'review' : action
}

function mayHold({ verdict, scored }: JudgedPhoto, { hold }: ChannelPolicy): boolean {
  if (!hold || verdict.band !== 'suspect') return false
  const alone = signalNames.some((name) => scored.logOdds[name] >= (hold.alone?.[name] ?? Number.POSITIVE_INFINITY))
  return alone || Object.values(scored.logOdds).filter((each) => each >= hold.logOdds).length >= hold.signals
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
  ...(reason.share === undefined ? {} : { share: reason.share }),
})

const strongest = (judged: JudgedPhoto[]): JudgedPhoto =>
  judged.reduce((best, each) => (each.scored.score > best.scored.score ? each : best))

const rounded = (score: number) => Math.round(score * 1e4) / 1e4
