import { CheckError } from '../check/errors.ts'

/** Does the work when there is room for a request's body. @throws CheckError OVERLOADED */
export type Admit = <T>(contentLength: string | undefined, work: () => Promise<T>) => Promise<T>

/**
 * How many bytes of request bodies may be in memory at once: two largest requests, or many ordinary ones. A caller that
 * would exceed it is told to come back, rather than everybody being slowed down until the process dies.
 */
export function admission(maxBody: number): Admit {
  const maxBytesInFlight = 2 * maxBody
  let inFlight = 0
  return async (contentLength, work) => {
    const bytes = Number(contentLength ?? maxBody)
    if (inFlight > 0 && inFlight + bytes > maxBytesInFlight)
      throw new CheckError('OVERLOADED', 'Too many photos are being checked at this moment; try again shortly.')
    inFlight += bytes
    try {
      return await work()
    } finally {
      inFlight -= bytes
    }
  }
}
