import { createHash } from 'node:crypto'
import pLimit from 'p-limit'
import { type CheckAssembly, type RunningDetector, startDetector } from './assembleCheck.ts'
import type { Seen } from './check/check.ts'
import type { Claim } from './check/claim.ts'
import type { Policy } from './check/policy.ts'
import { judge, type Verdict } from './check/verdict.ts'
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
  follow: (tenant: string, claim: Claim, verdict: Verdict, seen: Seen[]) => void
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
  parts: CheckAssembly,
  record: (tenant: string, verdict: Verdict, shadow: ShadowVerdict) => Promise<void>,
  onFault: (cause: unknown) => void,
): Promise<Shadow | undefined> {
  if (policyFile === undefined && modelFolder === undefined) return undefined
  const policy = policyFile === undefined ? undefined : await readPolicy(policyFile)
  const detector = modelFolder === undefined ? undefined : await startDetector(await loadDetector(modelFolder), 1)
  const oneByOne = pLimit(1)

  return {
    follow(tenant, claim, verdict, seen) {
      if (!isPicked(verdict.id, share) || oneByOne.pendingCount >= maxWaiting) return
      oneByOne(async () => {
        const other = await judgedAgain(claim, seen, verdict, policy ?? parts.policy(), detector)
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
): Promise<ShadowVerdict> {
  const read = detector && generatedReader(detector.card, detector)
  const idle = new AbortController().signal
  const examined = await Promise.all(
    seen.map(async (each) => {
      if (!read) return each
      const subject = { checkId: id, claim, photo: each.photo, raster: each.raster, now: new Date() }
      return { photo: each.photo, signals: { ...each.signals, generated: await read(subject, idle) } }
    }),
  )
  const { score, band, action } = judge(claim, examined, policy)
  const model = detector ? { name: detector.card.name, sha256: detector.card.sha256 } : versions.model
  return { score, band, action, versions: { ...versions, policy: policy.version, model } }
}

/** By the check's id, so that every replica and every repetition picks the same ones. */
const isPicked = (id: string, share: number): boolean =>
  createHash('sha256').update(id).digest().readUInt32BE(0) / 2 ** 32 < share
