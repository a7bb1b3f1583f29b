import type { CheckPorts } from './check.ts'

/** What the store remembers for later checks, as the signals `reuse` and `history` ask for it. */

/** One photo of one earlier check. */
export interface Sighting {
  checkId: string
  photo: number
  sha256: string
  /** 32 bytes. */
  pdq: Uint8Array
  quality: number
  orderId: string
  buyerId: string | undefined
  merchantId: string | undefined
  seenAt: Date
}

export interface PhotoMemory {
  /** Keeps a photo's fingerprints. Done before looking, so that of two simultaneous checks at least one sees the other. */
  remember: (sighting: Sighting) => Promise<void>
  /** Earlier photos with the same bytes, other checks only, the oldest first. */
  sameBytes: (sha256: string, exceptCheckId: string) => Promise<Sighting[]>
  /**
   * Earlier photos that may lie within the distance of any of the given hashes; the caller measures.
   * Complete up to distance 31: two such hashes share one of 16 bands up to one bit, and within 15 exactly.
   */
  nearby: (hashes: Uint8Array[], maxDistance: number, exceptCheckId: string) => Promise<Sighting[]>
}

export interface BuyerMemory {
  /** How people decided this buyer's checks of other orders since then. */
  outcomes: (
    buyerId: string,
    exceptOrderId: string,
    since: Date,
  ) => Promise<{ fake: number; genuine: number; unresolved: number }>
}

/** What checks leave behind and later ones see: one tenant's part of the store, or `nothing`. */
export interface Memory {
  photos: PhotoMemory
  buyers: BuyerMemory
  save: CheckPorts['save']
  forget: CheckPorts['forget']
}
