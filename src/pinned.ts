import { type CheckAssembly, startDetector } from './assembleCheck.ts'
import type { AppealPorts } from './check/appeal.ts'
import { checker } from './check/check.ts'
import type { Memory } from './check/memory.ts'
import { parsePolicy } from './policy/read.ts'
import { findDetector } from './signals/generated/card.ts'
import type { policyStore } from './store/policies.ts'

/**
 * The use case as an earlier answer had it: its policy from the store, its detector from the models' folder, loaded for
 * this one run when it is no longer the newest. What the store remembers of other photos is seen, nothing is added.
 */
export function pinnedChecks(
  parts: CheckAssembly,
  policies: ReturnType<typeof policyStore>,
  modelFolder: string,
): (memory: Memory) => AppealPorts['pinned'] {
  return ({ photos, buyers }) =>
    async (versions, work) => {
      const kept = await policies.find(versions.policy)
      const detector = await detectorOf(parts, modelFolder, versions.model.sha256)
      if (kept === undefined || !detector) return undefined
      const memory: Memory = {
        photos: { ...photos, remember: async () => {} },
        buyers,
        save: async () => {},
        forget: async () => {},
      }
      try {
        const policy = parsePolicy(kept, `policy ${versions.policy}`)
        return await work(checker(parts.ports(memory, { detector, policy })))
      } finally {
        if (detector !== parts.detector) await detector.close()
      }
    }
}

async function detectorOf(parts: CheckAssembly, folder: string, sha256: string) {
  if (parts.detector.card.sha256 === sha256) return parts.detector
  const found = await findDetector(folder, sha256)
  return found && startDetector(found, 1)
}
