import { createHash } from 'node:crypto'
import { CheckError } from '../check/errors.ts'
import type { CheckRequest } from './intake.ts'

const maxLength = 255

/** @throws CheckError CLAIM_INVALID when the header is longer than allowed. */
export function idempotencyKey(header: string | undefined): string | undefined {
  if (header !== undefined && header.length > maxLength)
    throw new CheckError('CLAIM_INVALID', `Idempotency-Key has over ${maxLength} characters.`, {
      field: 'Idempotency-Key',
    })
  if (header !== undefined && /\p{Cc}/u.test(header))
    throw new CheckError('CLAIM_INVALID', 'Idempotency-Key has control characters.', { field: 'Idempotency-Key' })
  return header === '' ? undefined : header
}

/** The same claim and photos give the same hash, however a client frames them. */
export function hashOf({ claim, photos }: CheckRequest): string {
  const hash = createHash('sha256').update(JSON.stringify(claim, Object.keys(claim).sort()))
  for (const { bytes } of photos) hash.update(`\n${bytes.length}\n`).update(bytes)
  return hash.digest('hex')
}
