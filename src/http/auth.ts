import { createHash, timingSafeEqual } from 'node:crypto'
import { CheckError } from '../check/errors.ts'
import { type Access, type Authenticate, type Scope, scopes } from './access.ts'

export interface ApiKey {
  tenant: string
  secret: string
}

/** Keys that the operator made with `npm run keys`; they live in the store. */
export interface StoredKeys {
  find: (digest: Uint8Array) => Promise<{ id: string; tenant: string; scopes: string[] } | undefined>
  any: () => Promise<boolean>
}

/** A revoked key works no longer than this. */
const rememberedMs = 10_000
/** Keys remembered at once; wrong ones are never. */
const maxRemembered = 10_000

export const digestOf = (secret: string) => createHash('sha256').update(secret).digest()

/**
 * Who calls, by `Authorization: Bearer`. Keys of the environment may do everything for their tenant, stored ones what
 * their scopes say. While there is no key at all (loopback only, see config) everybody is one tenant.
 */
export function authenticator(keys: ApiKey[], stored: StoredKeys, now: () => number): Authenticate {
  const known = keys.map(({ tenant, secret }) => ({ tenant, digest: digestOf(secret) }))
  const remembered = new Map<string, { access: Access | undefined; until: number }>()

  async function lookUp(digest: Buffer): Promise<Access | undefined> {
    const name = digest.toString('base64')
    const last = remembered.get(name)
    if (last && last.until > now()) return last.access
    const key = await stored.find(digest)
    if (!key) return undefined
    const access = { tenant: key.tenant, actor: key.id, scopes: key.scopes.filter(isScope) }
    if (remembered.size >= maxRemembered) remembered.clear()
    remembered.set(name, { access, until: now() + rememberedMs })
    return access
  }

  let guarded = known.length > 0
  let lookedAt = Number.NEGATIVE_INFINITY
  async function isGuarded(): Promise<boolean> {
    if (!guarded && now() - lookedAt >= rememberedMs) {
      lookedAt = now()
      guarded = await stored.any()
    }
    return guarded
  }

  return async (authorization) => {
    if (!(await isGuarded())) return { tenant: 'default', actor: 'anybody', scopes: ['admin'] }
    const given = digestOf(/^Bearer +(\S+)$/i.exec(authorization ?? '')?.[1] ?? '')
    // Every key is compared, whatever came before, so that time tells nothing.
    const matching = known.filter((key) => timingSafeEqual(key.digest, given))
    if (matching[0]) return { tenant: matching[0].tenant, actor: 'API_KEYS', scopes: ['admin'] }
    const access = await lookUp(given)
    if (!access) throw new CheckError('UNAUTHORIZED', 'Send a valid key as Authorization: Bearer.')
    return access
  }
}

const isScope = (text: string): text is Scope => (scopes as readonly string[]).includes(text)
