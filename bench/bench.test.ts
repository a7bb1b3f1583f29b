import { type ChildProcess, spawn } from 'node:child_process'
import { copyFile, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Report } from './report.ts'

const root = fileURLToPath(new URL('../', import.meta.url))
const ourModel = join(root, 'models')
const otherModel = join(root, 'fixtures/benchModel')

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'huoyan-bench-'))
})
afterAll(() => rm(folder, { recursive: true, force: true }))

const start = (...options: string[]) =>
  spawn(process.execPath, ['--import', 'tsx', 'bench/bench.ts', ...options], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'pipe'],
  })

async function ended(child: ChildProcess): Promise<{ code: number | null; told: string }> {
  let told = ''
  child.stdout!.on('data', (text) => (told += text))
  child.stderr!.on('data', (text) => (told += text))
  const code = await new Promise<number | null>((done) => child.once('close', done))
  return { code, told }
}

const bench = (...options: string[]) => ended(start(...options))
const reportIn = async (out: string) => JSON.parse(await readFile(join(out, 'report.json'), 'utf8')) as Report
const linesIn = async (out: string) => (await readFile(join(out, 'photos.csv'), 'utf8')).trimEnd().split('\n')

describe('the benchmark on its own small set', () => {
  it('writes photos.csv, report.json and a page that needs nothing else', async () => {
    const out = join(folder, 'first')
    const gate = join(folder, 'gate.json')
    const { code, told } = await bench('--out', out, '--model', ourModel, '--model', otherModel, '--write-gate', gate)
    expect(told).toContain('30 photos judged')
    expect(code).toBe(0)
    const lines = await linesIn(out)
    expect(lines[0]).toMatch(/^file,label,source,generator,score,band,generated,ms,error(,|$)/)
    expect(lines).toHaveLength(31)
    const report = await reportIn(out)
    expect(report.data).toMatchObject({ photos: 30, real: 15, notGenuine: 15, unreadable: [] })
    expect(report.claims?.claims).toBe(18)
    expect(report.figures.patches.f1.value).not.toBeNull()
    expect(report.figures.rank.provenance.generators.labelled!.auc.value).toBe(1)
    // The other model sees 128 px in another convention; both are held against each other photo by photo.
    expect(report.models).toMatchObject([{ model: { name: 'another-convention' }, photos: 30 }])
    expect(report.models![0]!.difference.detectorMacroAuc.value).not.toBeNull()
    const page = await readFile(join(out, 'report.html'), 'utf8')
    expect(page).toContain('<svg')
    expect(page).not.toMatch(/<script|<link|(?:src|href)=["']?(?:https?:)?\/\/|url\(\s*["']?http|NaN|undefined/)
  })

  it('holds a later run against the baseline', async () => {
    const out = join(folder, 'first')
    const file = join(folder, 'gate.json')
    const passed = await bench('--out', out, '--model', ourModel, '--gate', file)
    expect(passed).toMatchObject({ code: 0 })
    const baseline = JSON.parse(await readFile(file, 'utf8'))
    baseline.figures['score AUC, mean over generators'] = { value: 0.999, low: 0.998, high: 1 }
    await writeFile(file, JSON.stringify(baseline))
    const failed = await bench('--out', out, '--model', ourModel, '--gate', file)
    expect(failed.code).toBe(1)
    expect(failed.told).toContain('gate: score AUC, mean over generators')
    expect(failed.told).toContain('may not lie below 0.9980')
  })

  it('killed twice and gone on with, gives the figures of a run that was left alone', async () => {
    const out = join(folder, 'killed')
    for (const photos of [4, 16]) {
      const child = start('--out', out, '--model', ourModel, '--workers', '1')
      const closed = ended(child)
      await until(async () => (await linesIn(out).catch(() => [])).length > photos || child.exitCode !== null)
      child.kill('SIGKILL')
      await closed
    }
    const before = await linesIn(out)
    expect(before.length).toBeGreaterThan(16)
    await bench('--out', out, '--model', ourModel)
    const after = await linesIn(out)
    // What was finished was not done again: not even its time has changed.
    const whole = before.filter((line) => after.includes(line))
    expect(whole.length).toBeGreaterThanOrEqual(before.length - 1)
    const [resumed, alone] = [await reportIn(out), await reportIn(join(folder, 'first'))]
    expect(resumed.run.checkedPhotos).toBeLessThan(15)
    expect(resumed.figures).toEqual(alone.figures)
    expect(resumed.data.fingerprint).toBe(alone.data.fingerprint)
  })
})

describe('the benchmark on what is amiss', () => {
  it('fails on a folder without photos, and on one where none can be read', async () => {
    await mkdir(join(folder, 'empty', 'real'), { recursive: true })
    const empty = await bench(join(folder, 'empty'), '--out', join(folder, 'none'))
    expect(empty).toMatchObject({ code: 1 })
    expect(empty.told).toContain('no photos')
    await writeFile(join(folder, 'empty', 'real', 'a.txt'), 'no photo')
    const unreadable = await bench(join(folder, 'empty'), '--out', join(folder, 'none'))
    expect(unreadable).toMatchObject({ code: 1 })
    expect((await reportIn(join(folder, 'none'))).data.unreadable).toEqual([
      { file: 'real/a.txt', error: 'PHOTO_UNSUPPORTED' },
    ])
  })

  it('reports on genuine photos alone what can be known of them, whatever their names', async () => {
    const source = join(folder, 'genuine', 'real', '<img src=x>{a|"b"}&')
    await mkdir(source, { recursive: true })
    for (const name of ['1.jpg', '2.jpg', '3.jpg'])
      await copyFile(join(root, 'fixtures/bench/real/phone-a', name), join(source, name))
    const out = join(folder, 'genuine-out')
    expect(await bench(join(folder, 'genuine'), '--out', out)).toMatchObject({ code: 0 })
    const { figures } = await reportIn(out)
    expect(figures.rank.score.auc.value).toBeNull()
    expect(figures.shipped.suspect.fpr).toMatchObject({ value: 0, low: 0 })
    expect(figures.shipped.suspect.fpr.high).toBeCloseTo(1 - 0.025 ** (1 / 3), 9)
    const page = await readFile(join(out, 'report.html'), 'utf8')
    expect(page).toContain('only genuine photos')
    expect(page).toContain('&lt;img src=x&gt;')
    expect(page).not.toContain('<img src=x')
  })

  it('says what it does not understand', async () => {
    expect(await bench('/nowhere')).toMatchObject({ code: 2 })
    expect(await bench('--workers', 'many')).toMatchObject({ code: 2 })
  })
})

async function until(met: () => Promise<boolean>): Promise<void> {
  while (!(await met())) await new Promise((done) => setTimeout(done, 20))
}
