/**
 * Counts what the three metadata signals find, against what is known of the files:
 *
 *     npx tsx bench/marks.ts [--shared ../shared] [--list]
 *
 * First a table over `meta/`: each mark that `meta.csv` lists, how many files carry it and in how many it was read as
 * what it is; then AI marks found where none is listed. Then each reason's counts over `photos/sample` (real and AI),
 * which are what the weights in the policy rest on; there marks drawn in the picture are looked for as well, and timed
 * apart. `--list` names the files that differ. Exits 1 if any does.
 */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import type { Photo } from '../src/check/photo.ts'
import type { Reason } from '../src/check/reasons.ts'
import { readConfig } from '../src/config.ts'
import { openPhoto } from '../src/photo/open.ts'
import { sharp } from '../src/photo/sharp.ts'
import { readCamera } from '../src/signals/camera/camera.ts'
import { readEncoding } from '../src/signals/encoding/encoding.ts'
import { loadDetector } from '../src/signals/generated/card.ts'
import { loadLabelModel } from '../src/signals/provenance/labelCard.ts'
import { startLabelPool } from '../src/signals/provenance/labelPool.ts'
import { readProvenance } from '../src/signals/provenance/provenance.ts'
import { isLargeEnough, visibleLabelFinding } from '../src/signals/provenance/visibleLabel.ts'
import { photoOf, rasterOf, subjectOf } from '../src/test/photo.ts'

const { values: options } = parseArgs({
  options: { shared: { type: 'string', default: '../shared' }, list: { type: 'boolean', default: false } },
})

interface Reading {
  reasons: Reason[]
  unavailable: string[]
  ms: number
}

const noAbort = new AbortController().signal

async function readAll(photo: Photo): Promise<Reading> {
  // Only a thumbnail is compared with pixels; decoding them is not the signals' time.
  const withPixels = photo.format === 'jpeg' && photo.metadata.exif
  const raster = withPixels ? await rasterOf(photo.bytes).catch(() => undefined) : undefined
  const subject = subjectOf(photo, {}, raster)
  const started = performance.now()
  const signals = []
  for (const reader of [readProvenance, readCamera, readEncoding]) signals.push(await reader(subject, noAbort))
  return {
    reasons: signals.flatMap((signal) => (signal.status === 'measured' ? signal.reasons : [])),
    unavailable: signals.flatMap((signal) => (signal.status === 'unavailable' ? [signal.why] : [])),
    ms: performance.now() - started,
  }
}

const { MODEL_DIR, LABEL_MODEL_DIR } = readConfig({})
const { longSideMax } = (await loadDetector(MODEL_DIR)).card.raster
const labels = await startLabelPool(await loadLabelModel(LABEL_MODEL_DIR), 1)
const limits = { maxBytes: 100_000_000, maxPixels: 100_000_000, decodeMs: 10_000 }

/** Whether a mark that says AI is drawn in the picture, seen as the service sees it, and the time that took. */
async function readDrawn(bytes: Uint8Array): Promise<{ found: boolean; ms: number }> {
  const { raster } = await openPhoto({ bytes }, 0, longSideMax, limits)
  if (!isLargeEnough(raster)) return { found: false, ms: 0 }
  const started = performance.now()
  const label = await labels.read(raster, noAbort)
  const found = label !== undefined && visibleLabelFinding(label, labels.minScore) !== undefined
  return { found, ms: performance.now() - started }
}

const AI_MARKS = [
  'DECLARED_AI',
  'DECLARED_AI_EDIT',
  'DECLARED_SYNTHETIC',
  'AI_LABEL_POSSIBLE',
  'AI_LABEL_SUSPECTED',
  'GENERATOR_SETTINGS',
  'C2PA_DECLARES_AI',
  'C2PA_SIGNED_AI',
  'VISIBLE_AI_LABEL',
]

/** Words that `meta.csv` lists because they occur in the file, where there is no such mark: its manifest was taken out. */
const LISTED_BUT_ABSENT = ['9ac395ca04fc9d34.jpg: C2PA present']

/** What one line of `meta.csv` says of a file, as a check on what was read. */
interface Expectation {
  mark: string
  met: (reasons: Reason[]) => boolean
}

const hasReason = (reasons: Reason[], code: string, facts: Record<string, unknown> = {}): boolean =>
  reasons.some(
    (reason) => reason.code === code && Object.entries(facts).every(([key, value]) => reason.facts[key] === value),
  )

