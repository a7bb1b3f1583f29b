import {
  CompactSign,
  calculateJwkThumbprint,
  compactVerify,
  exportJWK,
  generateKeyPair,
  importJWK,
  type JWK,
  type JWTHeaderParameters,
} from 'jose'

/** Where keys are kept, the newest first. Only the newest needs its private half. */
export interface KeyStore {
  all: () => Promise<{ kid: string; jwk: JWK; createdAt: Date }[]>
  add: (key: { kid: string; jwk: JWK; createdAt: Date }) => Promise<void>
}

/** Days after which a new key signs. What older ones signed stays verifiable: their public halves are kept. */
export const rotateAfterDays = 90
const dayMs = 86_400_000

export interface Keyring {
  /** Signs with the newest key; makes one when there is none yet or it is too old. */
  sign: (payload: object, type: string) => Promise<string>
  /** @throws Error when no key of the ring signed this. */
  verify: (jws: string) => Promise<Verified>
  /** Public halves, the newest first, as RFC 7517 lists them. */
  published: () => Promise<{ keys: JWK[] }>
}

export interface Verified {
  header: JWTHeaderParameters
  payload: unknown
}

export function keyring(store: KeyStore, now: () => Date): Keyring {
  return {
    async sign(payload, type) {
      const { kid, jwk } = await current(store, now())
      return new CompactSign(new TextEncoder().encode(JSON.stringify(payload)))
        .setProtectedHeader({ alg: 'EdDSA', kid, typ: type })
        .sign(await importJWK(jwk, 'EdDSA'))
    },
    verify: async (jws) => verifyWith(jws, (await store.all()).map(published)),
    published: async () => ({ keys: (await store.all()).map(published) }),
  }
}

/**
 * Verifies a compact JWS with one of the given public keys, without asking anybody.
 * @throws Error that says in words what does not hold.
 */
export async function verifyWith(jws: string, keys: JWK[]): Promise<Verified> {
  const kid = kidOf(jws)
  const jwk = keys.find((key) => key.kid === kid)
  if (!jwk) throw new Error(`It names a key (${kid}) that is not among the ${keys.length} given ones.`)
  try {
    const key = await importJWK(jwk, 'EdDSA')
    const { payload, protectedHeader } = await compactVerify(jws, key, { algorithms: ['EdDSA'] })
    const header = protectedHeader as JWTHeaderParameters
    return { header, payload: JSON.parse(new TextDecoder().decode(payload)) }
  } catch (cause) {
    throw new Error('The signature does not match its content.', { cause })
  }
}

function kidOf(jws: string): string {
  const [head, , , ...more] = jws.split('.')
  try {
    const { kid } = JSON.parse(Buffer.from(head!, 'base64url').toString('utf8')) as { kid?: unknown }
    if (more.length === 0 && typeof kid === 'string') return kid.slice(0, 100)
  } catch {
    // Said below.
  }
  throw new Error('This is not a signed document: a compact JWS that names its key was expected.')
}

async function current(store: KeyStore, now: Date): Promise<{ kid: string; jwk: JWK }> {
  const [newest] = await store.all()
  if (newest?.jwk.d && now.getTime() - newest.createdAt.getTime() < rotateAfterDays * dayMs) return newest
  const { privateKey } = await generateKeyPair('EdDSA', { extractable: true })
  const jwk = await exportJWK(privateKey)
  const key = { kid: await calculateJwkThumbprint(jwk), jwk, createdAt: now }
  await store.add(key)
  return key
}

const published = ({ kid, jwk: { kty, crv, x } }: { kid: string; jwk: JWK }): JWK => ({
  kid,
  kty: kty!,
  crv: crv!,
  x: x!,
  alg: 'EdDSA',
  use: 'sig',
})
