import { TimeLimitError } from './check/check.ts'

/**
 * A clock for `check`, which has none.
 * @throws TimeLimitError after `limitMs`, and aborts the work.
 */
export async function within<T>(limitMs: number, work: (abort: AbortSignal) => Promise<T>): Promise<T> {
  const abort = new AbortController()
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      abort.abort()
      reject(new TimeLimitError(limitMs))
    }, limitMs)
  })
  try {
    return await Promise.race([work(abort.signal), late])
  } finally {
    clearTimeout(timer)
  }
}
