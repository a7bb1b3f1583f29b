import { bandNumber, type Table } from './table.ts'

/**
 * Photos that were sent together, as one row a claim: as the service judges claims, the strongest photo that could be
 * judged speaks for it. A claim is not genuine when any of its photos is not.
 * @returns undefined where the data set names no claims.
 */
export function claimTable(table: Table): Table | undefined {
  const leading = new Map<number, { first: number; lead: number; generated: number | undefined }>()
  for (let i = 0; i < table.photos; i++) {
    const claim = table.claim[i]!
    if (table.claims[claim] === '') continue
    const known = leading.get(claim)
    const generated = table.positive[i] === 1 ? i : undefined
    if (!known) leading.set(claim, { first: i, lead: i, generated })
    else {
      if (stronger(table, i, known.lead)) known.lead = i
      known.generated ??= generated
    }
  }
  if (leading.size === 0) return undefined
  const claims = [...leading.values()]
  const lead = (values: Float64Array) => Float64Array.from(claims, (claim) => values[claim.lead]!)
  const most = Float64Array.from(claims, () => Number.NaN)
  return {
    ...table,
    photos: claims.length,
    positive: Uint8Array.from(claims, (claim) => (claim.generated === undefined ? 0 : 1)),
    group: Uint32Array.from(claims, (claim) => table.group[claim.generated ?? claim.first]!),
    source: Uint32Array.from(claims, (claim) => table.source[claim.generated ?? claim.first]!),
    band: Uint8Array.from(claims, (claim) => table.band[claim.lead]!),
    scores: {
      ...table.scores,
      score: lead(table.scores.score),
      generated: lead(table.scores.generated),
      metadata: most,
    },
    detectorLogOdds: lead(table.detectorLogOdds),
  }
}

function stronger(table: Table, i: number, than: number): boolean {
  const judged = (at: number) => (table.band[at] === bandNumber.insufficient ? 0 : 1)
  if (judged(i) !== judged(than)) return judged(i) > judged(than)
  return table.scores.score[i]! > table.scores.score[than]!
}
