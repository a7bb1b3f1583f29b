import { createHash, timingSafeEqual } from 'node:crypto'
import { CheckError } from '../check/errors.ts'
import type { Authenticate } from './access.ts'

export interface ApiKey {
  tenant: string
  secret: string
}

const digest = (text: string) => createHash('sha256').update(text).digest()

/**
 * Who calls, by `Authorization: Bearer`. Without any keys (loopback only, see config) everybody is one tenant.
 */
export function authenticator(keys: ApiKey[]): Authenticate {
  const known = keys.map(({ tenant, secret }) => ({ tenant, digest: digest(secret) }))
  return async (authorization) => {
    if (known.length === 0) return { tenant: 'default', actor: 'anybody', scopes: ['admin'] }
    const given = digest(/^Bearer +(\S+)$/i.exec(authorization ?? '')?.[1] ?? '')
    // Every key is compared, whatever came before, so that time tells nothing.
    const matching = known.filter((key) => timingSafeEqual(key.digest, given))
    if (!matching[0]) throw new CheckError('UNAUTHORIZED', 'Send a valid key as Authorization: Bearer.')
    return { tenant: matching[0].tenant, actor: 'API_KEYS', scopes: ['admin'] }
  }
}
