import type { CheckPorts } from './check.ts'

/** What the store remembers for later checks, as the signals `reuse` and `history` ask for it. */

/** Where a picture was met: in a check, or among the references. */
export const origins = ['check', 'listing', 'dispatch', 'known_fake'] as const
export type Origin = (typeof origins)[number]
export type ReferenceKind = Exclude<Origin, 'check'>

/** One photo of one earlier check, or one reference. */
export interface Sighting {
  origin: Origin
  /** The check's id, or the reference's. */
  sourceId: string
  photo: number
  sha256: string
  orderId?: string | undefined
  buyerId?: string | undefined
  merchantId?: string | undefined
  productId?: string | undefined
  /** SHA-256 in hex, see `cameraIdentity`. */
  cameraBody?: string | undefined
  exposure?: string | undefined
  seenAt: Date
}

/** A perceptual hash of a part of a picture. Hashes of different views are never compared. */
export interface ViewHash {
  /** Which part: 0 is the whole picture. */
  view: number
  /** 32 bytes. */
  hash: Uint8Array
  /** 0-100; below 50 a hash says little, and is never looked up. */
  quality: number
}

/** A stored picture that lies near one that was asked for. */
export interface Near {
  sighting: Sighting
  /** Which of the asked hashes it is nearest to. */
  asked: number
  /** In bits of 256. */
  distance: number
}

/** A hash of a picture with less structure than this matches anything (PDQ's authors). */
const minQuality = 50

/** Hashes without it are neither kept nor asked for. */
export const hasStructure = ({ quality }: Pick<ViewHash, 'quality'>): boolean => quality >= minQuality

export interface PhotoMemory {
  /** Keeps a photo's fingerprints. Done before looking, so that of two simultaneous checks at least one sees the other. */
  remember: (sighting: Sighting, hashes: ViewHash[]) => Promise<void>
  /** Photos with the same bytes, the oldest first; not the very photo that is asked for. */
  sameBytes: (sha256: string, except: { checkId: string; photo: number }) => Promise<Sighting[]>
  /** Photos within the distance of any of the given hashes, each once, the nearest first. Complete up to distance 31. */
  nearby: (hashes: ViewHash[], maxDistance: number, except: { checkId: string; photo: number }) => Promise<Near[]>
  /**
   * A picture that very many buyers sent is more likely a stock picture or a mistake of ours than their doing.
   * @returns whether it counts: not while people have not decided, nor when they found it harmless.
   */
  counts: (sha256: string, buyers: number, now: Date) => Promise<boolean>
}

export interface BuyerMemory {
  /** How people last decided each of this buyer's checks of other orders since then, the newest decision first. */
  outcomes: (buyerId: string, exceptOrderId: string, since: Date) => Promise<Decided[]>
  /** How many orders the buyer made claims for since then, this one left out. */
  claims: (buyerId: string, exceptOrderId: string, since: Date) => Promise<number>
  /** Buyers that hang together with this one by camera body, exposure or exact photo; see `Ring`. */
  ring: (buyerId: string, since: Date) => Promise<Ring>
}

/** What people decided of one check. */
export interface Decided {
  outcome: 'fake' | 'genuine' | 'unresolved'
  at: Date
}

/** Accounts that share something which is one person's own, nearest first. Bounded in depth and size. */
export interface Ring {
  buyers: number
  links: { kind: 'camera body' | 'exposure' | 'photo'; buyers: number }[]
  /** Whether some of these buyers had claims that people decided were not genuine. */
  fake: number
}

/** What checks leave behind and later ones see: one tenant's part of the store, or `nothing`. */
export interface Memory {
  photos: PhotoMemory
  buyers: BuyerMemory
  save: CheckPorts['save']
  forget: CheckPorts['forget']
}
