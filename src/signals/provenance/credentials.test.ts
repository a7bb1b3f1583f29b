import { X509Certificate } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { afterAll, describe, expect, it } from 'vitest'
import type { Reason } from '../../check/reasons.ts'
import { jpegWithSegment, plainJpeg } from '../../test/marks.ts'
import { hasShared, photoOf, sharedFolder, subjectOf } from '../../test/photo.ts'
import { judgeStore } from './credentials.ts'
import { type CredentialsPool, certificates } from './credentialsPool.ts'
import { provenanceReader } from './provenance.ts'

const report = (failures: string[], ...successes: string[]) =>
  JSON.stringify({
    active_manifest: 'a',
    manifests: {
      a: {
        claim_generator: 'Cam/1',
        signature_info: { issuer: 'Maker', time: '2026-01-02T03:04:05Z' },
        assertions: [{ label: 'c2pa.actions', data: { actions: [{ digitalSourceType: 'x/digitalCapture' }] } }],
      },
      b: { assertions: [{ data: { actions: [{ digitalSourceType: 'x/trainedAlgorithmicMedia' }] } }] },
    },
    validation_results: {
      activeManifest: {
        success: ['claimSignature.validated', ...successes].map((code) => ({ code })),
        failure: failures.map((code) => ({ code })),
      },
    },
  })

describe('a report on a manifest store', () => {
  it.each([
    ['trusted', []],
    ['trusted', ['cawg.ica.invalid_alg', 'timeStamp.untrusted']],
    ['expired', ['signingCredential.expired']],
    ['tampered', ['signingCredential.expired', 'assertion.dataHash.mismatch']],
    ['tampered', ['claimSignature.mismatch']],
    ['revoked', ['signingCredential.ocsp.revoked']],
    ['unreadable', ['assertion.required.missing']],
  ])('is %s with failures %j, whatever its one word says', (state, failures) => {
    expect(judgeStore(report(failures, 'signingCredential.trusted'), true)).toMatchObject({ state, trust: 'listed' })
  })

  it('is valid, not trusted, where the signer is not listed or there is no list', () => {
    const untrusted = report(['signingCredential.untrusted'])
    expect(judgeStore(untrusted, true)).toMatchObject({ state: 'valid', trust: 'not listed' })
    expect(judgeStore(untrusted, false)).toMatchObject({ state: 'valid', trust: 'unknown' })
  })

  it('gives signer, generator and source types, the ingredients on their own', () => {
    expect(judgeStore(report([]), false)).toMatchObject({
      trust: 'unknown',
      signer: 'Maker',
      generator: 'Cam/1',
      signedAt: '2026-01-02T03:04:05Z',
      sourceTypes: ['x/digitalCapture'],
      ingredientSourceTypes: ['x/trainedAlgorithmicMedia'],
    })
  })

  it('that is none is unreadable', () => {
    for (const json of ['', '{', 'null', '[]', '{"active_manifest":"x"}'])
      expect(judgeStore(json, true).state).toBe('unreadable')
  })
})

