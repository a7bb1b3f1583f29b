import { X509Certificate } from 'node:crypto'
import { rename, rm, writeFile } from 'node:fs/promises'

/** A published list of certificates. */
export interface TrustList {
  name: string
  url: string
}

/**
 * Who may sign Content Credentials, by those who decide it. Source: C2PA Conformance Program, `trust-list/` of
 * github.com/c2pa-org/conformance-public. The interim list is frozen since January 2026; what was signed before
 * an official list existed is traced to it.
 */
export const officialLists: TrustList[] = [
  {
    name: 'C2PA trust list',
    url: 'https://raw.githubusercontent.com/c2pa-org/conformance-public/refs/heads/main/trust-list/C2PA-TRUST-LIST.pem',
  },
  {
    name: 'C2PA time stamp authorities',
    url: 'https://raw.githubusercontent.com/c2pa-org/conformance-public/refs/heads/main/trust-list/C2PA-TSA-TRUST-LIST.pem',
  },
  {
    name: 'interim list of contentcredentials.org',
    url: 'https://verify.contentauthenticity.org/trust/anchors.pem',
  },
]

/** What one list came to. */
export interface FetchedList extends TrustList {
  certificates: X509Certificate[]
  /** Of them no longer valid; kept, since what was signed and time-stamped in their day still holds. */
  expired: number
}

/** The largest of the three has 60 kB. */
const LIST_AT_MOST = 4 << 20
const FETCH_MS = 30_000

/**
 * Fetches lists and writes their certificates to one PEM file, each once. All or nothing: the file is replaced when every
 * list was fetched and every block of it is a certificate.
 *
 * @throws Error that says which list failed and why; the file is then as it was.
 */
export async function updateTrustList(
  out: string,
  { lists = officialLists, get = fetch, now }: { lists?: TrustList[]; get?: typeof fetch; now: Date },
): Promise<FetchedList[]> {
  const fetched = await Promise.all(lists.map((list) => fetchList(list, get, now)))
  const part = `${out}.part`
  try {
    await writeFile(part, pemOf(fetched, now))
    await rename(part, out)
  } catch (cause) {
    await rm(part, { force: true })
    throw cause
  }
  return fetched
}

async function fetchList(list: TrustList, get: typeof fetch, now: Date): Promise<FetchedList> {
  const text = await textOf(list, get)
  const blocks = text.match(/-----BEGIN CERTIFICATE-----[^-]*-----END CERTIFICATE-----/g) ?? []
  const begun = text.split('-----BEGIN CERTIFICATE-----').length - 1
  if (blocks.length === 0 || blocks.length !== begun)
    throw new Error(`${list.name}: what ${list.url} answers is no list of certificates, or was cut short`)
  const certificates = blocks.map((block, i) => {
    try {
      return new X509Certificate(block)
    } catch {
      throw new Error(`${list.name}: block ${i + 1} of ${blocks.length} is no certificate (${list.url})`)
    }
  })
  const expired = certificates.filter(({ validTo }) => new Date(validTo) < now).length
  return { ...list, certificates, expired }
}

async function textOf({ name, url }: TrustList, get: typeof fetch): Promise<string> {
  const response = await get(url, { signal: AbortSignal.timeout(FETCH_MS) }).catch((error: Error) => {
    const { cause } = error
    throw new Error(`${name}: cannot fetch ${url}: ${cause instanceof Error ? cause.message : error.message}`)
  })
  if (!response.ok) throw new Error(`${name}: ${url} answers ${response.status}`)
  const text = await response.text()
  if (text.length > LIST_AT_MOST) throw new Error(`${name}: ${url} answers more than ${LIST_AT_MOST} characters`)
  return text
}

function pemOf(fetched: FetchedList[], now: Date): string {
  const seen = new Set<string>()
  const sections = fetched.map(({ name, url, certificates }) => {
    const fresh = certificates.filter(({ fingerprint256 }) => !seen.has(fingerprint256))
    for (const { fingerprint256 } of fresh) seen.add(fingerprint256)
    return [`# ${name}, ${url}, ${now.toISOString()}`, ...fresh.map((certificate) => certificate.toString().trim())]
  })
  return `${sections.flat().join('\n')}\n`
}
