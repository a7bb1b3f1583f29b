import type { Claim } from './claim.ts'
import type { Evidence, Verdict } from './verdict.ts'

/** A stored check that can be judged again, and what people decided of it. */
export interface JudgedCheck {
  id: string
  claim: Claim
  verdict: Verdict
  evidence: Evidence[]
  outcome?: 'fake' | 'genuine' | 'unresolved'
}
