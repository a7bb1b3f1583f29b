import { createHash } from 'node:crypto'
import { type Verified, verifyWith } from '../signing/keyring.ts'
import type { EvidenceFacts } from './facts.ts'

/**
 * A document carries the signature of its facts, and the facts name the document: every byte of it, and separately
 * what a reader sees, because browsers write a page anew when they save it.
 */
export interface Fingerprints {
  bytes: string
  text: string
  style: string
}

export interface Sealed extends Verified {
  facts: EvidenceFacts & { document?: Fingerprints }
  /** How much of a page was verified; a bare JWS has none. */
  page: 'every byte' | 'what it shows' | undefined
}

const place = /<script type="application\/jose" id="signed">([^<]*)<\/script>/g
const sha256 = (data: string | Uint8Array) => createHash('sha256').update(data).digest('hex')

/** Of a document whose signature is not in it yet. */
export const fingerprintsOf = (page: string): Fingerprints => ({
  bytes: sha256(page),
  text: sha256(shownText(page)),
  style: sha256(styleOf(page)),
})

/**
 * Verifies a `.jws` or a saved page, without a network.
 * @throws Error that says in words what does not hold.
 */
export async function verifyEvidence(file: string, keys: Parameters<typeof verifyWith>[1]): Promise<Sealed> {
  const content = file.trim()
  if (!content.startsWith('<')) return open(await verifyWith(content, keys), undefined)
  const found = [...content.matchAll(place)]
  if (found.length !== 1) throw new Error(`The page holds ${found.length} signatures; a document holds one.`)
  const sealed = open(await verifyWith(found[0]![1]!.trim(), keys), 'every byte')
  const { document, pictures } = sealed.facts
  if (!document) throw new Error('The signature in the page is of no page.')
  const unsigned = file.replace(place, (whole, jws: string) => whole.replace(jws, ''))
  if (sha256(unsigned) === document.bytes) return sealed
  if (sha256(shownText(unsigned)) !== document.text) throw new Error('The text of the page was changed.')
  if (
    sha256(styleOf(unsigned)) !== document.style ||
    /\s(?:style|hidden|rel=["']?stylesheet)\b/i.test(tagsOf(unsigned))
  )
    throw new Error('The look of the page was changed, so it may hide or stress something.')
  const signed = new Set(pictures.map((picture) => picture.sha256))
  for (const [, base64] of unsigned.matchAll(/src=["']?data:[\w/+.-]+;base64,([\w+/=]+)/g))
    if (!signed.has(sha256(Buffer.from(base64!, 'base64')))) throw new Error('A picture of the page was changed.')
  return { ...sealed, page: 'what it shows' }
}

function open(verified: Verified, page: Sealed['page']): Sealed {
  const facts = verified.payload as EvidenceFacts
  if (verified.header.typ !== 'huoyan-evidence') throw new Error('It is signed, but it is no evidence document.')
  return { ...verified, facts, page }
}

const bodyOf = (page: string) => /<body[^>]*>([\s\S]*)<\/body>/.exec(page)?.[1] ?? ''
const styleOf = (page: string) =>
  [...page.matchAll(/<style[^>]*>([\s\S]*?)<\/style>/g)].map((match) => match[1]).join('')
const tagsOf = (page: string) =>
  page
    .replace(/<(script|style)[\s\S]*?<\/\1>/g, '')
    .match(/<[^>]*>/g)!
    .join('')

/** What a reader reads: the text of the body, each run of spaces as one. */
function shownText(page: string): string {
  return bodyOf(page)
    .replace(/<!--[\s\S]*?-->|<(script|style)[\s\S]*?<\/\1>|<[^>]*>/g, ' ')
    .replace(/&(amp|lt|gt|quot|#39|nbsp);/g, (_, name: string) => characters[name]!)
    .replace(/\s+/g, ' ')
    .trim()
}

const characters: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', '#39': "'", nbsp: ' ' }