function expectations(what: string, repoPath: string, xmp: string | undefined): Expectation[] {
  const field = (name: string): string | undefined => new RegExp(`(?:^|; )${name}=([^;]*)`).exec(what)?.[1]
  const expected: Expectation[] = []
  const expect = (mark: string, met: Expectation['met']): unknown => expected.push({ mark, met })
  if (what.includes('TC260:AIGC XMP')) {
    const producer = repoPath.includes('jimeng') ? 'Jimeng' : 'Doubao'
    expect('TC260:AIGC XMP, producer', (r) => hasReason(r, 'DECLARED_AI', { mark: 'gb45438', producer, label: '1' }))
  }
  if (what.includes('A1111 UserComment')) {
    expect('A1111 UserComment', (r) => hasReason(r, 'GENERATOR_SETTINGS', { mark: 'webui_settings' }))
  }
  const text = field('PNGtext') ?? ''
  const tools: [keyword: RegExp, tool: string][] = [
    [/^parameters$/, 'Stable Diffusion WebUI'],
    [/^Dream$|^invokeai_metadata$/, 'InvokeAI'],
    [/^prompt,workflow$/, 'ComfyUI'],
    [/Software,Source,Title/, 'NovelAI'],
  ]
  for (const [keyword, producer] of tools) {
    if (keyword.test(text)) expect(`PNG text: ${producer}`, (r) => hasReason(r, 'GENERATOR_SETTINGS', { producer }))
  }
  if (/(?:^|; )C2PA(?:;|$)/.test(what)) expect('C2PA present', (r) => hasReason(r, 'C2PA_PRESENT'))
  const sourceType = field('DST')
  if (sourceType) {
    expect('digital source type', (r) =>
      r.some(({ facts }) =>
        `${facts.sourceType ?? ''}, ${facts.sourceTypes ?? ''}`
          .split(', ')
          .some((type) => type !== '' && sourceType.startsWith(type)),
      ),
    )
  }
  const camera = field('camera')
  if (camera) {
    const squeezed = (value: unknown): string => String(value ?? '').replace(/\s+/g, '')
    expect('camera', (r) =>
      r.some(
        ({ code, facts }) =>
          code.startsWith('CAMERA_') &&
          squeezed(camera).startsWith(squeezed(facts.make)) &&
          squeezed(camera).endsWith(squeezed(facts.model)),
      ),
    )
  }
  // A CreatorTool is only the photo's own where it stands in its XMP; in ten files it is a thumbnail's inside C2PA.
  const programs = [field('Software'), xmp?.includes('CreatorTool') ? field('CreatorTool') : undefined]
  if (programs.some((tool) => /^(?:Adobe|GIMP|paint\.net|LIBFORMAT|GraphicConverter|ImageReady)/.test(tool ?? ''))) {
    expect('editor', (r) => hasReason(r, 'EDITOR_TRACE'))
  }
  const tables = field('q')
  if (tables) {
    const [luminance = '', chrominance] = tables.split('/')
    // At quality 1 all steps of both tables are 255.
    const standard = /^L/.test(luminance) && (chrominance === undefined || /^C|^L1$/.test(chrominance))
    expect(standard ? 'IJG tables and quality' : 'own tables', (r) =>
      standard
        ? hasReason(r, 'JPEG_ENCODING', { standardTables: true, quality: Number(luminance.slice(1)) })
        : hasReason(r, 'JPEG_ENCODING', { standardTables: false }),
    )
    expect('progressive or baseline', (r) => hasReason(r, 'JPEG_ENCODING', { progressive: / prog(?:;|$)/.test(what) }))
    const factors: Record<string, string> = {
      '2x2 1x1 1x1': '4:2:0',
      '2x1 1x1 1x1': '4:2:2',
      '1x1 1x1 1x1': '4:4:4',
      '1x1': 'grey',
    }
    const subsampling = factors[field('samp') ?? '']
    if (subsampling) expect('subsampling', (r) => hasReason(r, 'JPEG_ENCODING', { subsampling }))
  }
  return expected
}

/** Rows of a CSV file with a header; fields may be quoted. */
function readCsv(path: string): Record<string, string>[] {
  const [header = '', ...lines] = readFileSync(path, 'utf8').split(/\r?\n/).filter(Boolean)
  const cells = (line: string): string[] =>
    [...line.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^,]*))/g)].map(
      ([, quoted, plain]) => quoted?.replaceAll('""', '"') ?? plain ?? '',
    )
  const names = cells(header)
  return lines.map((line) => Object.fromEntries(cells(line).map((cell, index) => [names[index] ?? '', cell])))
}

