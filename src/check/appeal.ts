import type { CheckClaim, SentPhoto } from './check.ts'
import type { Claim } from './claim.ts'
import { CheckError } from './errors.ts'
import type { ToldReason } from './told.ts'
import type { Verdict, Versions } from './verdict.ts'

/** What one answer came to. */
export type Answer = Pick<Verdict, 'score' | 'band' | 'action' | 'reasons' | 'versions'>

/** One difference between two answers, and where it comes from. */
export interface Change {
  what: 'score' | 'band' | 'reason_added' | 'reason_gone' | 'detector' | 'policy'
  /** Which photo; absent where it is about the claim. */
  photo?: number
  before?: string | number
  after?: string | number
  /** `evidence`: the detector and policy of the first answer say so too, by what is known now. */
  because: 'evidence' | 'detector_or_policy'
  text: { en: string; zh: string }
}

/** What the newest answer says of the first one. */
export interface AppealFacts {
  appealOf: string
  first: Answer
  /** The first answer's detector and policy on the same photos, today; absent when they are no longer there. */
  pinned?: Answer
  changes: Change[]
}

export type AppealVerdict = Verdict & AppealFacts

export interface AppealPorts {
  first: (checkId: string) => Promise<{ claim: Claim; verdict: Verdict } | undefined>
  sha256: (bytes: Uint8Array) => string
  /** A photo of the first check that the operator kept. */
  kept: (checkId: string, photo: number) => Promise<SentPhoto | undefined>
  /** The use case with the detector and the policy of the first answer, which keeps nothing. */
  pinned: <T>(versions: Versions, work: (check: CheckClaim) => Promise<T>) => Promise<T | undefined>
  /** The use case as it is now; `finish` completes the verdict before it is kept. */
  newest: (finish: (verdict: Verdict) => Verdict) => CheckClaim
}

/**
 * Someone says that the first answer was wrong: the same photos are judged by the detector and policy of then and of now,
 * and the answer says what differs and why. It is the appeal channel: people decide.
 * @throws CheckError NOT_FOUND, or CLAIM_INVALID when the photos are not those of the first check.
 */
export function appealer(ports: AppealPorts) {
  return async function appeal(checkId: string, sent: SentPhoto[]): Promise<AppealVerdict> {
    const first = await ports.first(checkId)
    if (!first) throw new CheckError('NOT_FOUND', 'There is no check with this id.')
    const photos = await matched(ports, checkId, first.verdict, sent)
    const claim: Claim = { ...first.claim, channel: 'appeal' }
    const pinned = await ports.pinned(first.verdict.versions, (check) => check(claim, photos))
    const facts = (newest: Verdict): AppealFacts => ({
      appealOf: checkId,
      first: answerOf(first.verdict),
      ...(pinned ? { pinned: answerOf(pinned) } : {}),
      changes: changesOf(first.verdict, pinned, newest),
    })
    return (await ports.newest((verdict) => ({ ...verdict, ...facts(verdict) }))(claim, photos)) as AppealVerdict
  }
}

/** The first check's photos in its own order: sent again, or kept. */
async function matched(
  { sha256, kept }: AppealPorts,
  checkId: string,
  first: Verdict,
  sent: SentPhoto[],
): Promise<SentPhoto[]> {
  const bySha = new Map(sent.map((photo) => [sha256(photo.bytes), photo]))
  const strangers = sent.findIndex((photo) => !first.photos.some((each) => each.sha256 === sha256(photo.bytes)))
  if (strangers >= 0)
    throw new CheckError(
      'CLAIM_INVALID',
      `Photo ${strangers + 1} is not one of the first check's, byte by byte. Send the very same files.`,
      { field: 'photo', photo: strangers },
    )
  return Promise.all(
    first.photos.map(async (photo) => {
      const found = bySha.get(photo.sha256) ?? (await kept(checkId, photo.index))
      if (!found)
        throw new CheckError(
          'CLAIM_INVALID',
          `Photo ${photo.index + 1} of the first check is missing. Send all of its photos again.`,
          { field: 'photo', photo: photo.index },
        )
      return { name: photo.name, ...found }
    }),
  )
}

const answerOf = ({ score, band, action, reasons, versions }: Verdict): Answer => ({
  score,
  band,
  action,
  reasons,
  versions,
})

/** Pure: from the first answer to the newest, through what the first one's versions say today. */
export function changesOf(first: Verdict, pinned: Verdict | undefined, newest: Verdict): Change[] {
  const steps: Change[] = []
  if (pinned) steps.push(...differences(first, pinned, 'evidence'))
  steps.push(...versionChanges(first.versions, newest.versions))
  steps.push(...differences(pinned ?? first, newest, 'detector_or_policy'))
  return steps
}

function versionChanges(before: Versions, after: Versions): Change[] {
  const changes: Change[] = []
  if (before.model.sha256 !== after.model.sha256)
    changes.push({
      what: 'detector',
      before: before.model.sha256,
      after: after.model.sha256,
      because: 'detector_or_policy',
      text: { en: 'A newer detector looked at the photos.', zh: '照片由更新版本的检测模型重新检测。' },
    })
  if (before.policy !== after.policy)
    changes.push({
      what: 'policy',
      before: before.policy,
      after: after.policy,
      because: 'detector_or_policy',
      text: {
        en: `The policy changed from ${before.policy} to ${after.policy}.`,
        zh: `判定策略由 ${before.policy} 变为 ${after.policy}。`,
      },
    })
  return changes
}

/** Scores that differ by less are the same to a person. */
const noticeable = 0.01

function differences(before: Verdict, after: Verdict, because: Change['because']): Change[] {
  const changes: Change[] = []
  if (before.band !== after.band)
    changes.push({
      what: 'band',
      before: before.band,
      after: after.band,
      because,
      text: {
        en: `The claim's band changed from ${before.band} to ${after.band}.`,
        zh: `整体结论由 ${bandZh[before.band]} 变为 ${bandZh[after.band]}。`,
      },
    })
  for (const photo of after.photos) {
    const earlier = before.photos[photo.index]
    if (!earlier || Math.abs(photo.score - earlier.score) < noticeable) continue
    changes.push({
      what: 'score',
      photo: photo.index,
      before: earlier.score,
      after: photo.score,
      because,
      text: {
        en: `The score of photo ${photo.index + 1} went from ${earlier.score.toFixed(2)} to ${photo.score.toFixed(2)}.`,
        zh: `第 ${photo.index + 1} 张照片的评分由 ${earlier.score.toFixed(2)} 变为 ${photo.score.toFixed(2)}。`,
      },
    })
  }
  const sameReason = (a: ToldReason, b: ToldReason) => a.code === b.code && a.photo === b.photo
  const reasonChange = (what: 'reason_added' | 'reason_gone', reason: ToldReason): Change => ({
    what,
    ...(reason.photo === undefined ? {} : { photo: reason.photo }),
    [what === 'reason_added' ? 'after' : 'before']: reason.code,
    because,
    text:
      what === 'reason_added'
        ? { en: `Now also: ${reason.text.en}`, zh: `新增理由：${reason.text.zh}` }
        : { en: `No longer: ${reason.text.en}`, zh: `不再成立：${reason.text.zh}` },
  })
  for (const reason of after.reasons)
    if (!before.reasons.some((each) => sameReason(each, reason))) changes.push(reasonChange('reason_added', reason))
  for (const reason of before.reasons)
    if (!after.reasons.some((each) => sameReason(each, reason))) changes.push(reasonChange('reason_gone', reason))
  return changes
}

const bandZh = { clear: '未见异常', review: '需人工查看', suspect: '存疑', insufficient: '无法判断' } as const
