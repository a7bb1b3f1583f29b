import { seeded } from './random.ts'
import type { Table } from './table.ts'

/** Trees, depth, photos that a leaf keeps, photos that a tree learns from at most, and parts that are held out in turn. */
const forest = { trees: 40, depth: 6, leafMin: 4, sampleMax: 4000, folds: 5 }

/**
 * What a model would score that sees no pixel: width, height and bytes a pixel of the file, by bagged trees
 * (Breiman, Random Forests, 2001), judged on sources that it did not learn from. Far from 0.5 it shows that size or
 * compression alone tells the classes apart, so that any detector's figures on this data set flatter it.
 * @returns a probability for each photo, each class counting alike; NaN where a class has fewer sources than there are
 * parts to hold out: with few, what is held out is what the rest is not, and the probe falls below chance.
 */
export function metadataProbe(table: Table): Float64Array {
  const { photos, positive, source } = table
  const inputs = [0, 1, 2, 3].map(() => new Float64Array(photos))
  for (let i = 0; i < photos; i++) {
    const pixels = table.width[i]! * table.height[i]!
    inputs[0]![i] = Math.max(table.width[i]!, table.height[i]!)
    inputs[1]![i] = Math.min(table.width[i]!, table.height[i]!)
    inputs[2]![i] = table.bytes[i]! / pixels
    inputs[3]![i] = table.width[i]! / table.height[i]!
  }
  const random = seeded(7)
  const fold = foldsOf(table)
  const result = new Float64Array(photos).fill(Number.NaN)
  if (!fold) return result
  for (let held = 0; held < forest.folds; held++) {
    const learnt = [0, 1].map((one) => indicesWhere(photos, (i) => fold[source[i]!] !== held && positive[i] === one))
    const asked = indicesWhere(photos, (i) => fold[source[i]!] === held)
    if (learnt.some((each) => each.length === 0) || asked.length === 0) continue
    const trees = Array.from({ length: forest.trees }, () => {
      // As many of each class: a share of one half then means nothing was learnt.
      const draws = Math.min(forest.sampleMax / 2, Math.max(...learnt.map((each) => each.length)))
      const bag = learnt.flatMap((each) =>
        Array.from({ length: draws }, () => each[Math.floor(random() * each.length)]!),
      )
      return grow(inputs, positive, bag, forest.depth, random)
    })
    for (const i of asked) result[i] = trees.reduce((sum, tree) => sum + ask(tree, inputs, i), 0) / trees.length
  }
  return result
}

/** Deals the sources of each class out to folds, the largest first, so that each fold holds both. */
function foldsOf({ photos, positive, source, sources }: Table): Int32Array | undefined {
  const counts = [0, 1].map(() => new Float64Array(sources.length))
  for (let i = 0; i < photos; i++) counts[positive[i]!]![source[i]!]!++
  if (counts.some((each) => each.filter((n) => n > 0).length < forest.folds)) return undefined
  const fold = new Int32Array(sources.length).fill(-1)
  // A source of both classes is dealt out with the rarer one.
  for (const own of [counts[1]!, counts[0]!]) {
    const held = new Float64Array(forest.folds)
    for (const [s, at] of fold.entries()) if (at >= 0) held[at]! += own[s]!
    const bySize = indicesWhere(sources.length, (s) => own[s]! > 0 && fold[s] === -1).sort((a, b) => own[b]! - own[a]!)
    for (const s of bySize) {
      fold[s] = held.indexOf(Math.min(...held))
      held[fold[s]!]! += own[s]!
    }
  }
  return fold
}

type Tree = { share: number } | { input: number; below: number; left: Tree; right: Tree }

function grow(
  inputs: Float64Array[],
  positive: Uint8Array,
  members: number[],
  depth: number,
  random: () => number,
): Tree {
  const share = members.reduce((sum, i) => sum + positive[i]!, 0) / members.length
  if (depth === 0 || share === 0 || share === 1) return { share }
  const skipped = Math.floor(random() * inputs.length)
  const splits = inputs.flatMap((values, input) =>
    input === skipped ? [] : [{ input, ...bestSplit(values, positive, members) }],
  )
  const best = splits.reduce((a, b) => (b.impurity < a.impurity ? b : a))
  if (best.impurity === Number.POSITIVE_INFINITY) return { share }
  const values = inputs[best.input]!
  const side = (keep: (value: number) => boolean) => members.filter((i) => keep(values[i]!))
  return {
    input: best.input,
    below: best.below,
    left: grow(
      inputs,
      positive,
      side((value) => value < best.below),
      depth - 1,
      random,
    ),
    right: grow(
      inputs,
      positive,
      side((value) => value >= best.below),
      depth - 1,
      random,
    ),
  }
}

/** The cut with the lowest Gini impurity. */
function bestSplit(values: Float64Array, positive: Uint8Array, members: number[]): { below: number; impurity: number } {
  const sorted = members.toSorted((a, b) => values[a]! - values[b]!)
  const all = sorted.reduce((sum, i) => sum + positive[i]!, 0)
  const gini = (ones: number, n: number) => (2 * ones * (n - ones)) / n
  let best = { below: 0, impurity: Number.POSITIVE_INFINITY }
  let ones = 0
  for (let at = 1; at < sorted.length; at++) {
    ones += positive[sorted[at - 1]!]!
    const here = values[sorted[at]!]!
    const before = values[sorted[at - 1]!]!
    if (here === before || at < forest.leafMin || sorted.length - at < forest.leafMin) continue
    const impurity = gini(ones, at) + gini(all - ones, sorted.length - at)
    if (impurity < best.impurity) best = { below: (before + here) / 2, impurity }
  }
  return best
}

function ask(tree: Tree, inputs: Float64Array[], i: number): number {
  let at = tree
  while (!('share' in at)) at = inputs[at.input]![i]! < at.below ? at.left : at.right
  return at.share
}

const indicesWhere = (n: number, keep: (i: number) => boolean): number[] =>
  Array.from({ length: n }, (_, i) => i).filter(keep)
