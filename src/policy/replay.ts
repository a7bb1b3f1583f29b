import type { JudgedCheck } from '../check/judgedCheck.ts'
import type { Action, Band, Policy } from '../check/policy.ts'
import { judge } from '../check/verdict.ts'

/** What another policy would have said of checks that were made. */
export interface Replay {
  checks: number
  /** How many went from one answer to another, `review -> suspect`, unchanged ones included. */
  bands: Map<string, number>
  actions: Map<string, number>
  /** Of checks that people decided: how many were not cleared, before and after. */
  decided: Record<'fake' | 'genuine', { checks: number; flaggedBefore: number; flaggedAfter: number }>
  /** Checks whose band or action changes, the first ones. */
  examples: { id: string; before: Answer; after: Answer }[]
}

interface Answer {
  band: Band
  action: Action
  score: number
}

const maxExamples = 20

/** Judges stored evidence again. Nothing is written. */
export async function replay(checks: AsyncIterable<JudgedCheck>, policy: Policy): Promise<Replay> {
  const result: Replay = {
    checks: 0,
    bands: new Map(),
    actions: new Map(),
    decided: {
      fake: { checks: 0, flaggedBefore: 0, flaggedAfter: 0 },
      genuine: { checks: 0, flaggedBefore: 0, flaggedAfter: 0 },
    },
    examples: [],
  }
  for await (const { id, claim, verdict, evidence, outcome } of checks) {
    const after = judge(claim, evidence, policy)
    result.checks++
    count(result.bands, `${verdict.band} -> ${after.band}`)
    count(result.actions, `${verdict.action} -> ${after.action}`)
    if (outcome === 'fake' || outcome === 'genuine') {
      const decided = result.decided[outcome]
      decided.checks++
      if (isFlagged(verdict.band)) decided.flaggedBefore++
      if (isFlagged(after.band)) decided.flaggedAfter++
    }
    const changed = verdict.band !== after.band || verdict.action !== after.action
    if (changed && result.examples.length < maxExamples)
      result.examples.push({ id, before: answerOf(verdict), after: answerOf(after) })
  }
  return result
}

const isFlagged = (band: Band) => band === 'review' || band === 'suspect'
const answerOf = ({ band, action, score }: Answer): Answer => ({ band, action, score })
const count = (map: Map<string, number>, key: string) => map.set(key, (map.get(key) ?? 0) + 1)
