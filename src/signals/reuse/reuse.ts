import type { Claim } from '../../check/claim.ts'
import { hasStructure, type PhotoMemory, type Sighting } from '../../check/memory.ts'
import type { Photo } from '../../check/photo.ts'
import type { Reason } from '../../check/reasons.ts'
import { measured, type SignalReader } from '../../check/signal.ts'
import type { Fingerprinter } from './fingerprinter.ts'
import type { Scenes } from './scenes.ts'

/** Online, a match lies within 15 bits; where a person reads the answer, within the 31 of PDQ's authors. */
const maxDistance = { refund: 15, dispute: 31, appeal: 31 } as const

interface Match {
  sighting: Sighting
  /** The same bytes. */
  exact: boolean
  distance: number
  transformation: string
}

/** What marks the camera and the exposure, hashed; see `cameraIdentity`. */
export type IdentityOf = (photo: Photo) => { bodyIdHash?: string; imageIdHash?: string }

/**
 * Was this picture sent before, or known beforehand? The same bytes by sha256, the same picture (re-saved, scaled, framed,
 * mirrored, turned) by PDQ. Photos of the same order are never reuse: a retry, a second press, another channel, an appeal.
 * Where a person reads the answer, it is also told which photos of the claim show the same scene.
 */
export function reuseReader(
  memory: PhotoMemory,
  fingerprinter: Pick<Fingerprinter, 'fingerprint'>,
  identityOf: IdentityOf,
  scenes: Pick<Scenes, 'compare'>,
): SignalReader {
  return async (subject) => {
    const { checkId, claim, photo, photos, raster, now } = subject
    const within = maxDistance[claim.channel]
    const comparing = claim.channel !== 'refund' && photos > 1 ? scenes.compare(subject) : Promise.resolve([])
    const [{ stored, asked }, scene] = await Promise.all([fingerprinter.fingerprint(raster, within), comparing])
    const { bodyIdHash, imageIdHash } = identityOf(photo)
    const itself: Sighting = {
      origin: 'check',
      sourceId: checkId,
      photo: photo.index,
      sha256: photo.sha256,
      orderId: claim.orderId,
      buyerId: claim.buyerId,
      merchantId: claim.merchantId,
      productId: claim.productId,
      cameraBody: bodyIdHash,
      exposure: imageIdHash,
      seenAt: now,
    }
    await memory.remember(itself, stored)
    const except = { checkId, photo: photo.index }
    const exact = (await memory.sameBytes(photo.sha256, except)).map(
      (sighting): Match => ({ sighting, exact: true, distance: 0, transformation: 'upright' }),
    )
    const lookedUp = asked.filter(hasStructure)
    const near = await memory.nearby(lookedUp, within, except)
    const similar = near
      .filter(({ sighting }) => sighting.sha256 !== photo.sha256)
      .map(
        (found): Match => ({
          sighting: found.sighting,
          exact: false,
          distance: found.distance,
          transformation: lookedUp[found.asked]!.transformation,
        }),
      )
    const matches = [...exact, ...similar]
    const elsewhere = matches.filter(
      ({ sighting }) => sighting.orderId !== claim.orderId || sighting.orderId === undefined,
    )
    const buyers = new Set(elsewhere.flatMap(({ sighting }) => sighting.buyerId ?? []))
    const eldest = elsewhere.reduce(
      (best, { sighting }) => (sighting.seenAt < best.seenAt ? sighting : best),
      elsewhere[0]?.sighting ?? itself,
    )
    const reasons = reasonsFor(elsewhere, claim)
    if (elsewhere.length > 0 && !(await memory.counts(eldest.sha256, buyers.size, now)))
      return measured([
        { code: 'PICTURE_OF_MANY_BUYERS', facts: { buyers: buyers.size, checkId: eldest.sourceId } },
        // What is known beforehand is known, however many send it.
        ...reasons.filter(({ code }) => code === 'KNOWN_FAKE'),
      ])
    return measured([...reasons, ...withinClaim(matches, checkId, scene)])
  }
}

/** One reason a kind, for its closest match, with how many there are. */
function reasonsFor(matches: Match[], claim: Claim): Reason[] {
  const kinds = new Map<Reason['code'], Match[]>()
  for (const match of matches) {
    const code = codeFor(match, claim)
    if (code) kinds.set(code, [...(kinds.get(code) ?? []), match])
  }
  return [...kinds].map(([code, found]) => {
    const closest = found.reduce((best, each) => (each.distance < best.distance ? each : best))
    const { sighting, distance, transformation } = closest
    const which =
      sighting.origin === 'check'
        ? { checkId: sighting.sourceId, photo: sighting.photo }
        : { referenceId: sighting.sourceId }
    return {
      code,
      facts: { ...which, seenAt: sighting.seenAt.toISOString(), distance, transformation, matches: found.length },
    }
  })
}

function codeFor({ sighting, exact }: Match, claim: Claim): Reason['code'] | undefined {
  switch (sighting.origin) {
    case 'known_fake':
      return 'KNOWN_FAKE'
    case 'listing':
      return 'LISTING_PICTURE'
    case 'dispatch':
      return 'DISPATCH_PHOTO'
    case 'check': {
      const other = (key: 'buyerId' | 'merchantId') =>
        claim[key] !== undefined && sighting[key] !== undefined && sighting[key] !== claim[key]
      if (other('buyerId')) return exact ? 'SAME_FILE_OF_OTHER_BUYER' : 'SAME_PICTURE_OF_OTHER_BUYER'
      if (other('merchantId')) return exact ? 'SAME_FILE_IN_OTHER_SHOP' : 'SAME_PICTURE_IN_OTHER_SHOP'
      return exact ? 'SAME_FILE_IN_OTHER_ORDER' : 'SAME_PICTURE_IN_OTHER_ORDER'
    }
  }
}

/** The same picture twice in one claim is told, as it shows less than it seems to; else the same scene is. */
function withinClaim(matches: Match[], checkId: string, scene: Reason[]): Reason[] {
  const twin = matches.find(({ sighting }) => sighting.origin === 'check' && sighting.sourceId === checkId)
  if (!twin) return scene
  return [{ code: 'SAME_PICTURE_TWICE', facts: { other: twin.sighting.photo + 1, distance: twin.distance } }]
}
