/**
 * From characters that were found to a label: which of them stand side by side and say that AI made the picture.
 * Knows nothing of pixels and models.
 */

/** A character (or AI) that was found. The middle, in pixels of one scale. */
export interface FoundToken {
  token: string
  x: number
  y: number
  /** 0 to 1. */
  chance: number
}

/** A wording that was read. Lengths are shares of the short side; `right` and `bottom` are gaps to those edges. */
export interface ReadLabel {
  wording: string
  /** Geometric mean of the characters' chances. */
  score: number
  left: number
  right: number
  top: number
  bottom: number
}

/**
 * What a label must say: (AI or 人工智能) with (生成 or 合成), by GB 45438-2025 section 5.2. 即梦AI names its maker only,
 * and is drawn onto nothing but what that maker generated.
 */
const WORDINGS = [
  ['AI', '生', '成'],
  ['AI', '合', '成'],
  ['人', '工', '智', '能', '生', '成'],
  ['人', '工', '智', '能', '合', '成'],
  ['即', '梦', 'AI'],
]

/** Steps between neighbours in pixels: the model reads characters of 12 to 25 pixels, set tight or with a space. */
const STEP = { min: 9, max: 44 }
/** A line is level, but middles of different characters are not at quite the same height. */
const LEVEL = 0.3
/** Widest step by narrowest: a space between AI and its neighbour makes 1.5. */
const UNEVEN_AT_MOST = 1.9

/** Labels stand at an edge or in a corner (GB 45438-2025, 5.2); further in, in short sides, it is part of the picture. */
const FROM_EDGE_AT_MOST = 0.15

interface Chain {
  tokens: FoundToken[]
  product: number
}

/** The best wording at an edge among tokens found at one scale; undefined where none is complete. */
export function bestWording(
  found: FoundToken[],
  { width, height }: { width: number; height: number },
): ReadLabel | undefined {
  const all = (wanted: string) => found.filter(({ token }) => token === wanted)
  let best: ReadLabel | undefined
  for (const wording of WORDINGS) {
    let chains: Chain[] = all(wording[0]!).map((token) => ({ tokens: [token], product: token.chance }))
    for (const next of wording.slice(1)) {
      const candidates = all(next)
      chains = chains.flatMap(({ tokens, product }) =>
        candidates
          .filter((candidate) => isNext(tokens, candidate))
          .map((candidate) => ({ tokens: [...tokens, candidate], product: product * candidate.chance })),
      )
      chains = chains.sort((a, b) => b.product - a.product).slice(0, CHAINS_AT_MOST)
    }
    for (const { tokens, product } of chains) {
      const score = product ** (1 / wording.length)
      if (score <= (best?.score ?? 0)) break
      const extent = extentOf(tokens, width, height)
      if (Math.min(extent.left, extent.right, extent.top, extent.bottom) > FROM_EDGE_AT_MOST) continue
      best = { wording: wording.join(''), score, ...extent }
      break
    }
  }
  return best
}

/** Bounds the work on hostile pictures full of such characters. */
const CHAINS_AT_MOST = 200

function isNext(tokens: FoundToken[], candidate: FoundToken): boolean {
  const last = tokens.at(-1)!
  const step = candidate.x - last.x
  if (step < STEP.min || step > STEP.max || Math.abs(candidate.y - last.y) > LEVEL * step) return false
  const steps = tokens.slice(1).map((token, i) => token.x - tokens[i]!.x)
  return Math.max(step, ...steps) <= UNEVEN_AT_MOST * Math.min(step, ...steps)
}

function extentOf(tokens: FoundToken[], width: number, height: number) {
  const short = Math.min(width, height)
  const first = tokens[0]!
  const last = tokens.at(-1)!
  const half = (last.x - first.x) / (tokens.length - 1) / 2
  return {
    left: (first.x - half) / short,
    right: (width - last.x - half) / short,
    top: (Math.min(first.y, last.y) - half) / short,
    bottom: (height - Math.max(first.y, last.y) - half) / short,
  }
}
