import type { CheckClaim } from '../check/check.ts'
import { CheckError } from '../check/errors.ts'
import type { Job, jobStore, Refusal } from '../store/jobs.ts'
import { backOffMs, startWorker, type Worker } from './worker.ts'

/** A check that takes longer has died with its process. */
const leaseMs = 120_000
/** A check that broke so often breaks always. */
const maxAttempts = 5

export interface PromisedCheckPorts {
  jobs: ReturnType<typeof jobStore>
  /** The use case that answers a job: its verdict is kept under the job's id, and the job ends with it. */
  check: (job: Job) => CheckClaim
  /** A promised check will not be answered with a verdict. */
  onRefusal: (job: Job, refusal: Refusal) => Promise<void>
  onFault: (cause: unknown) => void
  now: () => Date
}

/** Makes the checks that were promised, also those of a process that was killed. */
export function startPromisedChecks(hands: number, ports: PromisedCheckPorts): Worker {
  const { jobs, check, onRefusal, onFault, now } = ports
  const refuse = async (job: Job, refusal: Refusal) => {
    await jobs.refuse(job.checkId, refusal)
    await onRefusal(job, refusal)
  }
  return startWorker(
    hands,
    async () => {
      const job = await jobs.take(now(), leaseMs)
      if (!job) return false
      try {
        await check(job)(job.claim, job.photos)
      } catch (cause) {
        if (cause instanceof CheckError) {
          const { code, message, photo } = cause
          await refuse(job, { code, detail: message, photo })
        } else {
          onFault(cause)
          if (job.attempts >= maxAttempts) await refuse(job, { code: 'INTERNAL', detail: 'It was logged.' })
          else await jobs.postpone(job.checkId, new Date(now().getTime() + backOffMs(job.attempts)))
        }
      }
      return true
    },
    onFault,
  )
}
