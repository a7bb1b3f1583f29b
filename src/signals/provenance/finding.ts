import type { provenanceReasons } from '../../check/reasons/provenance.ts'
import type { Facts } from '../../check/sentence.ts'

export type ProvenanceCode = keyof typeof provenanceReasons

/** One mark found in a file. `mark` names its kind (stable, lower case), `place` where in the file it stands. */
export interface Finding {
  code: ProvenanceCode
  mark: string
  place: string
  facts: Facts
}
