import { describe, expect, it } from 'vitest'
import { plainText } from './plainText.ts'

describe('text from a file, made fit for a fact', () => {
  it('loses control, bidi and zero-width characters and doubled spaces', () => {
    expect(plainText(' a\u0000b\u202ec\u200bd\n\n  e\ufeff ')).toBe('a b c d e')
    expect(plainText('豆包 AI，生成')).toBe('豆包 AI，生成')
  })

  it('is cut with a sign, and never within a character', () => {
    expect(plainText('x'.repeat(500))).toBe(`${'x'.repeat(119)}…`)
    expect(plainText('x'.repeat(120))).toBe('x'.repeat(120))
    expect(plainText('🍊'.repeat(5), 4)).toBe('🍊…')
    expect(plainText(`${' '.repeat(10_000)}hidden`)).not.toContain('hidden')
  })
})
