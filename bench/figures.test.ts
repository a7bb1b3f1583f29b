import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Band } from '../src/check/policy.ts'
import { claimTable } from './claims.ts'
import { atPrior, contentFigures, decisionFigures, flagFigures, rankFigures, shippedFlags } from './figures.ts'
import { metadataProbe } from './probe.ts'
import { seeded } from './random.ts'
import { csvHeader, csvLine, type PhotoResult } from './results.ts'
import { readPair, readTable, type Table } from './table.ts'

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'huoyan-bench-'))
})
afterAll(() => rm(folder, { recursive: true, force: true }))

interface Row {
  label: 'real' | 'ai'
  from: string
  score: number
  band?: Band
  claim?: string
  content?: string
  width?: number
  error?: string
}

let files = 0
async function written(rows: Row[]): Promise<string> {
  const file = join(folder, `${files++}.csv`)
  await writeFile(file, csvHeader + rows.map((row, i) => csvLine(resultOf(row, i))).join(''))
  return file
}
const tableOf = async (rows: Row[]): Promise<Table> => readTable(await written(rows))
const ones = (table: Table) => new Float64Array(table.photos).fill(1)

function resultOf(
  { label, from, score, band = 'clear', claim = '', content = '', width = 500, error }: Row,
  i: number,
): PhotoResult {
  const known = {
    file: `${i}.jpg`,
    label,
    source: from,
    generator: label === 'ai' ? from : '',
    claim,
    content,
    sha256: `${i}`,
  }
  if (error) return { ...known, error, ms: 0, verdict: undefined }
  const verdict = {
    score,
    band,
    signals: { generated: score },
    detectorLogOdds: Math.log(score / (1 - score)),
    tileLogit: 0,
    format: 'jpeg',
    width,
    height: 500,
    bytes: 50_000 + i,
    reasons: [],
    stageMs: {},
    markedArea: undefined,
    maskF1: undefined,
    maskIou: undefined,
  }
  return { ...known, error: '', ms: 1, verdict }
}

const many = (n: number, row: Row): Row[] => Array.from({ length: n }, () => row)

describe('false alarms', () => {
  it('are told of the worst source, unless it is too small to tell', async () => {
    const table = await tableOf([
      ...many(30, { label: 'real', from: 'shop', score: 0.1 }),
      ...many(9, { label: 'real', from: 'phone', score: 0.1 }),
      { label: 'real', from: 'phone', score: 0.9, band: 'suspect' },
      { label: 'real', from: 'single', score: 0.9, band: 'suspect' },
    ])
    const figures = flagFigures(table, shippedFlags(table, 4).suspect, ones(table))
    expect(figures.fprWorst).toBeCloseTo(0.1, 9)
    expect(figures.fpr).toBeCloseTo(2 / 41, 9)
    expect(figures.fprMacro).toBeCloseTo((0 + 0.1 + 1) / 3, 9)
    expect(figures.tpr).toBeNaN()
  })

  it('bound what is found by the source that has most of them', async () => {
    const table = await tableOf([
      ...many(100, { label: 'real', from: 'shop', score: 0.1 }),
      ...Array.from({ length: 20 }, (_, i): Row => ({ label: 'real', from: 'phone', score: 0.5 + i / 100 })),
      ...many(5, { label: 'ai', from: 'flux', score: 0.675 }),
      ...many(5, { label: 'ai', from: 'flux', score: 0.685 }),
    ])
    // 5 % of the phone's twenty photos is one: what scores above its second is found.
    expect(rankFigures(table, 'score')(ones(table)).tprAt5).toBeCloseTo(0.5, 9)
  })
})

describe('generators', () => {
  it('with few photos are judged together, and each counts alike', async () => {
    const table = await tableOf([
      ...many(10, { label: 'real', from: 'shop', score: 0.5 }),
      ...many(20, { label: 'ai', from: 'flux', score: 0.9 }),
      ...many(2, { label: 'ai', from: 'one', score: 0.1 }),
      ...many(3, { label: 'ai', from: 'two', score: 0.1 }),
    ])
    expect(table.generators).toEqual(['flux', 'others'])
    const { macroAuc, auc, generators } = rankFigures(table, 'score')(ones(table))
    expect([generators.flux!.auc, generators.others!.auc, macroAuc]).toEqual([1, 0, 0.5])
    expect(auc).toBeCloseTo(20 / 25, 9)
  })
})

