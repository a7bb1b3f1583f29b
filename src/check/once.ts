import { CheckError } from './errors.ts'

/** A key's place in the store: taken by one caller, answered once, replayed after that. */
export interface IdempotencyStore {
  /** @returns what is known of the key; `taken` means that the caller now holds it and has to `answer` or `release` it. */
  take: (
    key: IdempotencyKey,
    bodySha256: string,
    now: Date,
  ) => Promise<
    { state: 'taken' } | { state: 'in flight' } | { state: 'mismatch' } | { state: 'answered'; body: unknown }
  >
  answer: (key: IdempotencyKey, status: number, body: unknown) => Promise<void>
  release: (key: IdempotencyKey) => Promise<void>
}

export interface IdempotencyKey {
  tenant: string
  route: string
  key: string
}

/**
 * Does the work once for a key and body, and gives the same answer ever after (24 h).
 * A refusal is not kept: the caller may mend the request and use the key again.
 * @throws CheckError IDEMPOTENCY_MISMATCH or IDEMPOTENCY_IN_FLIGHT
 */
export async function once<T>(
  store: IdempotencyStore,
  key: IdempotencyKey,
  bodySha256: string,
  now: Date,
  work: () => Promise<T>,
): Promise<T> {
  const known = await store.take(key, bodySha256, now)
  switch (known.state) {
    case 'mismatch':
      throw new CheckError('IDEMPOTENCY_MISMATCH', 'Use a new Idempotency-Key for a new request.')
    case 'in flight':
      throw new CheckError(
        'IDEMPOTENCY_IN_FLIGHT',
        'The first request with this Idempotency-Key is still being answered.',
      )
    case 'answered':
      return known.body as T
    case 'taken':
      try {
        const answer = await work()
        await store.answer(key, 200, answer)
        return answer
      } catch (error) {
        await store.release(key)
        throw error
      }
  }
}
