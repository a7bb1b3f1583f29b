/**
 * Start reading here: the one use case.
 *
 *   photos -> open (limits, type, pixels) -> signals side by side -> score -> policy -> verdict -> stored -> answered
 *
 * Nothing in this folder knows HTTP, SQL, sharp or ONNX, and nothing has a clock: `assemble.ts` hands all that in.
 */
import type { Claim } from './claim.ts'
import { CheckError } from './errors.ts'
import type { KeptPicture } from './kept.ts'
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
  /** Nobody looks at these pixels any more; their memory may go to another photo. */
  release: (raster: Raster) => void
  readers: Record<SignalName, { read: SignalReader; limitMs: number }>
  /** Runs the work, rejects and aborts it when it takes longer than that. */
  within: <T>(limitMs: number, work: (abort: AbortSignal) => Promise<T>) => Promise<T>
  /** What the operator lets us keep of a photo's pixels. */
  pictures: (photo: Photo, raster: Raster, now: Date) => Promise<KeptPicture[]>
  /** A slot for one photo's pixels and inference; waits for its turn. */
  slot: <T>(work: () => Promise<T>) => Promise<T>
  policy: () => Policy
  versions: () => Omit<Versions, 'policy'>
  /** Completes a verdict before it is kept and answered; an appeal adds what changed. */
  finish?: (verdict: Verdict) => Verdict
  /**
   * Keeps the verdict, the policy that it was judged by and what of the photos may be kept; what is answered has been
   * kept. `policy()` may have changed since then.
   */
  save: (claim: Claim, verdict: Verdict, seen: Seen[], policy: Policy) => Promise<void>
  /** Lets go of what a refused check may have left behind. */
  forget: (checkId: string) => Promise<void>
  /** A signal broke: for the log, never for the caller. */
  onFault: (checkId: string, signal: SignalName, cause: unknown) => void
  now: () => Date
  newId: () => string
}

/** A photo, what the signals said of it and what may be kept of it. Its pixels are gone. */
export interface Seen extends Examined {
  photo: Photo
  pictures: KeptPicture[]
}

export const maxPhotos = 9

/** What these say is about the claim's buyer and true of every photo: they are read with the first. */
const ofTheClaim: ReadonlySet<SignalName> = new Set(['history'])

export type CheckClaim = (claim: Claim, photos: SentPhoto[]) => Promise<Verdict>

/** @returns the use case, ready to be called by the service, a command or the benchmark. */
export function checker(ports: CheckPorts): CheckClaim {
  return async function checkClaim(claim, photos) {
    refuseWrongCount(photos.length)
    const startedAt = ports.now()
    const checkId = ports.newId()
    const policy = ports.policy()
    const once = new Map<SignalName, Promise<Signal>>()
    const read = (name: SignalName, subject: Subject) => {
      if (!ofTheClaim.has(name)) return readSafely(ports, name, subject)
      const reading = once.get(name) ?? readSafely(ports, name, subject)
      once.set(name, reading)
      return reading
    }
    const examinations = await Promise.allSettled(
      photos.map((sent, index) =>
        ports.slot(() => examine(ports, sent, index, { checkId, claim, photos: photos.length, now: startedAt }, read)),
      ),
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
    await ports.save(claim, verdict, seen, policy)
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
  sent: SentPhoto,
  index: number,
  asked: Omit<Subject, 'photo' | 'raster'>,
  read: (name: SignalName, subject: Subject) => Promise<Signal>,
): Promise<Seen> {
  const { photo, raster } = await ports.open(sent, index).catch((cause) => {
    throw cause instanceof CheckError
      ? new CheckError(cause.code, `Photo ${index + 1}: ${cause.message}`, { photo: index, cause: cause.cause })
      : cause
  })
  const subject: Subject = { ...asked, photo, raster }
  const entries = await Promise.all(
    signalNames.map(async (name): Promise<[SignalName, Signal]> => [name, await read(name, subject)]),
  )
  const signals = Object.fromEntries(entries) as Signals
  const pictures = await ports.pictures(photo, raster, asked.now)
  // What was given up on may still be looking; then the pixels stay its own.
  if (!entries.some(([, signal]) => signal.status === 'unavailable' && signal.fault)) ports.release(raster)
  return { photo, signals, pictures }
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