describe('decisions', () => {
  it('count what is left to people apart from what is wrong', async () => {
    const table = await tableOf([
      ...many(8, { label: 'real', from: 'shop', score: 0.1 }),
      { label: 'real', from: 'shop', score: 0.9, band: 'suspect' },
      { label: 'real', from: 'shop', score: 0.2, band: 'insufficient' },
      ...many(4, { label: 'ai', from: 'flux', score: 0.9, band: 'suspect' }),
      ...many(1, { label: 'ai', from: 'flux', score: 0.1 }),
      ...many(5, { label: 'ai', from: 'flux', score: 0.6, band: 'review' }),
    ])
    const figures = decisionFigures(table, ones(table))
    expect(figures.insufficient).toBeCloseTo((0.1 + 0) / 2, 9)
    expect(figures.abstained).toBeCloseTo(1 - (0.9 + 0.5) / 2, 9)
    expect(figures.errorOnDecided).toBeCloseTo((0.1 + 0.1) / (0.9 + 0.5), 9)
    // Of a hundred photos ten are not genuine: one of those and 72 others are called clear.
    expect(figures.missedAt10).toBeCloseTo(1 / 73, 9)
  })
})

describe('claims', () => {
  it('are spoken for by their strongest photo that could be judged', async () => {
    const table = await tableOf([
      { label: 'real', from: 'shop', score: 0.3, claim: 'a' },
      { label: 'ai', from: 'flux', score: 0.7, band: 'review', claim: 'a' },
      { label: 'real', from: 'shop', score: 0.9, band: 'insufficient', claim: 'b' },
      { label: 'real', from: 'shop', score: 0.2, claim: 'b' },
      { label: 'real', from: 'shop', score: 0.4 },
    ])
    const claims = claimTable(table)!
    expect(claims.photos).toBe(2)
    expect([...claims.positive]).toEqual([1, 0])
    expect([...claims.scores.score]).toEqual([0.7, 0.2])
  })

  it('are not reported where the data set names none', async () => {
    expect(claimTable(await tableOf(many(3, { label: 'real', from: 'shop', score: 0.3 })))).toBeUndefined()
  })
})

describe('kinds of picture', () => {
  it('are judged apart where they hold both classes', async () => {
    const table = await tableOf([
      ...many(5, { label: 'real', from: 'shop', score: 0.8, content: 'studio' }),
      ...many(5, { label: 'ai', from: 'flux', score: 0.6, content: 'studio' }),
      ...many(5, { label: 'real', from: 'phone', score: 0.1, content: 'home' }),
    ])
    expect(contentFigures(table)(ones(table))).toEqual({ studio: { score: 0, detector: 0 } })
  })
})

describe('calibration', () => {
  it('is judged at the prior that the probabilities were made for', async () => {
    const table = await tableOf([
      ...many(90, { label: 'real', from: 'shop', score: 0.2 }),
      ...many(10, { label: 'ai', from: 'flux', score: 0.2 }),
    ])
    const weights = atPrior(table, table.scores.score, 0.2, ones(table))
    const total = (one: number) => weights.reduce((sum, weight, i) => sum + (table.positive[i] === one ? weight : 0), 0)
    expect(total(1)).toBeCloseTo(0.2, 9)
    expect(total(0)).toBeCloseTo(0.8, 9)
  })
})

describe('the metadata-only probe', () => {
  const random = seeded(5)
  const rows = (widthOf: (label: 'real' | 'ai') => number): Row[] =>
    Array.from({ length: 600 }, (_, i): Row => {
      const label = i % 2 === 0 ? 'real' : 'ai'
      return { label, from: `${label} ${i % 12}`, score: 0.5, width: Math.round(widthOf(label)) }
    })
  const aucOf = async (table: Table) => {
    table.scores.metadata = metadataProbe(table)
    return rankFigures(table, 'metadata')(ones(table)).auc
  }

  it('shows a data set whose classes differ in size', async () => {
    const table = await tableOf(rows((label) => (label === 'ai' ? 1024 : 700 + 600 * random())))
    expect(await aucOf(table)).toBeGreaterThan(0.95)
  })

  it('finds nothing where they do not', async () => {
    const auc = await aucOf(await tableOf(rows(() => 700 + 600 * random())))
    expect(auc).toBeGreaterThan(0.4)
    expect(auc).toBeLessThan(0.6)
  })

  it('is silent where sources are too few to be held out', async () => {
    const table = await tableOf([
      ...many(20, { label: 'real', from: 'shop', score: 0.1 }),
      ...many(20, { label: 'ai', from: 'flux', score: 0.9 }),
    ])
    expect(await aucOf(table)).toBeNaN()
  })
})

describe('two runs over the same photos', () => {
  it('are compared where both could judge', async () => {
    const one = await written([
      { label: 'real', from: 'shop', score: 0.1 },
      { label: 'real', from: 'shop', score: 0.2, error: 'PHOTO_UNREADABLE' },
      { label: 'ai', from: 'flux', score: 0.9 },
    ])
    const other = await written([
      { label: 'real', from: 'shop', score: 0.3 },
      { label: 'real', from: 'shop', score: 0.4 },
      { label: 'ai', from: 'flux', score: 0.8 },
    ])
    const { a, b, unpaired } = await readPair(one, other)
    expect([[...a.scores.score], [...b.scores.score], unpaired]).toEqual([[0.1, 0.9], [0.3, 0.8], 1])
    await expect(readPair(one, await written([]))).rejects.toThrow('expected 0.jpg')
  })
})
