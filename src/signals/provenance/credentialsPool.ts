import { Piscina } from 'piscina'
import { workerFile } from '../../workers.ts'
import { judgeStore, type ReadCredentials } from './credentials.ts'
import type { CredentialsTask } from './credentialsWorker.ts'

/**
 * Uses of a certificate that may sign credentials: C2PA claim signing, document signing, e-mail protection, Microsoft's
 * C2PA signing, and time stamping. Source: C2PA technical specification 2.2, section 14.5.1.
 */
const KEY_USES = [
  '1.3.6.1.4.1.62558.2.1',
  '1.3.6.1.5.5.7.3.36',
  '1.3.6.1.5.5.7.3.4',
  '1.3.6.1.4.1.311.76.59.1.9',
  '1.3.6.1.5.5.7.3.8',
]

/** Settings of c2pa-rs: nothing is fetched, whatever a file asks for. */
function settings(trustList: string | undefined): string {
  const trust = trustList ? { trust_anchors: certificates(trustList), trust_config: KEY_USES.join('\n') } : {}
  return JSON.stringify({ trust, verify: { remote_manifest_fetch: false, ocsp_fetch: false } })
}

/** The certificates of a PEM list, without the names that official lists write between them. */
export const certificates = (pem: string): string =>
  (pem.match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g) ?? []).join('\n')

/** Longest time one store may take, in milliseconds; real ones take 15 to 500. */
const VALIDATE_MS = 2000

/** A validator in a thread of its own: it is synchronous, and a file that breaks it takes only its thread along. */
export interface CredentialsPool {
  read: ReadCredentials
  close: () => Promise<void>
}

/**
 * Starts the validator of Content Credentials. Its first answer waits about 200 ms for its 9 MB module.
 *
 * @param trustList PEM certificates of the signers and time stamp authorities that the operator trusts; without it no
 * signer is `trusted`, only `valid`
 */
export function startCredentialsPool(trustList?: string): CredentialsPool {
  const filename = workerFile(import.meta.url, 'credentialsWorker')
  const pool = new Piscina<CredentialsTask, string>({ filename, minThreads: 1, maxThreads: 1 })
  const context = settings(trustList)
  return {
    async read({ bytes, format }, abort) {
      const signal = AbortSignal.any([abort, AbortSignal.timeout(VALIDATE_MS)])
      const report = await pool.run({ bytes, type: `image/${format}`, settings: context }, { signal })
      return judgeStore(report, trustList !== undefined)
    },
    close: () => pool.destroy(),
  }
}
