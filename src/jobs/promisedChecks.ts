import type { CheckClaim } from '../check/check.ts'
import { CheckError } from '../check/errors.ts'
import type { SavedBeside } from '../store/checks.ts'
import { deliveryStore } from '../store/deliveries.ts'
import { endJob, type Job, type jobStore, type Refusal } from '../store/jobs.ts'
import type { Database } from '../store/open.ts'
import { backOffMs, startWorker, type Worker } from './worker.ts'

/** A check that takes longer has died with its process. */
const leaseMs = 120_000
/** A check that broke so often breaks always. */
const maxAttempts = 5

export interface PromisedCheckPorts {
  jobs: ReturnType<typeof jobStore>
  /** The use case that answers a job: its verdict is kept under the job's id, and `also` done in that transaction. */
  check: (job: Job, also: NonNullable<SavedBeside['also']>) => CheckClaim
  /** A message for a tenant may have been queued. */
  onMessage: () => void
  onFault: (cause: unknown) => void
  now: () => Date
}

/**
 * Makes the checks that were promised, also those of a process that was killed. A job ends, and its tenant's message is
 * queued, in the transaction that keeps its verdict or its refusal: whoever is killed loses all of it or nothing.
 */
export function startPromisedChecks(hands: number, ports: PromisedCheckPorts): Worker {
  const { jobs, check, onMessage, onFault, now } = ports

  /** @param store the transaction that the job ends in. */
  async function tell(store: Database, { tenant, checkId }: Job, type: MessageType, data: object): Promise<void> {
    const deliveries = deliveryStore(store)
    if (!(await deliveries.webhook(tenant))) return
    const body = JSON.stringify({ type, timestamp: now().toISOString(), data })
    await deliveries.add({ id: checkId, tenant, body }, now())
  }
  const refuse = (job: Job, problem: Refusal) =>
    jobs.refuse(job.checkId, problem, (transaction) =>
      tell(transaction, job, 'check.refused', { id: job.checkId, problem }),
    )
  const make = (job: Job) =>
    check(job, async (transaction, verdict) => {
      await endJob(transaction, job.checkId)
      await tell(transaction, job, 'check.completed', verdict)
    })(job.claim, job.photos)

  return startWorker(
    hands,
    async () => {
      const job = await jobs.take(now(), leaseMs)
      if (!job) return false
      try {
        await make(job)
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
      onMessage()
      return true
    },
    onFault,
  )
}

type MessageType = 'check.completed' | 'check.refused'
