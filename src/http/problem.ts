import { CheckError, type ErrorCode } from '../check/errors.ts'

/** The one table from refusals to HTTP. */
const statusOf: Record<ErrorCode, 401 | 403 | 404 | 409 | 413 | 415 | 422 | 429> = {
  PHOTO_TOO_LARGE: 413,
  TOO_MANY_PHOTOS: 413,
  PHOTO_UNSUPPORTED: 415,
  PHOTO_UNREADABLE: 422,
  PHOTO_TOO_MANY_PIXELS: 422,
  CLAIM_INVALID: 422,
  IDEMPOTENCY_MISMATCH: 422,
  IDEMPOTENCY_IN_FLIGHT: 409,
  UNAUTHORIZED: 401,
  FORBIDDEN: 403,
  NOT_FOUND: 404,
  RATE_LIMITED: 429,
  OVERLOADED: 429,
  URL_REFUSED: 422,
}

const titleOf: Record<ErrorCode, string> = {
  PHOTO_TOO_LARGE: 'The photo is too large',
  TOO_MANY_PHOTOS: 'Too many photos',
  PHOTO_UNSUPPORTED: 'The photo has a type that is not accepted',
  PHOTO_UNREADABLE: 'The photo cannot be read',
  PHOTO_TOO_MANY_PIXELS: 'The photo has too many pixels',
  CLAIM_INVALID: 'The claim is not valid',
  IDEMPOTENCY_MISMATCH: 'This idempotency key was used with another body',
  IDEMPOTENCY_IN_FLIGHT: 'A request with this idempotency key is still being answered',
  UNAUTHORIZED: 'A valid API key is needed',
  FORBIDDEN: 'This key may not do that',
  NOT_FOUND: 'Not found',
  RATE_LIMITED: 'Too many requests',
  OVERLOADED: 'The service is busy',
  URL_REFUSED: 'The photo may not be fetched from there',
}

const retryAfterSeconds: Partial<Record<ErrorCode, number>> = {
  RATE_LIMITED: 1,
  OVERLOADED: 1,
  IDEMPOTENCY_IN_FLIGHT: 1,
}

/** A refusal as RFC 9457 problem details. */
export function problemResponse(error: CheckError): Response {
  const { code } = error
  const body = {
    type: 'about:blank',
    title: titleOf[code],
    status: statusOf[code],
    detail: error.message,
    code,
    ...(error.photo === undefined ? {} : { photo: error.photo }),
    ...(error.field === undefined ? {} : { field: error.field }),
  }
  const headers: Record<string, string> = { 'content-type': 'application/problem+json' }
  const wait = error.retryAfterSeconds ?? retryAfterSeconds[code]
  if (wait !== undefined) headers['retry-after'] = String(wait)
  if (code === 'UNAUTHORIZED') headers['www-authenticate'] = 'Bearer'
  return new Response(JSON.stringify(body), { status: statusOf[code], headers })
}

/** What we broke ourselves: the caller learns nothing of it but that it was logged. */
export function faultResponse(): Response {
  const body = { type: 'about:blank', title: 'Internal fault', status: 500, detail: 'It was logged.', code: 'INTERNAL' }
  return new Response(JSON.stringify(body), { status: 500, headers: { 'content-type': 'application/problem+json' } })
}

export const isRefusal = (error: unknown): error is CheckError => error instanceof CheckError