let differences = 0
const differ = (file: string, mark: string, reading: Reading): void => {
  differences++
  if (options.list) console.error(`  ${file}: ${mark}: ${JSON.stringify(reading.reasons)}`)
}

const isPhoto = (file: string): boolean => /\.(jpe?g|png|webp|heic|heif|hif|avif)$/i.test(file)

const isReadable = (bytes: Buffer): Promise<boolean> =>
  sharp(bytes)
    .metadata()
    .then(
      () => true,
      () => false,
    )

async function overMeta(folder: string): Promise<void> {
  const rows = readCsv(join(folder, 'meta.csv'))
  const tally = new Map<string, { listed: number; found: number }>()
  let refused = 0
  let unmarked = 0
  let strayMarks = 0
  const times: number[] = []
  for (const { file = '', what = '', repo_path: repoPath = '' } of rows) {
    const bytes = readFileSync(join(folder, file))
    if (!isPhoto(file) || !(await isReadable(bytes))) {
      refused++
      continue
    }
    const photo = await photoOf(bytes)
    const reading = await readAll(photo)
    times.push(reading.ms)
    const expected = expectations(what, repoPath, photo.metadata.xmp).filter(
      ({ mark }) => !LISTED_BUT_ABSENT.includes(`${file}: ${mark}`),
    )
    for (const { mark, met } of expected) {
      const line = tally.get(mark) ?? { listed: 0, found: 0 }
      line.listed++
      if (met(reading.reasons)) line.found++
      else differ(file, mark, reading)
      tally.set(mark, line)
    }
    if (expected.some(({ mark }) => /TC260|A1111|PNG text|source type/.test(mark))) continue
    unmarked++
    if (!reading.reasons.some(({ code }) => AI_MARKS.includes(code))) continue
    strayMarks++
    differ(file, 'AI mark where none is listed', reading)
  }
  print(`meta: ${rows.length} files, ${refused} refused by the service (TIFF, DNG, SVG, and what has no picture in it)`)
  for (const [mark, { listed, found }] of [...tally].sort()) print(`  ${mark.padEnd(28)} ${found} of ${listed}`)
  print(`  ${'AI mark where none listed'.padEnd(28)} ${strayMarks} of ${unmarked}`)
  printTimes(times)
}

async function overSample(folder: string): Promise<void> {
  const counts = new Map<string, { real: number; ai: number }>()
  const files = { real: 0, ai: 0 }
  const times: number[] = []
  const drawnTimes: number[] = []
  for (const label of ['real', 'ai'] as const) {
    const names = readdirSync(join(folder, label), { recursive: true }).map(String).filter(isPhoto)
    files[label] = names.length
    for (const name of names) {
      const bytes = readFileSync(join(folder, label, name))
      const reading = await readAll(await photoOf(bytes))
      times.push(reading.ms)
      const drawn = await readDrawn(bytes)
      drawnTimes.push(drawn.ms)
      if (drawn.found) reading.reasons.push({ code: 'VISIBLE_AI_LABEL', facts: {} })
      for (const code of [...reading.reasons.map((reason): string => reason.code), ...reading.unavailable]) {
        const count = counts.get(code) ?? { real: 0, ai: 0 }
        count[label]++
        counts.set(code, count)
      }
      if (label === 'real' && reading.reasons.some(({ code }) => AI_MARKS.includes(code)))
        differ(name, 'AI mark on a real photo', reading)
    }
  }
  print(`\nsample: ${files.real} real, ${files.ai} AI; log-odds by counts with half a photo added to each`)
  for (const [code, { real, ai }] of [...counts].sort()) {
    const logOdds = Math.log((ai + 0.5) / (files.ai + 1)) - Math.log((real + 0.5) / (files.real + 1))
    print(`  ${code.padEnd(28)} real ${String(real).padStart(3)}  ai ${String(ai).padStart(3)}  ${logOdds.toFixed(1)}`)
  }
  printTimes(times)
  printTimes(drawnTimes, 'marks drawn in the picture')
}

function printTimes(times: number[], what = 'all three readers'): void {
  const sorted = [...times].sort((a, b) => a - b)
  const mean = sorted.reduce((sum, ms) => sum + ms, 0) / Math.max(sorted.length, 1)
  print(`  ${what}: ${mean.toFixed(2)} ms a photo, ${(sorted.at(-1) ?? 0).toFixed(1)} ms the slowest`)
}

function print(line: string): void {
  process.stdout.write(`${line}\n`)
}

await overMeta(join(options.shared, 'meta'))
await overSample(join(options.shared, 'photos/sample'))
await labels.close()
if (differences > 0) process.exitCode = 1
