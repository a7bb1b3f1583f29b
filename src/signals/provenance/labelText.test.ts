import { describe, expect, it } from 'vitest'
import { bestWording, type FoundToken } from './labelText.ts'
import { visibleLabelFinding } from './visibleLabel.ts'

const picture = { width: 512, height: 384 }

/** Characters set in a line, 20 pixels each unless told, beginning at x, y. */
const line = (tokens: string[], { x = 400, y = 365, step = 20, chance = 0.9 } = {}): FoundToken[] =>
  tokens.map((token, i) => ({ token, x: x + i * step, y, chance }))

const wordingOf = (found: FoundToken[]) => bestWording(found, picture)?.wording

describe('characters that were found', () => {
  it.each([
    ['AI生成', ['AI', '生', '成']],
    ['AI合成', ['AI', '合', '成']],
    ['人工智能生成', ['人', '工', '智', '能', '生', '成']],
    ['人工智能合成', ['人', '工', '智', '能', '合', '成']],
    ['即梦AI', ['即', '梦', 'AI']],
  ])('say %s', (wording, tokens) => {
    expect(wordingOf(line(tokens, { x: 300 }))).toBe(wording)
  })

  it('say nothing where one is missing or stands elsewhere', () => {
    expect(wordingOf(line(['生', '成']))).toBeUndefined()
    expect(wordingOf(line(['AI']))).toBeUndefined()
    expect(wordingOf(line(['生', '成', 'AI']))).toBeUndefined()
    expect(wordingOf(line(['人', '工', '智', '能'], { x: 300 }))).toBeUndefined()
    const above = [...line(['AI'], { y: 340 }), ...line(['生', '成'], { x: 420 })]
    expect(wordingOf(above)).toBeUndefined()
    const apart = [...line(['AI'], { x: 300 }), ...line(['生', '成'], { x: 420 })]
    expect(wordingOf(apart)).toBeUndefined()
  })

  it('may have a space after AI, but not be scattered', () => {
    expect(wordingOf([...line(['AI'], { x: 390 }), ...line(['生', '成'], { x: 418 })])).toBe('AI生成')
    expect(wordingOf([...line(['AI'], { x: 378 }), ...line(['生', '成'], { x: 420 })])).toBeUndefined()
  })

  it('are weighed together: one faint character does not make a label', () => {
    const [ai, sheng, cheng] = line(['AI', '生', '成'])
    expect(bestWording([ai!, sheng!, cheng!], picture)?.score).toBeCloseTo(0.9, 5)
    expect(bestWording([ai!, sheng!, { ...cheng!, chance: 0.04 }], picture)?.score).toBeLessThan(0.4)
  })

  it('are read in bounded time however many there are', () => {
    const page = Array.from({ length: 60 }, (_, i) =>
      line(['人', '工', '智', '能', '生', '成'], { x: i * 8, y: i * 6 }),
    )
    expect(wordingOf(page.flat())).toBe('人工智能生成')
  })
})

describe('a wording that was read', () => {
  const placed = (x: number, y: number) => {
    const label = bestWording(line(['AI', '生', '成'], { x, y }), picture)
    return label && visibleLabelFinding(label, 0.5)
  }

  it('tells in which corner or at which edge it stands', () => {
    expect(placed(440, 365)?.facts).toEqual({ place: 'bottom right', wording: 'AI生成', score: 0.9 })
    expect(placed(20, 20)?.facts.place).toBe('top left')
    expect(placed(20, 365)?.facts.place).toBe('bottom left')
    expect(placed(440, 20)?.facts.place).toBe('top right')
    expect(placed(235, 365)?.facts.place).toBe('bottom')
    expect(placed(235, 20)?.facts.place).toBe('top')
  })

  it('is part of the picture when it stands in the middle', () => {
    expect(placed(235, 190)).toBeUndefined()
    const middle = line(['AI', '生', '成'], { x: 235, y: 190 })
    const corner = line(['AI', '合', '成'], { chance: 0.8 })
    expect(bestWording([...middle, ...corner], picture)?.wording).toBe('AI合成')
  })

  it('does not count when it is faint', () => {
    const faint = bestWording(line(['AI', '生', '成'], { chance: 0.4 }), picture)!
    expect(visibleLabelFinding(faint, 0.5)).toBeUndefined()
  })
})
