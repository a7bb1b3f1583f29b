/** HTML that is safe to put into a page as it is. Everything else is escaped: names, metadata and notes are hostile. */
export class Html {
  readonly text: string
  constructor(text: string) {
    this.text = text
  }
}

type Piece = Html | string | number | undefined | false | Piece[]

/** A template whose values are escaped, unless they are `Html` themselves. */
export const html = (strings: TemplateStringsArray, ...values: Piece[]): Html =>
  new Html(strings.map((text, i) => text + (i < values.length ? piece(values[i]) : '')).join(''))

function piece(value: Piece): string {
  if (value === undefined || value === false) return ''
  if (value instanceof Html) return value.text
  if (Array.isArray(value)) return value.map(piece).join('')
  return escaped(String(value))
}

const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' }

/** Also without what could turn the direction of the text around it (Unicode bidirectional controls). */
const escaped = (text: string): string =>
  text.replace(/[&<>"']/g, (each) => entities[each]!).replace(/[\u202a-\u202e\u2066-\u2069\p{Cc}]/gu, ' ')
