import type { Photo } from '../../check/photo.ts'

/** What validating a manifest store came to; see `judgeStore`. */
export type CredentialState = 'trusted' | 'valid' | 'expired' | 'revoked' | 'tampered' | 'unreadable'

/** Content Credentials after validation. Every text is the file's own and hostile. */
export interface Credentials {
  state: CredentialState
  /** Whether the signer was looked up: `listed`, `not listed`, or `unknown` where no trust list was given. */
  trust: 'listed' | 'not listed' | 'unknown'
  signer?: string
  generator?: string
  /** RFC 3339, of a validated time stamp or of the signature. */
  signedAt?: string
  /** Digital source types of the photo's own manifest, and of all that went into it. */
  sourceTypes: string[]
  ingredientSourceTypes: string[]
}

/**
 * Validates the manifest store of a photo.
 * @throws Error when the validator was stopped or broke; then nothing is known of the credentials.
 */
export type ReadCredentials = (photo: Photo, abort: AbortSignal) => Promise<Credentials>

/** The part of c2pa-rs's JSON report that is read. */
interface Report {
  active_manifest?: string
  manifests?: Record<string, Manifest>
  validation_results?: { activeManifest?: { success?: Status[]; failure?: Status[] } }
}

interface Status {
  code?: string
}

interface Manifest {
  claim_generator?: string
  claim_generator_info?: { name?: string }[]
  signature_info?: { issuer?: string; time?: string }
  assertions?: { label?: string; data?: unknown }[]
}

/**
 * Reads c2pa-rs's report on a manifest store by its status codes, not by its one word, which is `Invalid` for an
 * expired certificate and for a changed picture alike. Codes on identity assertions (`cawg.…`) and on ingredients do
 * not touch the picture. Source of codes: C2PA technical specification 2.2, section 15.2.
 *
 * @param json the report; an empty string where the validator refused the store
 * @param hasTrustList whether the validator was given trust anchors
 */
export function judgeStore(json: string, hasTrustList: boolean): Credentials {
  const report = parseReport(json)
  const active = report?.manifests?.[report.active_manifest ?? '']
  const unreadable: Credentials = { state: 'unreadable', trust: 'unknown', sourceTypes: [], ingredientSourceTypes: [] }
  if (!report || !active) return unreadable
  const { success = [], failure = [] } = report.validation_results?.activeManifest ?? {}
  const met = success.map(({ code }) => String(code))
  const failed = failure.map(({ code }) => String(code)).filter((code) => !code.startsWith('cawg.'))
  const state = stateOf(met, failed)
  const others = Object.values(report.manifests ?? {}).filter((manifest) => manifest !== active)
  const credentials: Credentials = {
    state,
    trust: met.includes(TRUSTED) ? 'listed' : hasTrustList ? 'not listed' : 'unknown',
    sourceTypes: sourceTypes([active]),
    ingredientSourceTypes: sourceTypes(others),
  }
  const generator = active.claim_generator ?? active.claim_generator_info?.[0]?.name
  const { issuer, time } = active.signature_info ?? {}
  if (generator) credentials.generator = String(generator)
  if (issuer) credentials.signer = String(issuer)
  if (time) credentials.signedAt = String(time)
  return credentials
}

const TRUSTED = 'signingCredential.trusted'
const SIGNATURE_HOLDS = 'claimSignature.validated'
/** Codes that do not by themselves make a store anything but not trusted. */
const HARMLESS = new Set([
  'signingCredential.untrusted',
  'timeStamp.untrusted',
  'timeStamp.mismatch',
  'timeStamp.malformed',
])
const EXPIRED = new Set(['signingCredential.expired', 'claimSignature.outsideValidity', 'timeStamp.outsideValidity'])

function stateOf(met: string[], failed: string[]): CredentialState {
  const serious = failed.filter((code) => !HARMLESS.has(code))
  if (serious.some((code) => code.endsWith('.mismatch'))) return 'tampered'
  if (serious.some((code) => code.endsWith('revoked'))) return 'revoked'
  if (serious.length > 0) return serious.every((code) => EXPIRED.has(code)) ? 'expired' : 'unreadable'
  if (!met.includes(SIGNATURE_HOLDS)) return 'unreadable'
  return met.includes(TRUSTED) ? 'trusted' : 'valid'
}

const DEPTH_AT_MOST = 8
const TYPES_AT_MOST = 32

function sourceTypes(manifests: Manifest[]): string[] {
  const found = new Set<string>()
  const look = (value: unknown, depth: number): void => {
    if (typeof value !== 'object' || value === null || depth > DEPTH_AT_MOST || found.size >= TYPES_AT_MOST) return
    for (const [key, inner] of Object.entries(value)) {
      if (typeof inner === 'string' && /digitalSourceType$/i.test(key)) found.add(inner)
      else look(inner, depth + 1)
    }
  }
  for (const { assertions } of manifests) look(assertions, 0)
  return [...found]
}

function parseReport(json: string): Report | undefined {
  try {
    const report: unknown = JSON.parse(json)
    return typeof report === 'object' && report !== null ? report : undefined
  } catch {
    return undefined
  }
}
