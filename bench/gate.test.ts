import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { accuracy } from './accuracy.ts'
import { dataFacts } from './facts.ts'
import { fallen, readGate, writeGate } from './gate.ts'
import type { Report } from './report.ts'
import { csvHeader, csvLine } from './results.ts'
import { readTable } from './table.ts'

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'huoyan-bench-'))
})
afterAll(() => rm(folder, { recursive: true, force: true }))

/** @param found score of the photos that are not genuine. */
async function reportWith(found: number, photos = 40): Promise<Report> {
  const file = join(folder, 'photos.csv')
  const lines = Array.from({ length: photos }, (_, i) => {
    const real = i % 2 === 0
    const score = real ? 0.2 + (i % 10) / 100 : found
    return csvLine({
      file: `${i}.jpg`,
      label: real ? 'real' : 'ai',
      source: `source ${i % 8}`,
      generator: real ? '' : 'flux',
      error: '',
      claim: '',
      content: '',
      sha256: `${i}`,
      ms: 1,
      verdict: {
        score,
        band: score > 0.6 ? 'suspect' : 'clear',
        signals: { generated: score },
        detectorLogOdds: Math.log(score / (1 - score)),
        tileLogit: 0,
        format: 'jpeg',
        width: 500,
        height: 500,
        bytes: 1000,
        reasons: [],
        stageMs: {},
        markedArea: undefined,
        maskF1: undefined,
        maskIou: undefined,
      },
    })
  })
  await writeFile(file, csvHeader + lines.join(''))
  const figures = accuracy(await readTable(file), { prior: 0.2, review: 0.5, suspect: 0.6, detectorSuspect: 2 })
  const data = { name: 'test', kind: 'csv' as const, ...(await dataFacts(file)) }
  return { createdAt: '', versions: { model: { name: 'm', version: '1' } }, data, figures } as unknown as Report
}

const stored = async (report: Report) => {
  const file = join(folder, 'gate.json')
  await writeGate(file, report)
  return readGate(file)
}

describe('the gate', () => {
  it('is passed by the figures that it was written from', async () => {
    const report = await reportWith(0.9)
    expect(fallen(await stored(report), report)).toEqual([])
  })

  it('says what fell, from where, and how far it might have', async () => {
    const baseline = await stored(await reportWith(0.9))
    const told = fallen(baseline, await reportWith(0.22))
    expect(told).toContainEqual(
      expect.stringMatching(/^score AUC, mean over generators: 0\.\d+, was 1\.0000 and may not lie below/),
    )
    expect(told).toContainEqual(expect.stringMatching(/^error on the decided: .* may not lie above/))
  })

  it('fails on an empty data set and on another one', async () => {
    const report = await reportWith(0.9)
    const baseline = await stored(report)
    expect(fallen(baseline, await reportWith(0.9, 0))).toEqual(['The data set has no photo that could be checked.'])
    expect(fallen(baseline, await reportWith(0.9, 48))[0]).toContain('measured on other photos')
  })

  it('fails when a figure can no longer be measured', async () => {
    const report = await reportWith(0.9)
    const { score } = report.figures.rank
    const none = { value: null, low: null, high: null }
    const blind = {
      ...report,
      figures: { ...report.figures, rank: { ...report.figures.rank, score: { ...score, macroAuc: none } } },
    }
    expect(fallen(await stored(report), blind)).toEqual([expect.stringContaining('cannot be measured now')])
  })

  it('is not any file', async () => {
    const file = join(folder, 'other.json')
    await writeFile(file, '{"schema":2}')
    await expect(readGate(file)).rejects.toThrow('other.json')
  })
})
