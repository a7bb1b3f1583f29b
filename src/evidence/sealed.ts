import { createHash } from 'node:crypto'
import { type Verified, verifyWith } from '../signing/keyring.ts'
import type { EvidenceFacts } from './facts.ts'

/**
 * A document carries the signature of its facts, and the facts name the document: every byte of it, and separately
 * everything a browser makes of it, because browsers write a page anew when they save it.
 */
export interface Fingerprints {
  bytes: string
  shown: string
}

export interface Sealed extends Verified {
  facts: EvidenceFacts & { document?: Fingerprints }
  /** How much of a page was verified; a bare JWS has none. */
  page: 'every byte' | 'what it shows' | undefined
}

const place = /<script type="application\/jose" id="signed">([^<]*)<\/script>/g
const sha256 = (data: string | Uint8Array) => createHash('sha256').update(data).digest('hex')

/** Of a document whose signature is not in it yet. */
export const fingerprintsOf = (page: string): Fingerprints => ({ bytes: sha256(page), shown: sha256(shown(page)) })

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
  const { document } = sealed.facts
  if (!document) throw new Error('The signature in the page is of no page.')
  const unsigned = file.replace(place, (whole, jws: string) => whole.replace(jws, ''))
  if (sha256(unsigned) === document.bytes) return sealed
  if (sha256(shown(unsigned)) !== document.shown) throw new Error('What the page shows was changed.')
  return { ...sealed, page: 'what it shows' }
}

function open(verified: Verified, page: Sealed['page']): Sealed {
  const facts = verified.payload as EvidenceFacts
  if (verified.header.typ !== 'huoyan-evidence') throw new Error('It is signed, but it is no evidence document.')
  return { ...verified, facts, page }
}

const tokens =
  /<!--[\s\S]*?-->|<![^>]*>|<(script|style)\b((?:"[^"]*"|'[^']*'|[^'">])*)>([\s\S]*?)<\/\1>|<(\/?[a-z][\w-]*)((?:"[^"]*"|'[^']*'|[^'">])*)>|[^<]+|</gi
const attributes = /([^\s=/>"']+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s>]+)))?/g

/**
 * A page in one way of writing: tags with their attributes in order, style, scripts, pictures, text with each run of
 * spaces as one. What `evidence.js` adds for a reader's own photo is left out.
 */
function shown(page: string): string {
  const written: string[] = []
  for (const [token, raw, rawAttributes, content, tag, tagAttributes] of page.matchAll(tokens)) {
    if (token.startsWith('<!')) continue
    if (raw !== undefined) written.push(`<${raw}${attributesOf(rawAttributes!)}>${content!.trim()}`)
    else if (tag !== undefined) {
      const about = attributesOf(tagAttributes!)
      if (!(tag.toLowerCase() === 'img' && about.includes(' class=own'))) written.push(`<${tag.toLowerCase()}${about}>`)
    } else if (token.trim() !== '') written.push(unescaped(token).replace(/\s+/g, ' ').trim())
  }
  return written.join('\n')
}

function attributesOf(text: string): string {
  return [...text.matchAll(attributes)]
    .map(([, name, ...values]) => [name!.toLowerCase(), unescaped(values.find((value) => value !== undefined) ?? '')])
    .map(([name, value]) => [name, name === 'class' ? withoutStates(value!) : value])
    .filter(([name, value]) => !(name === 'class' && value === ''))
    .map(([name, value]) => ` ${name}=${value}`)
    .sort()
    .join('')
}

/** Classes that a reader's photo sets. */
const withoutStates = (classes: string) =>
  classes
    .split(/\s+/)
    .filter((each) => !/^(?:is-\w+|over)$/.test(each))
    .join(' ')

const characters: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', '#39': "'", nbsp: ' ' }
const unescaped = (text: string) => text.replace(/&(amp|lt|gt|quot|#39|nbsp);/g, (_, name: string) => characters[name]!)
