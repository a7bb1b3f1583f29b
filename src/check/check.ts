/**
 * Start reading here: the one use case.
 *
 *   photos -> open (limits, type, pixels) -> signals side by side -> score -> policy -> verdict -> stored -> answered
 *
 * Nothing in this folder knows HTTP, SQL, sharp or ONNX, and nothing has a clock: `assemble.ts` hands all that in.
 */
import type { Claim } from './claim.ts'
import { CheckError } from './errors.ts'
import type { Photo, Raster } from './photo.ts'
import type { Policy } from './policy.ts'
import type { Signals } from './score.ts'
import { failed, type Signal, type SignalName, type SignalReader, type Subject, signalNames } from './signal.ts'
import { type Examined, judge, type Verdict, type Versions } from './verdict.ts'

export interface SentPhoto {
  bytes: Uint8Array
  name?: string | undefined
}

export interface CheckPorts {
  /** @throws CheckError when the photo is refused. */
  open: (sent: SentPhoto, index: number) => Promise<{ photo: Photo; raster: Raster }>
  readers: Record<SignalName, { read: SignalReader; limitMs: number }>
  /** Runs the work, rejects and aborts it when it takes longer than that. */
  within: <T>(limitMs: number, work: (abort: AbortSignal) => Promise<T>) => Promise<T>
  /** A slot for one photo's pixels and inference; waits for its turn. */
  slot: <T>(work: () => Promise<T>) => Promise<T>
  policy: () => Policy
  versions: () => Omit<Versions, 'policy'>
  /** Completes a verdict before it is kept and answered; an appeal adds what changed. */
  finish?: (verdict: Verdict) => Verdict
  /** Keeps the verdict and what of the photos may be kept; what is answered has been kept. */
  save: (claim: Claim, verdict: Verdict, seen: Seen[]) => Promise<void>
  /** Lets go of what a refused check may have left behind. */
  forget: (checkId: string) => Promise<void>
  /** A signal broke: for the log, never for the caller. */
  onFault: (checkId: string, signal: SignalName, cause: unknown) => void
  now: () => Date
  newId: () => string
}

/** A photo, its pixels and what the signals said of it. */
export interface Seen extends Examined {
  photo: Photo
  raster: Raster
}

export const maxPhotos = 9

export type CheckClaim = (claim: Claim, photos: SentPhoto[]) => Promise<Verdict>

/** @returns the use case, ready to be called by the service, a command or the benchmark. */
export function checker(ports: CheckPorts): CheckClaim {
  return async function checkClaim(claim, photos) {
    refuseWrongCount(photos.length)
    const startedAt = ports.now()
    const checkId = ports.newId()
    const policy = ports.policy()
    const examinations = await Promise.allSettled(
      photos.map((sent, index) => ports.slot(() => examine(ports, checkId, claim, sent, index, startedAt))),
    )
    const refused = examinations.find((each) => each.status === 'rejected')
    if (refused) {
      await ports.forget(checkId)
      throw refused.reason
    }
    const seen = examinations.map((each) => (each as PromiseFulfilledResult<Seen>).value)
    const judged: Verdict = {
      id: checkId,
      createdAt: startedAt.toISOString(),
      tookMs: ports.now().getTime() - startedAt.getTime(),
      ...judge(claim, seen, policy),
      versions: { ...ports.versions(), policy: policy.version },
    }
    const verdict = ports.finish?.(judged) ?? judged
    await ports.save(claim, verdict, seen)
    return verdict
  }
}

/** @throws CheckError TOO_MANY_PHOTOS, or CLAIM_INVALID when there is none. */
export function refuseWrongCount(count: number): void {
  if (count > maxPhotos)
    throw new CheckError('TOO_MANY_PHOTOS', `${count} photos were sent; at most ${maxPhotos} are allowed.`)
  if (count === 0)
    throw new CheckError('CLAIM_INVALID', 'No photo was sent; a claim has 1 to 9 photos.', { field: 'photo' })
}

async function examine(
  ports: CheckPorts,
  checkId: string,
  claim: Claim,
  sent: SentPhoto,
  index: number,
  now: Date,
): Promise<Seen> {
  const { photo, raster } = await ports.open(sent, index).catch((cause) => {
    throw cause instanceof CheckError
      ? new CheckError(cause.code, `Photo ${index + 1}: ${cause.message}`, { photo: index, cause: cause.cause })
      : cause
  })
  const subject: Subject = { checkId, claim, photo, raster, now }
  const entries = await Promise.all(
    signalNames.map(async (name): Promise<[SignalName, Signal]> => [name, await readSafely(ports, name, subject)]),
  )
  return { photo, raster, signals: Object.fromEntries(entries) as Signals }
}

/** A signal that throws or is late becomes `unavailable`: it never fails the check, and never moves the score. */
async function readSafely(ports: CheckPorts, name: SignalName, subject: Subject): Promise<Signal> {
  const { read, limitMs } = ports.readers[name]
  try {
    return await ports.within(limitMs, (abort) => read(subject, abort))
  } catch (cause) {
    ports.onFault(subject.checkId, name, cause)
    return failed(cause instanceof TimeLimitError ? 'TIMED_OUT' : 'FAILED')
  }
}

/** What `within` rejects with when time is up. */
export class TimeLimitError extends Error {
  constructor(limitMs: number) {
    super(`took over ${limitMs} ms`)
    this.name = 'TimeLimitError'
  }
}
