import { plainText } from '../../photo/plainText.ts'
import type { Finding } from './finding.ts'
import { producerName } from './producers.ts'

/** The implicit label of GB 45438-2025, annex E: a JSON object with these keys, in no fixed place in practice. */
export interface AigcLabel {
  /** `1` is, `2` may be, `3` is suspected to be generated; what stands there otherwise; undefined where it is missing. */
  label?: string
  producer?: string
  produceId?: string
  propagator?: string
}

const KEYS = new Set(
  ['Label', 'ContentProducer', 'ProduceID', 'ContentPropagator', 'PropagateID', 'ReservedCode1', 'ServiceProvider'].map(
    (key) => key.toLowerCase(),
  ),
)

/** Longest JSON that is parsed, in UTF-16 units; the longest seen, with two signatures in it, has 1,400. */
const JSON_AT_MOST = 1 << 14

/**
 * Reads a label from text that holds its JSON: bare, wrapped as `{"AIGC": …}` (object or string), with `&quot;` or
 * `\"` for quotes, with text around it.
 *
 * @param named whether the place is itself called AIGC, so that the JSON needs no envelope of that name
 * @returns undefined where there is no JSON object with a key of the standard
 */
export function parseAigcLabel(text: string, named: boolean): AigcLabel | undefined {
  const json = firstObject(text)
  if (json === undefined) return undefined
  const object =
    parseObject(json) ?? parseObject(json.replaceAll('&quot;', '"')) ?? parseObject(json.replaceAll('\\"', '"'))
  return object && labelOf(object, named)
}

/**
 * Looks for a label in bytes of any kind: `AIGC`, a few characters of punctuation, then its JSON.
 * Covers labels that tools wrote into places of their own (bare in an APP segment, APP11, any EXIF field).
 */
export function findAigcLabel(bytes: Uint8Array): AigcLabel | undefined {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  let at = buffer.indexOf('AIGC')
  for (let tries = 0; at >= 0 && tries < 32; tries++) {
    const text = buffer.toString('utf8', at + 4, at + 4 + JSON_AT_MOST)
    const label = /^["'\s:=>\\\0]{0,16}\{/.test(text) ? parseAigcLabel(text, true) : undefined
    if (label) return label
    at = buffer.indexOf('AIGC', at + 4)
  }
  return undefined
}

/** The reason that a label gives. A label without a readable value still names its producer: it is a declaration. */
export function aigcFinding(label: AigcLabel, place: string): Finding {
  const code =
    label.label === undefined || label.label === '1'
      ? 'DECLARED_AI'
      : label.label === '2'
        ? 'AI_LABEL_POSSIBLE'
        : label.label === '3'
          ? 'AI_LABEL_SUSPECTED'
          : 'AI_LABEL_UNREADABLE'
  const facts: Finding['facts'] = {}
  if (label.label !== undefined) facts.label = plainText(label.label, 16)
  if (label.producer) {
    const name = producerName(label.producer)
    facts.producer = name.en
    facts.producerZh = name.zh
    facts.producerCode = plainText(label.producer)
  }
  if (label.propagator && label.propagator !== label.producer) {
    const name = producerName(label.propagator)
    facts.propagator = name.en
    facts.propagatorZh = name.zh
  }
  if (label.produceId) facts.produceId = plainText(label.produceId)
  return { code, mark: 'gb45438', place, facts }
}

function labelOf(object: Record<string, unknown>, named: boolean): AigcLabel | undefined {
  const inner = object.AIGC ?? object.aigc
  const wrapped = typeof inner === 'string' ? parseObject(inner) : inner
  const source = isObject(wrapped) ? wrapped : object
  const fields = new Map(Object.entries(source).map(([key, value]) => [key.toLowerCase(), value]))
  if (![...fields.keys()].some((key) => KEYS.has(key))) return undefined
  // `Label` alone occurs in the JSON of many programs: without a name or envelope a more telling key must be there.
  const telling = fields.has('contentproducer') || fields.has('contentpropagator') || fields.has('produceid')
  if (source === object && !named && !telling) return undefined
  const text = (key: string): string | undefined => {
    const value = fields.get(key)
    return (typeof value === 'string' && value.trim() !== '') || typeof value === 'number'
      ? String(value).trim()
      : undefined
  }
  const label: AigcLabel = {}
  const value = text('label')
  const producer = text('contentproducer') ?? text('serviceprovider')
  const produceId = text('produceid')
  const propagator = text('contentpropagator')
  if (value !== undefined) label.label = value
  if (producer !== undefined) label.producer = producer
  if (produceId !== undefined) label.produceId = produceId
  if (propagator !== undefined) label.propagator = propagator
  return label
}

/** The first balanced `{…}` in a text, without regard to braces inside strings. */
function firstObject(text: string): string | undefined {
  const start = text.indexOf('{')
  if (start < 0) return undefined
  const end = Math.min(text.length, start + JSON_AT_MOST)
  let depth = 0
  let quoted = false
  for (let at = start; at < end; at++) {
    const character = text[at]
    if (character === '"' && text[at - 1] !== '\\') quoted = !quoted
    if (quoted) continue
    if (character === '{') depth++
    if (character === '}' && --depth === 0) return text.slice(start, at + 1)
  }
  return undefined
}

function parseObject(json: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(json)
    return isObject(value) ? value : undefined
  } catch {
    return undefined
  }
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
