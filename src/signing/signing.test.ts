import type { JWK } from 'jose'
import { describe, expect, it } from 'vitest'
import { buttonTokens, tokenSeconds } from './buttonToken.ts'
import { type KeyStore, keyring, rotateAfterDays, verifyWith } from './keyring.ts'

const dayMs = 86_400_000

/** Keys in memory, as the store keeps them: the newest first, older ones without their private half. */
function memoryKeys(): KeyStore & { kept: { kid: string; jwk: JWK; createdAt: Date }[] } {
  const kept: { kid: string; jwk: JWK; createdAt: Date }[] = []
  return {
    kept,
    all: async () => kept,
    async add(key) {
      for (const former of kept) delete former.jwk.d
      kept.unshift(key)
    },
  }
}

describe('signatures', () => {
  it('hold offline, with the published keys alone', async () => {
    const ring = keyring(memoryKeys(), () => new Date())
    const jws = await ring.sign({ hello: '火眼' }, 'test')
    const { keys } = await ring.published()
    expect(keys).toEqual([expect.objectContaining({ kty: 'OKP', crv: 'Ed25519', alg: 'EdDSA', use: 'sig' })])
    expect(JSON.stringify(keys)).not.toContain('"d"')
    expect(await verifyWith(jws, keys)).toMatchObject({ header: { typ: 'test' }, payload: { hello: '火眼' } })
  })

  it('are found out when a single character changes', async () => {
    const ring = keyring(memoryKeys(), () => new Date())
    const [head, payload, signature] = (await ring.sign({ band: 'suspect' }, 'test')).split('.') as [
      string,
      string,
      string,
    ]
    const { keys } = await ring.published()
    const other = Buffer.from(JSON.stringify({ band: 'clear' })).toString('base64url')
    await expect(verifyWith([head, other, signature].join('.'), keys)).rejects.toThrow('does not match')
    await expect(verifyWith([head, payload, `A${signature.slice(1)}`].join('.'), keys)).rejects.toThrow(
      'does not match',
    )
    await expect(verifyWith([head, payload, signature].join('.'), [])).rejects.toThrow('not among the 0')
    await expect(verifyWith('hello', keys)).rejects.toThrow('not a signed document')
  })

  it('are never accepted without a signature, or by another algorithm', async () => {
    const ring = keyring(memoryKeys(), () => new Date())
    await ring.sign({}, 'test')
    const { keys } = await ring.published()
    const kid = keys[0]!.kid
    for (const alg of ['none', 'HS256']) {
      const head = Buffer.from(JSON.stringify({ alg, kid })).toString('base64url')
      await expect(verifyWith(`${head}.e30.`, keys)).rejects.toThrow()
    }
  })

  it('stay verifiable when the key has been renewed, whose private half is then gone', async () => {
    let now = new Date('2026-01-01')
    const store = memoryKeys()
    const ring = keyring(store, () => now)
    const old = await ring.sign({ n: 1 }, 'test')
    now = new Date(now.getTime() + (rotateAfterDays + 1) * dayMs)
    const young = await ring.sign({ n: 2 }, 'test')
    const { keys } = await ring.published()
    expect(keys).toHaveLength(2)
    expect((await verifyWith(old, keys)).header.kid).not.toBe((await verifyWith(young, keys)).header.kid)
    expect(store.kept.filter(({ jwk }) => jwk.d)).toHaveLength(1)
  })
})

describe("a button's token", () => {
  const grant = { tenant: 'a', merchantId: 'shop-1', orderId: 'order-1', origin: 'https://shop.example' }

  it('says what it was made for, for ten minutes', async () => {
    let now = new Date('2026-11-22T08:00:00Z')
    const tokens = buttonTokens(
      keyring(memoryKeys(), () => now),
      () => now,
    )
    const { token, expiresAt } = await tokens.issue(grant)
    expect(expiresAt).toBe('2026-11-22T08:10:00.000Z')
    expect(await tokens.verify(token)).toEqual(grant)
    now = new Date(now.getTime() + tokenSeconds * 1000)
    await expect(tokens.verify(token)).rejects.toMatchObject({
      code: 'UNAUTHORIZED',
      message: expect.stringContaining('expired'),
    })
  })

  it('is not mistaken for anything else that is signed', async () => {
    const now = () => new Date()
    const ring = keyring(memoryKeys(), now)
    const tokens = buttonTokens(ring, now)
    const evidence = await ring.sign({ ...grant, exp: 9e9 }, 'huoyan-evidence')
    await expect(tokens.verify(evidence)).rejects.toMatchObject({ code: 'UNAUTHORIZED' })
    const others = buttonTokens(keyring(memoryKeys(), now), now)
    await expect(tokens.verify((await others.issue(grant)).token)).rejects.toMatchObject({ code: 'UNAUTHORIZED' })
  })
})
