import type { z } from '@hono/zod-openapi'
import { CheckError } from '../check/errors.ts'

/**
 * Holds outside data against a schema.
 * @throws CheckError CLAIM_INVALID that names the field at fault.
 */
export function parse<S extends z.ZodType>(schema: S, data: unknown): z.output<S> {
  const parsed = schema.safeParse(data)
  if (parsed.success) return parsed.data
  const issue = parsed.error.issues[0]!
  const names = issue.code === 'unrecognized_keys' ? [...issue.path, issue.keys[0]!] : issue.path
  const field = names.join('.')
  const detail =
    issue.code === 'unrecognized_keys' ? `${field} is not a known field.` : `${field || 'body'}: ${issue.message}`
  throw new CheckError('CLAIM_INVALID', detail.slice(0, 500), field ? { field: field.slice(0, 200) } : {})
}

/** @throws CheckError CLAIM_INVALID */
export function parseJson(text: string, what: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw new CheckError('CLAIM_INVALID', `${what} is not valid JSON.`, { field: what })
  }
}
