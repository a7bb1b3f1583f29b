/** Every way a check can be refused. `http/problem.ts` is the one table that maps them to status codes. */
export const errorCodes = [
  'PHOTO_TOO_LARGE',
  'TOO_MANY_PHOTOS',
  'PHOTO_UNSUPPORTED',
  'PHOTO_UNREADABLE',
  'PHOTO_TOO_MANY_PIXELS',
  'CLAIM_INVALID',
  'IDEMPOTENCY_MISMATCH',
  'IDEMPOTENCY_IN_FLIGHT',
  'UNAUTHORIZED',
  'FORBIDDEN',
  'NOT_FOUND',
  'RATE_LIMITED',
  'OVERLOADED',
  'URL_REFUSED',
] as const
export type ErrorCode = (typeof errorCodes)[number]

/** A refusal that the caller can act on. `detail` is public; `cause` is not. */
export class CheckError extends Error {
  readonly code: ErrorCode
  /** Which photo of the claim, when it is about one. */
  readonly photo: number | undefined
  /** Which field of the claim, when it is about one. */
  readonly field: string | undefined
  /** When to come back, in seconds, when it is about time. */
  readonly retryAfterSeconds: number | undefined

  constructor(
    code: ErrorCode,
    detail: string,
    about: { photo?: number; field?: string; retryAfterSeconds?: number; cause?: unknown } = {},
  ) {
    super(detail, about.cause === undefined ? undefined : { cause: about.cause })
    this.name = 'CheckError'
    this.code = code
    this.photo = about.photo
    this.field = about.field
    this.retryAfterSeconds = about.retryAfterSeconds
  }
}
