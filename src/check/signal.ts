import type { Claim } from './claim.ts'
import type { Photo, Raster } from './photo.ts'
import type { Reason } from './reasons.ts'

export const signalNames = ['generated', 'provenance', 'camera', 'encoding', 'reuse', 'history'] as const
export type SignalName = (typeof signalNames)[number]

/**
 * One kind of evidence about one photo. `unavailable` is a value, never guilt: it adds nothing to the score.
 * `fault` tells a signal that broke (time limit, bug) from one that simply had nothing to look at;
 * only a fault makes a verdict `degraded`.
 */
export type Signal = Measured | Unavailable

export interface Measured {
  status: 'measured'
  reasons: Reason[]
  /**
   * Log-odds that the photo is not a genuine photo of this order, where the signal measures them itself
   * (the detector). Otherwise the policy gives each reason its weight.
   */
  logOdds?: number
  /** Where it looked, for people to see. */
  map?: EvidenceMap
}

/** A regular grid over the whole upright photo, row by row: log-odds a cell, NaN where the signal did not look. */
export interface EvidenceMap {
  columns: number
  rows: number
  logOdds: Float32Array
}

/** Part of an upright photo, in hundredths of its width and height. */
export interface Box {
  left: number
  top: number
  width: number
  height: number
}

export interface Unavailable {
  status: 'unavailable'
  /** Stable code, e.g. `EXIF_STRIPPED`, `TIMED_OUT`. */
  why: string
  fault: boolean
}

export const measured = (reasons: Reason[], logOdds?: number, map?: EvidenceMap): Measured => ({
  status: 'measured',
  reasons,
  ...(logOdds === undefined ? {} : { logOdds }),
  ...(map === undefined ? {} : { map }),
})

/** Nothing to look at: normal, and no fault of anybody. */
export const unavailable = (why: string): Unavailable => ({ status: 'unavailable', why, fault: false })

/** The signal itself failed: the verdict says `degraded`. */
export const failed = (why: string): Unavailable => ({ status: 'unavailable', why, fault: true })

/** What a signal may look at. */
export interface Subject {
  checkId: string
  claim: Claim
  photo: Photo
  /** How many photos are checked together. */
  photos: number
  raster: Raster
  /** The instant of the check; signals have no clock of their own. */
  now: Date
}

/** A reader of evidence. May throw or be slow: `check.ts` turns both into `unavailable`. */
export type SignalReader = (subject: Subject, abort: AbortSignal) => Promise<Signal>
