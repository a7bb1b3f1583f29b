import type { Band } from './policy.ts'
import type { ReasonCode } from './reasons.ts'
import type { Facts } from './sentence.ts'
import type { SignalName } from './signal.ts'

/** What a caller is told of one photo: part of a verdict. */

export interface ToldReason {
  code: ReasonCode
  signal: SignalName
  /** Which photo; absent where it is about all of them. */
  photo?: number
  text: { en: string; zh: string }
  facts: Facts
  /** How much of its weight counted, 0-1; all of it where absent. */
  share?: number
}

export type ToldSignal =
  | { signal: SignalName; status: 'measured'; score: number; reasons: ToldReason[] }
  | { signal: SignalName; status: 'unavailable'; why: string }

export interface PhotoVerdict {
  index: number
  name?: string
  sha256: string
  format: string
  width: number
  height: number
  score: number
  band: Band
  signals: ToldSignal[]
}
