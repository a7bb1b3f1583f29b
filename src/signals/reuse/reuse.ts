import type { Claim } from '../../check/claim.ts'
import type { PhotoMemory, Sighting } from '../../check/memory.ts'
import type { Reason } from '../../check/reasons.ts'
import { measured, type SignalReader } from '../../check/signal.ts'
import type { Fingerprinter } from './fingerprinter.ts'
import { distance, type Orientation, orientations } from './pdq.ts'

/** Online, a match lies within 15 bits; where a person reads the answer, within the 31 of PDQ's authors. */
const maxDistance = { refund: 15, dispute: 31, appeal: 31 } as const
const minQuality = 50

interface Match {
  sighting: Sighting
  exact: boolean
  distance: number
  orientation: Orientation
}

/**
 * Was this picture sent before? The same bytes by sha256, the same picture (re-saved, scaled, mirrored, turned) by PDQ.
 * Photos of the same order are never a match: a retry, a second press or another channel is no reuse.
 */
export function reuseReader(memory: PhotoMemory, fingerprinter: Pick<Fingerprinter, 'fingerprint'>): SignalReader {
  return async ({ checkId, claim, photo, raster, now }) => {
    const { hash, quality, oriented } = await fingerprinter.fingerprint(raster)
    await memory.remember({
      checkId,
      photo: photo.index,
      sha256: photo.sha256,
      pdq: hash,
      quality,
      orderId: claim.orderId,
      buyerId: claim.buyerId,
      merchantId: claim.merchantId,
      seenAt: now,
    })
    const exact = (await memory.sameBytes(photo.sha256, checkId)).map(
      (sighting): Match => ({ sighting, exact: true, distance: 0, orientation: 'upright' }),
    )
    const limit = maxDistance[claim.channel]
    const near =
      quality < minQuality
        ? []
        : (await memory.nearby(Object.values(oriented), limit, checkId))
            .map((sighting) => nearest(sighting, oriented))
            .filter((match) => match.distance <= limit && match.sighting.sha256 !== photo.sha256)
    const elsewhere = [...exact, ...near].filter(({ sighting }) => sighting.orderId !== claim.orderId)
    return measured(reasonsFor(elsewhere, claim))
  }
}

function nearest(sighting: Sighting, oriented: Record<Orientation, Uint8Array>): Match {
  const distances = orientations.map((orientation) => distance(sighting.pdq, oriented[orientation]))
  const least = Math.min(...distances)
  return { sighting, exact: false, distance: least, orientation: orientations[distances.indexOf(least)]! }
}

/** One reason a kind, for its closest match, with how many there are. */
function reasonsFor(matches: Match[], claim: Claim): Reason[] {
  const kinds = new Map<Reason['code'], Match[]>()
  for (const match of matches) {
    const code = codeFor(match, claim)
    kinds.set(code, [...(kinds.get(code) ?? []), match])
  }
  return [...kinds].map(([code, found]) => {
    const closest = found.reduce((best, each) => (each.distance < best.distance ? each : best))
    return {
      code,
      facts: {
        checkId: closest.sighting.checkId,
        photo: closest.sighting.photo,
        seenAt: closest.sighting.seenAt.toISOString(),
        distance: closest.distance,
        transformation: closest.orientation,
        matches: found.length,
      },
    }
  })
}

function codeFor({ sighting, exact }: Match, claim: Claim): Reason['code'] {
  const otherBuyer = claim.buyerId !== undefined && sighting.buyerId !== undefined && sighting.buyerId !== claim.buyerId
  if (otherBuyer) return exact ? 'SAME_FILE_OF_OTHER_BUYER' : 'SAME_PICTURE_OF_OTHER_BUYER'
  return exact ? 'SAME_FILE_IN_OTHER_ORDER' : 'SAME_PICTURE_IN_OTHER_ORDER'
}
