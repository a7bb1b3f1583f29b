import type { CheckAssembly } from './assembleCheck.ts'
import type { Services } from './http/app.ts'
import { openPhoto } from './photo/open.ts'
import type { referenceStore } from './store/references.ts'

/** Opens and fingerprints a photo as a check would, and keeps what finds it again. */
export function referenceKeeper(
  storeOf: (tenant: string) => ReturnType<typeof referenceStore>,
  { detector, limits, fingerprint }: Pick<CheckAssembly, 'detector' | 'limits' | 'fingerprint'>,
  now: () => Date,
): Services['putReference'] {
  return async (tenant, id, facts, sent) => {
    const { photo, raster } = await openPhoto(sent, 0, detector.card.raster.longSideMax, limits)
    const { stored } = await fingerprint(raster, 0)
    const reference = { id, ...facts, sha256: photo.sha256, createdAt: now() }
    await storeOf(tenant).put(reference, stored)
    return reference
  }
}
