import { createHash } from 'node:crypto'
import pLimit from 'p-limit'
import { type RunningDetector, startDetector } from './assembleCheck.ts'
import type { Seen } from './check/check.ts'
import type { Claim } from './check/claim.ts'
import type { Policy } from './check/policy.ts'
import { type Examined, judge, type Verdict } from './check/verdict.ts'
import type { PhotoLimits } from './photo/limits.ts'
import { openPhoto } from './photo/open.ts'
import { readPolicy } from './policy/read.ts'
import { loadDetector } from './signals/generated/card.ts'
import { generatedReader } from './signals/generated/generated.ts'
import type { ShadowVerdict } from './store/shadow.ts'

export interface ShadowSettings {
  policyFile: string | undefined
  modelFolder: string | undefined
  /** Share of checks, 0-1. */
  share: number
}

export interface Shadow {
  /** Judges a check once more when its turn comes; never throws, never keeps the caller waiting. */
  follow: (tenant: string, claim: Claim, verdict: Verdict, seen: Seen[], judgedBy: Policy) => void
  close: () => Promise<void>
}

/** Checks that wait to be judged once more; further ones are left out rather than piled up. */
const maxWaiting = 8

/**
 * A second detector or policy beside the first on a share of the traffic: recorded and counted, never answered.
 * @returns undefined when neither is set.
 */
export async function startShadow(
  { policyFile, modelFolder, share }: ShadowSettings,
  limits: PhotoLimits,
  record: (tenant: string, verdict: Verdict, shadow: ShadowVerdict) => Promise<void>,
  onFault: (cause: unknown) => void,
): Promise<Shadow | undefined> {
  if (policyFile === undefined && modelFolder === undefined) return undefined
  const policy = policyFile === undefined ? undefined : await readPolicy(policyFile)
  const detector = modelFolder === undefined ? undefined : await startDetector(await loadDetector(modelFolder), 1)
  const oneByOne = pLimit(1)

  return {
    follow(tenant, claim, verdict, seen, judgedBy) {
      if (!isPicked(verdict.id, share) || oneByOne.pendingCount >= maxWaiting) return
      oneByOne(async () => {
        const other = await judgedAgain(claim, seen, verdict, policy ?? judgedBy, detector, limits)
        await record(tenant, verdict, other)
      }).catch(onFault)
    },
    async close() {
      oneByOne.clearQueue()
      await oneByOne(async () => {})
      await detector?.close()
    },
  }
}

async function judgedAgain(
  claim: Claim,
  seen: Seen[],
  { id, versions }: Verdict,
  policy: Policy,
  detector: RunningDetector | undefined,
  limits: PhotoLimits,
): Promise<ShadowVerdict> {
  const examined = detector ? await seenBy(detector, claim, seen, id, limits) : seen
  const { score, band, action } = judge(claim, examined, policy)
  const model = detector ? { name: detector.card.name, sha256: detector.card.sha256 } : versions.model
  return { score, band, action, versions: { ...versions, policy: policy.version, model } }
}

/** The photos as another detector sees them. They are opened anew, one by one: their pixels were given back. */
async function seenBy(
  detector: RunningDetector,
  claim: Claim,
  seen: Seen[],
  checkId: string,
  limits: PhotoLimits,
): Promise<Examined[]> {
  const read = generatedReader(detector.card, detector)
  const idle = new AbortController().signal
  const examined: Examined[] = []
  for (const { photo, signals } of seen) {
    const { raster } = await openPhoto(photo, photo.index, detector.card.raster.longSideMax, limits)
    const generated = await read({ checkId, claim, photo, photos: seen.length, raster, now: new Date() }, idle)
    examined.push({ photo, signals: { ...signals, generated } })
  }
  return examined
}

/** By the check's id, so that every replica and every repetition picks the same ones. */
const isPicked = (id: string, share: number): boolean =>
  createHash('sha256').update(id).digest().readUInt32BE(0) / 2 ** 32 < share
