import { mkdir, mkdtemp, readFile, rm, truncate, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { CheckError } from '../src/check/errors.ts'
import { openDataset } from './dataset.ts'
import type { Examine } from './examine.ts'
import { readResults } from './results.ts'
import { run } from './run.ts'

let folder: string
let checked: string[]
const silent = { phase() {}, skipped() {}, finished() {}, end() {} }

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'huoyan-bench-'))
  checked = []
  for (const source of ['shop', 'phone']) {
    await mkdir(join(folder, 'real', source), { recursive: true })
    for (let i = 0; i < 10; i++) await writeFile(join(folder, 'real', source, `${i}.jpg`), `${source} ${i}`)
  }
})
afterEach(() => rm(folder, { recursive: true, force: true }))

/** Answers out of order, from the bytes alone. */
const examine: Examine = async ({ file, bytes }) => {
  checked.push(file)
  const value = bytes.reduce((sum, byte) => (sum * 31 + byte) % 1000, 7)
  await new Promise((done) => setTimeout(done, value % 7))
  if (file.endsWith('/3.jpg')) throw new CheckError('PHOTO_UNREADABLE', 'It is truncated or corrupt.')
  return {
    score: value / 1000,
    band: 'clear',
    signals: { generated: 0.5 },
    detectorLogOdds: 0,
    tileLogit: 0,
    format: 'jpeg',
    width: 10,
    height: 10,
    bytes: bytes.length,
    reasons: ['EDITOR_TRACE'],
    sentences: [],
    stageMs: { open: 1 },
    markedArea: undefined,
    maskF1: undefined,
    maskIou: undefined,
  }
}

const journal = () => join(folder, 'out', 'photos.csv')
const runAgain = async (more: { key?: object; inFlight?: number; examine?: Examine } = {}) =>
  run({
    dataset: await openDataset(folder),
    examine,
    journal: journal(),
    key: { version: 1 },
    inFlight: 4,
    progress: silent,
    ...more,
  })

/** All results but the time they took. */
async function results() {
  const rows = []
  for await (const { ms: _, ...row } of readResults(journal())) rows.push(row)
  return rows
}

describe('a benchmark run', () => {
  it('gives the same results in the same order with any number of workers', async () => {
    await runAgain({ inFlight: 1 })
    const alone = await results()
    expect(alone).toHaveLength(20)
    await rm(join(folder, 'out'), { recursive: true })
    await runAgain({ inFlight: 7 })
    expect(await results()).toEqual(alone)
  })

  it('counts and lists a photo that cannot be read', async () => {
    await writeFile(
      join(folder, 'list.csv'),
      'file,label\nreal/shop/1.jpg,real\ngone.jpg,real\nreal/shop/3.jpg,real\nx.jpg,?\n',
    )
    await runAgain()
    expect((await results()).map(({ error }) => error)).toEqual(['', 'ENOENT', 'PHOTO_UNREADABLE', 'LABEL_UNKNOWN'])
  })

  it('goes on after a kill without checking a finished photo twice', async () => {
    await runAgain()
    const whole = await results()
    const text = await readFile(journal(), 'utf8')
    const lines = text.split('\n')
    // Killed in the middle of the thirteenth line.
    await truncate(journal(), lines.slice(0, 13).join('\n').length + 20)
    checked = []
    expect(await runAgain()).toBe(8)
    expect(checked).toHaveLength(8)
    expect(await results()).toEqual(whole)
    checked = []
    expect(await runAgain()).toBe(0)
    expect(checked).toEqual([])
  })

  it('checks again from the first photo that has changed', async () => {
    await runAgain()
    await writeFile(join(folder, 'real', 'shop', '7.jpg'), 'another picture')
    checked = []
    await runAgain()
    expect(checked.toSorted()).toEqual(['real/shop/7.jpg', 'real/shop/8.jpg', 'real/shop/9.jpg'])
  })

  it('checks everything again under other versions', async () => {
    await runAgain()
    expect(await runAgain({ key: { version: 2 } })).toBe(20)
  })
})
