import { CheckError } from '../check/errors.ts'

/**
 * How many bytes of request bodies may be in memory at once. A caller that would exceed it is told to come back,
 * rather than everybody being slowed down until the process dies.
 */
export function admission(maxBytesInFlight: number) {
  let inFlight = 0
  return async <T>(bytes: number, work: () => Promise<T>): Promise<T> => {
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
