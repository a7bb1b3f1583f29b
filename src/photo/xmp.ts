/** An XMP packet is read by looking for properties by their names: no XML parser, no entities but the five, no DTD. */

/** Longest packet that is looked at, in UTF-16 units; what cameras and editors write is under 100 k. */
const PACKET_AT_MOST = 1 << 20
/** Longest value taken, in UTF-16 units. */
const VALUE_AT_MOST = 1 << 16
const VALUES_AT_MOST = 32
/** A name that occurs more often than this is not a packet that some software wrote. */
const OCCURRENCES_AT_MOST = 256

/**
 * Values of a property in an XMP packet, whatever its prefix: attribute (`p:Name="value"`), element
 * (`<p:Name>value</p:Name>`, also with `rdf:Alt`/`rdf:li` inside or in CDATA) or resource (`<p:Name rdf:resource="value"/>`).
 * One pass for each name; broken XML gives what can be read. Names are case-sensitive, as XML's are.
 *
 * @param name local name, e.g. `DigitalSourceType`
 * @returns decoded and trimmed values that are not empty, in the order of the packet
 */
export function xmpValues(packet: string, name: string): string[] {
  const values: string[] = []
  const needle = `:${name}`
  const text = packet.length > PACKET_AT_MOST ? packet.slice(0, PACKET_AT_MOST) : packet
  let at = text.indexOf(needle)
  for (let seen = 0; at >= 0 && seen < OCCURRENCES_AT_MOST && values.length < VALUES_AT_MOST; seen++) {
    const value = valueAt(text, at, at + needle.length)
    if (value !== undefined && value !== '') values.push(value)
    at = text.indexOf(needle, at + needle.length)
  }
  return values
}

function valueAt(text: string, colon: number, afterName: number): string | undefined {
  let start = colon
  while (start > 0 && colon - start < 40 && isNameCharacter(text.charCodeAt(start - 1))) start--
  if (start === colon) return undefined
  const before = text[start - 1]
  if (before === '<') return elementValue(text, text.slice(start, afterName), afterName)
  if (before === '/') return undefined
  return attributeValue(text, afterName)
}

function attributeValue(text: string, afterName: number): string | undefined {
  let at = skipSpace(text, afterName)
  if (text[at] !== '=') return undefined
  at = skipSpace(text, at + 1)
  const quote = text[at]
  if (quote !== '"' && quote !== "'") return undefined
  const end = text.indexOf(quote, at + 1)
  return end < 0 || end - at > VALUE_AT_MOST ? undefined : decode(text.slice(at + 1, end)).trim()
}

function elementValue(text: string, name: string, afterName: number): string | undefined {
  if (isNameCharacter(text.charCodeAt(afterName))) return undefined
  const open = text.indexOf('>', afterName)
  if (open < 0 || open - afterName > VALUE_AT_MOST) return undefined
  if (text[open - 1] === '/') {
    const resource = text.slice(afterName, open).indexOf('resource')
    return resource < 0 ? undefined : attributeValue(text, afterName + resource + 'resource'.length)
  }
  // Bounded before it is searched: an element that is never closed must not cost a pass each time it is opened.
  const body = text.slice(open + 1, open + 1 + VALUE_AT_MOST)
  const close = body.indexOf(`</${name}`)
  return close < 0 ? undefined : decode(withoutTags(body.slice(0, close))).trim()
}

/** Text between tags; what CDATA holds is text. */
function withoutTags(text: string): string {
  let plain = ''
  let at = 0
  while (at < text.length) {
    const tag = text.indexOf('<', at)
    if (tag < 0) return plain + text.slice(at)
    plain += text.slice(at, tag)
    const cdata = text.startsWith('<![CDATA[', tag)
    const end = text.indexOf(cdata ? ']]>' : '>', tag)
    if (end < 0) return plain
    if (cdata) plain += text.slice(tag + 9, end)
    at = end + (cdata ? 3 : 1)
  }
  return plain
}

const ENTITIES: Record<string, string> = { quot: '"', amp: '&', lt: '<', gt: '>', apos: "'" }

/** Decodes the five entities of XML and numeric ones; unknown ones stay as they are. */
function decode(text: string): string {
  if (!text.includes('&')) return text
  return text.replace(/&(?:#(\d{1,7})|#x([0-9a-fA-F]{1,6})|([a-z]{2,4}));/g, (whole, decimal, hex, name) => {
    if (name) return ENTITIES[name] ?? whole
    const code = decimal ? Number.parseInt(decimal, 10) : Number.parseInt(hex, 16)
    return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : whole
  })
}

function skipSpace(text: string, at: number): number {
  let next = at
  while (next < text.length && next - at < 64 && /\s/.test(text[next]!)) next++
  return next
}

/** Letters, digits, `_`, `-`, `.` and all beyond ASCII: what may stand in an XML name. */
const isNameCharacter = (code: number): boolean =>
  (code >= 97 && code <= 122) ||
  (code >= 65 && code <= 90) ||
  (code >= 45 && code <= 57 && code !== 47) ||
  code === 95 ||
  code > 127