describe.skipIf(!hasShared)('validation of real files', { timeout: 30_000 }, () => {
  // From the build that the tests make first: its threads run JavaScript, as the service's do.
  const built = new URL('../../../dist/signals/provenance/credentialsPool.js', import.meta.url).href
  const pools: CredentialsPool[] = []
  const start = async (trustList?: string): Promise<CredentialsPool> => {
    const { startCredentialsPool }: typeof import('./credentialsPool.ts') = await import(built)
    const pool = startCredentialsPool(trustList)
    pools.push(pool)
    return pool
  }
  afterAll(() => Promise.all(pools.map((pool) => pool.close())))

  const meta = (file: string): Buffer => readFileSync(`${sharedFolder}meta/${file}`)
  const noAbort = new AbortController().signal

  async function reasonsOf(pool: CredentialsPool, bytes: Uint8Array): Promise<Reason[]> {
    const signal = await provenanceReader(pool.read)(subjectOf(await photoOf(bytes)), noAbort)
    return signal.status === 'measured' ? signal.reasons : []
  }

  it('tells valid, tampered and unreadable apart, and AI that is signed for', async () => {
    const pool = await start(readFileSync(`${sharedFolder}meta/trust/C2PA-TRUST-LIST.pem`, 'utf8'))
    const states: Record<string, string> = {
      'cafc48c53e651f7b.jpg': 'valid',
      'ce3d1e504d97cc24.jpg': 'valid',
      'dae9d121060cec4b.jpg': 'tampered',
      '56014faf6b975322.jpg': 'tampered',
      '20dc072a4c843d3b.jpg': 'tampered',
      '9e2caabd5b2847e4.jpg': 'tampered',
      '7c91641416c18319.jpg': 'unreadable',
    }
    for (const [file, state] of Object.entries(states)) {
      expect((await reasonsOf(pool, meta(file)))[0], file).toMatchObject({ code: 'C2PA_PRESENT', facts: { state } })
    }
    const firefly = await reasonsOf(pool, meta('a4421ef0454d3016.png'))
    expect(firefly.map(({ code }) => code)).toEqual(['C2PA_PRESENT', 'C2PA_SIGNED_AI'])
    expect(firefly[0]?.facts).toMatchObject({
      state: 'valid',
      trust: 'not listed',
      signer: 'Adobe Inc.',
      generator: 'Adobe_Firefly',
    })
  })

  it("trusts a signer whose authority is on the operator's list, whatever stands between its certificates", async () => {
    const bytes = meta('fa0b257c863cb5b3.jpg')
    const list = authorities(bytes)
      .map((pem) => `Subject: somebody\n${pem}`)
      .join('\n')
    const reasons = await reasonsOf(await start(list), bytes)
    expect(reasons.map(({ code }) => code)).toEqual(['C2PA_PRESENT', 'C2PA_CAPTURE'])
    expect(reasons[0]?.facts).toMatchObject({ state: 'trusted', trust: 'listed' })
  })

  it('says that a changed picture does not match any more', async () => {
    const changed = Buffer.from(meta('a4421ef0454d3016.png'))
    changed[changed.length - 2000] = changed[changed.length - 2000]! ^ 1
    const codes = (await reasonsOf(await start(), changed)).map(({ code }) => code)
    expect(codes).toEqual(['C2PA_PRESENT', 'C2PA_TAMPERED', 'C2PA_DECLARES_AI'])
  })

  it('survives stores cut off and garbled, and answers the next photo', async () => {
    const pool = await start()
    const whole = meta('cafc48c53e651f7b.jpg')
    const broken = jpegWithSegment(await plainJpeg(), 0xeb, `JP\0\x01\0\0\0\x01\0\0\0\x40jumbc2pa${'\xff'.repeat(40)}`)
    for (const bytes of [whole.subarray(0, 5000), whole.subarray(0, 60_000), broken]) {
      expect((await reasonsOf(pool, bytes)).every(({ facts }) => facts.state !== 'valid')).toBe(true)
    }
    expect((await reasonsOf(pool, whole))[0]?.facts.state).toBe('valid')
  })
})

describe('without an answer from the validator', () => {
  it('credentials are told as not validated', async () => {
    const bytes = jpegWithSegment(await plainJpeg(), 0xeb, 'JP\0\x01\0\0\0\x01\0\0\0\x40jumbjumdc2pa')
    const read = provenanceReader(() => Promise.reject(new Error('stopped')))
    const signal = await read(subjectOf(await photoOf(bytes)), new AbortController().signal)
    expect(signal).toMatchObject({ reasons: [{ code: 'C2PA_PRESENT', facts: { state: 'not validated' } }] })
  })
})

describe('a trust list', () => {
  it('is cut to its certificates', () => {
    const pem = '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----'
    expect(certificates(`Subject: CN=x\n${pem}\n\nIssuer - y\n${pem}\n`)).toBe(`${pem}\n${pem}`)
    expect(certificates('nothing')).toBe('')
  })
})

/** PEM of the certificate authorities whose DER stands in a file's signatures. */
function authorities(bytes: Buffer): string[] {
  const found = new Set<string>()
  for (let at = bytes.indexOf('3082', 0, 'hex'); at >= 0; at = bytes.indexOf('3082', at + 1, 'hex')) {
    const der = bytes.subarray(at, at + 4 + bytes.readUInt16BE(at + 2))
    try {
      const certificate = new X509Certificate(der)
      if (certificate.ca) found.add(certificate.toString())
    } catch {
      // Most places that begin like a certificate are none.
    }
  }
  return [...found]
}
