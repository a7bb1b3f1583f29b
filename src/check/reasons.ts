import { cameraReasons } from './reasons/camera.ts'
import { encodingReasons } from './reasons/encoding.ts'
import { generatedReasons } from './reasons/generated.ts'
import { historyReasons } from './reasons/history.ts'
import { provenanceReasons } from './reasons/provenance.ts'
import { reuseReasons } from './reasons/reuse.ts'
import type { Facts, Sentence } from './sentence.ts'

const catalogue = {
  ...generatedReasons,
  ...provenanceReasons,
  ...cameraReasons,
  ...encodingReasons,
  ...reuseReasons,
  ...historyReasons,
} satisfies Record<string, Sentence>

export type ReasonCode = keyof typeof catalogue
export const reasonCodes = Object.keys(catalogue) as ReasonCode[]

/** A stable code and the facts behind it. The sentence is made from both when the verdict is written. */
export interface Reason {
  code: ReasonCode
  facts: Facts
  /** How much of the weight that the policy gives it counts, 0-1; all of it where absent. */
  share?: number
}

/** @returns the reason's sentence in English and Chinese. */
export function sentences(reason: Reason): { en: string; zh: string } {
  const sentence: Sentence = catalogue[reason.code]
  return { en: sentence.en(reason.facts), zh: sentence.zh(reason.facts) }
}
