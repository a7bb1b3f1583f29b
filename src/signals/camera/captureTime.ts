import type { Claim } from '../../check/claim.ts'
import type { Reason } from '../../check/reasons.ts'
import type { Facts } from '../../check/sentence.ts'
import type { Exif } from '../../photo/exif.ts'

/** When a camera says it took a photo, as the instants that the written time may mean. */
export interface CaptureTime {
  earliest: Date
  latest: Date
  /** As written, e.g. `2026-06-10 14:03:07 +08:00`. */
  written: string
  /** Looks like a clock that was never set: it starts on 1 January of a year long before the claim. */
  clockNotSet: boolean
}

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

/** Time zones in use lie between these; a written time without an offset may be in any. Source: IANA tz database. */
const WESTERNMOST = -12 * HOUR
const EASTERNMOST = 14 * HOUR

/**
 * How far a clock, or the times in a claim, may be off before they are said to contradict each other: a day covers
 * clocks set to AM for PM, wrong dates by one and deliveries recorded late. A judgement, in favour of the buyer.
 */
export const CLOCK_ERROR_MS = DAY

/** Cameras that lost their clock start on 1 January of their firmware's year; none of these is taken as a date. */
const UNSET_UNTIL_YEAR = 2020

/**
 * The capture time in EXIF: DateTimeOriginal, else DateTimeDigitized, with its offset if there is one.
 *
 * @returns undefined where there is none or where it is no date
 */
export function captureTime(exif: Exif): CaptureTime | undefined {
  const text = exif.takenAt ?? exif.digitizedAt
  const parts = text && /^(\d{4})[:/-](\d\d)[:/-](\d\d)[ T](\d\d):(\d\d):(\d\d)/.exec(text)
  if (!parts) return undefined
  const [year, month, day, hour, minute, second] = parts.slice(1).map(Number) as [
    number,
    number,
    number,
    number,
    number,
    number,
  ]
  const asUtc = Date.UTC(year, month - 1, day, hour, minute, second)
  const back = new Date(asUtc)
  if (year < 1970 || back.getUTCMonth() !== month - 1 || back.getUTCDate() !== day || hour > 23 || minute > 59)
    return undefined
  const offset = offsetMs(exif.takenAtOffset)
  const date = `${parts[1]}-${parts[2]}-${parts[3]} ${parts[4]}:${parts[5]}:${parts[6]}`
  return {
    earliest: new Date(asUtc - (offset ?? EASTERNMOST)),
    latest: new Date(asUtc - (offset ?? WESTERNMOST)),
    written: offset === undefined ? date : `${date} ${exif.takenAtOffset}`,
    clockNotSet: month === 1 && day === 1 && year <= UNSET_UNTIL_YEAR,
  }
}

/** Milliseconds east of UTC of `+08:00`; undefined for anything else. */
function offsetMs(text: string | undefined): number | undefined {
  const parts = text && /^([+-])(\d\d):(\d\d)$/.exec(text)
  if (!parts) return undefined
  const ms = (Number(parts[2]) * 60 + Number(parts[3])) * MINUTE * (parts[1] === '-' ? -1 : 1)
  return ms >= WESTERNMOST && ms <= EASTERNMOST ? ms : undefined
}

/**
 * What the capture time says against the times of the claim, if anything. Only a contradiction that holds for every
 * time zone the written time may be in, and for a clock that is a day off, is told.
 */
export function timeReason(capture: CaptureTime, claim: Claim, now: Date): Reason | undefined {
  const facts: Facts = { takenAt: capture.written }
  if (capture.clockNotSet) return { code: 'CLOCK_NOT_SET', facts }
  const { orderedAt, deliveredAt, openedAt } = claim
  if (isAfter(capture, now)) return { code: 'TAKEN_IN_FUTURE', facts }
  if (openedAt && isAfter(capture, openedAt)) return { code: 'TAKEN_AFTER_CLAIM', facts }
  if (orderedAt && isBefore(capture, orderedAt)) {
    return { code: 'TAKEN_BEFORE_ORDER', facts: { ...facts, days: daysBetween(capture.latest, orderedAt) } }
  }
  if (deliveredAt && isBefore(capture, deliveredAt)) {
    return { code: 'TAKEN_BEFORE_DELIVERY', facts: { ...facts, days: daysBetween(capture.latest, deliveredAt) } }
  }
  return openedAt && (orderedAt || deliveredAt) ? { code: 'TAKEN_IN_TIME', facts } : undefined
}

const isBefore = ({ latest }: CaptureTime, instant: Date): boolean =>
  latest.getTime() + CLOCK_ERROR_MS < instant.getTime()

const isAfter = ({ earliest }: CaptureTime, instant: Date): boolean =>
  earliest.getTime() - CLOCK_ERROR_MS > instant.getTime()

/** Whole days, rounded down. */
const daysBetween = (from: Date, to: Date): number => Math.floor((to.getTime() - from.getTime()) / DAY)
