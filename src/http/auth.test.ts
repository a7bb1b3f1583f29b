import { describe, expect, it } from 'vitest'
import { demand } from './access.ts'
import { authenticator, digestOf, type StoredKeys } from './auth.ts'

/** Keys as a store would hold them. */
function storeOf(given: Record<string, { tenant: string; scopes: string[] }>) {
  const keys = new Map(Object.entries(given))
  const stored: StoredKeys = {
    find: async (digest) => {
      const secret = [...keys.keys()].find((each) => digestOf(each).equals(digest))
      return secret === undefined ? undefined : { id: `key_${secret}`, ...keys.get(secret)! }
    },
    any: async () => keys.size > 0,
  }
  return { stored, keys }
}

describe('keys', () => {
  it('are not asked for while there is none', async () => {
    const authenticate = authenticator([], storeOf({}).stored, () => 0)
    expect(await authenticate(undefined)).toMatchObject({ tenant: 'default', scopes: ['admin'] })
  })

  it('are asked for as soon as one was made, by ten seconds at the latest', async () => {
    let ms = 0
    const { stored, keys } = storeOf({})
    const authenticate = authenticator([], stored, () => ms)
    await authenticate(undefined)
    keys.set('secret-1', { tenant: 'a', scopes: ['read'] })
    ms += 10_000
    await expect(authenticate(undefined)).rejects.toMatchObject({ code: 'UNAUTHORIZED' })
    expect(await authenticate('Bearer secret-1')).toMatchObject({ tenant: 'a', actor: 'key_secret-1' })
  })

  it('may do what their scopes say, and nothing else', async () => {
    const { stored } = storeOf({ reader: { tenant: 'a', scopes: ['read', 'nonsense'] } })
    const access = await authenticator([{ tenant: 'b', secret: 'environment-key' }], stored, () => 0)('Bearer reader')
    expect(demand(access, 'read').tenant).toBe('a')
    expect(() => demand(access, 'outcome')).toThrow(expect.objectContaining({ code: 'FORBIDDEN' }))
    expect(access.scopes).toEqual(['read'])
  })

  it('that are revoked end within ten seconds', async () => {
    let ms = 0
    const { stored, keys } = storeOf({
      gone: { tenant: 'a', scopes: ['check'] },
      stays: { tenant: 'a', scopes: ['check'] },
    })
    const authenticate = authenticator([], stored, () => ms)
    await authenticate('Bearer gone')
    keys.delete('gone')
    ms += 10_000
    await expect(authenticate('Bearer gone')).rejects.toMatchObject({ code: 'UNAUTHORIZED' })
  })

  it('of the environment may do everything for their tenant, in any spelling of the scheme', async () => {
    const authenticate = authenticator([{ tenant: 'shop', secret: 'environment-key' }], storeOf({}).stored, () => 0)
    expect(await authenticate('bearer environment-key')).toMatchObject({ tenant: 'shop', scopes: ['admin'] })
    for (const wrong of [undefined, '', 'Bearer', 'Bearer environment-ke', 'Basic environment-key'])
      await expect(authenticate(wrong)).rejects.toMatchObject({ code: 'UNAUTHORIZED' })
  })
})
