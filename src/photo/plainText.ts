/** Longest string from a file that a fact may carry, in UTF-16 units: enough for a name, too short for a document. */
export const FACT_LENGTH = 120

/**
 * Makes text out of a file fit for a fact: control, format, private and lone surrogate characters (bidi overrides and
 * zero-width ones among them) become spaces, runs of spaces one, and what is too long ends in `…`.
 *
 * @param text hostile text
 * @param length longest result, in UTF-16 units
 */
export function plainText(text: string, length: number = FACT_LENGTH): string {
  const head = text.slice(0, length * 4)
  const plain = head.replace(/[\p{C}\p{Z}\uFFFD]+/gu, ' ').trim()
  if (plain.length <= length && head.length === text.length) return plain
  let cut = Math.min(plain.length, length - 1)
  if (isHighSurrogate(plain.charCodeAt(cut - 1))) cut -= 1
  return `${plain.slice(0, cut).trimEnd()}…`
}

const isHighSurrogate = (unit: number): boolean => unit >= 0xd800 && unit <= 0xdbff
