import type { Estimate } from '../bootstrap.ts'

/** Text that stands in HTML or in a quoted attribute. */
export const escaped = (text: string): string =>
  text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;')

export const figure = (value: number | null): string => (value === null ? 'not measured' : value.toFixed(3))
export const percent = (value: number | null): string => (value === null ? 'not measured' : `${digits(value * 100)} %`)
const digits = (value: number) => (value === 0 ? '0' : value.toFixed(Math.abs(value) >= 10 ? 1 : 2))

type Format = (value: number | null) => string

/** The value, and its interval in small print. */
export function withInterval({ value, low, high }: Estimate, format: Format = figure): string {
  if (value === null) return '<span class="none">not measured</span>'
  const interval = low === null || high === null ? '' : ` <small>${format(low)} – ${format(high)}</small>`
  return `${format(value)}${interval}`
}

/** A table; the first column holds names. Cells are HTML. */
export function tableOf(head: string[], rows: string[][]): string {
  const cells = (tag: string, row: string[]) =>
    row.map((cell, i) => (i === 0 ? `<th scope="row">${cell}</th>` : `<${tag}>${cell}</${tag}>`)).join('')
  const body = rows.map((row) => `<tr>${cells('td', row)}</tr>`).join('')
  const columns = head.map((cell) => `<th scope="col">${cell}</th>`).join('')
  return `<div class="scroll"><table><thead><tr>${columns}</tr></thead><tbody>${body}</tbody></table></div>`
}
