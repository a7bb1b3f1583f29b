/**
 * What an evidence document says: the facts, gathered once, then told twice, as a page for people and as a signed JWS
 * that anybody can verify offline. Start reading at `evidence.ts`.
 */
import type { Channel } from '../check/claim.ts'
import type { ToldReason } from '../check/told.ts'
import type { Verdict } from '../check/verdict.ts'

export interface Picture {
  type: string
  bytes: Uint8Array
}

/** A claim as the store gives it back: times are text. */
export type KeptClaim = Record<string, string | number> & { channel: Channel; orderId: string }

export interface CheckRecord {
  claim: KeptClaim
  verdict: Verdict
  /** The newest first. */
  outcomes: {
    outcome: 'fake' | 'genuine' | 'unresolved'
    decidedBy: string
    note?: string | undefined
    decidedAt: string
  }[]
}

export interface EvidenceFacts {
  /** When this document was made. */
  issuedAt: string
  claim: KeptClaim
  verdict: Verdict
  outcomes: CheckRecord['outcomes']
  timeline: Moment[]
  matches: Match[]
  /** What the document shows of photos, by content. */
  pictures: { photo: number; shows: 'map' | 'photo' | 'match'; sha256: string }[]
}

export interface Moment {
  what: 'captured' | 'ordered' | 'delivered' | 'opened' | 'seen' | 'checked' | 'decided' | 'issued'
  /** As it was stated; a camera's clock may state no offset. */
  at: string
  photo?: number
  /** Of the earlier check or the reference, for `seen`. */
  id?: string
  outcome?: CheckRecord['outcomes'][number]['outcome']
  decidedBy?: string
}

/** Another check's photo that shows the same picture, or a reference that does. */
export interface Match {
  photo: number
  reason: ToldReason
  /** Of the check, or of the reference. */
  id: string
  /** Which photo of that check; absent for a reference. */
  of?: number
  /** Absent for a reference, and where that check has been deleted since. */
  there?: { createdAt: string; orderId: string; name?: string; sha256: string; width: number; height: number }
}

/** Where a reuse reason points to. */
export function matchesOf(verdict: Verdict): Match[] {
  return verdict.photos.flatMap(({ index, signals }) =>
    signals
      .flatMap((signal) => (signal.status === 'measured' ? signal.reasons : []))
      .flatMap((reason): Match[] => {
        const { checkId, photo, referenceId } = reason.facts
        if (typeof referenceId === 'string') return [{ photo: index, reason, id: referenceId }]
        if (typeof checkId !== 'string' || typeof photo !== 'number') return []
        return [{ photo: index, reason, id: checkId, of: photo }]
      }),
  )
}

/** Everything with a time, in order; what a camera's clock says is told as it was written. */
export function timelineOf({ claim, verdict, outcomes }: CheckRecord, issuedAt: string): Moment[] {
  const reasons = verdict.photos.flatMap((photo) =>
    photo.signals.flatMap((signal) => (signal.status === 'measured' ? signal.reasons : [])),
  )
  const captured = reasons
    .filter(({ facts }) => typeof facts.takenAt === 'string')
    .map(({ facts, photo }) => ({ what: 'captured' as const, at: String(facts.takenAt), photo: photo ?? 0 }))
  const seen = reasons
    .filter(({ facts }) => typeof facts.seenAt === 'string')
    .map(({ facts, photo }) => ({
      what: 'seen' as const,
      at: String(facts.seenAt),
      photo: photo ?? 0,
      id: String(facts.checkId ?? facts.referenceId ?? ''),
    }))
  const stated = ([what, key]: [Moment['what'], string]): Moment[] =>
    typeof claim[key] === 'string' ? [{ what, at: claim[key] }] : []
  const moments: Moment[] = [
    ...unique(captured),
    ...seen,
    ...stated(['ordered', 'orderedAt']),
    ...stated(['delivered', 'deliveredAt']),
    ...stated(['opened', 'openedAt']),
    { what: 'checked', at: verdict.createdAt },
    ...outcomes.map(({ outcome, decidedBy, decidedAt }) => ({
      what: 'decided' as const,
      at: decidedAt,
      outcome,
      decidedBy,
    })),
    { what: 'issued', at: issuedAt },
  ]
  return moments.sort((a, b) => instantOf(a.at) - instantOf(b.at))
}

const unique = <M extends { at: string; photo: number }>(moments: M[]): M[] => [
  ...new Map(moments.map((moment) => [`${moment.photo} ${moment.at}`, moment])).values(),
]

/** For the order only: a written time without an offset is taken as UTC. */
function instantOf(text: string): number {
  const parts = /^(\d{4}-\d\d-\d\d)[ T](\d\d:\d\d:\d\d)(?:\.\d+)? ?(Z|[+-]\d\d:\d\d)?/.exec(text)
  return parts ? Date.parse(`${parts[1]}T${parts[2]}${parts[3] ?? 'Z'}`) : Number.MAX_SAFE_INTEGER
}
