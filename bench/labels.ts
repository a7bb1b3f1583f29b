/**
 * Measures the reader of visible labels on photos whose marks are known, and counts false hits on real photos:
 *
 *     npm run labels -- --truth W/labels/test [--photos ../shared/photos/sample/real] [--scores FILE] [--list]
 *
 * `--truth` holds what `models/training/labels/photos.py` drew: recall by font, height and place; false hits on other
 * texts and on none. `--photos` are photos without labels. `--scores` writes each photo's score, for choosing a
 * threshold. Times are of one photo at a time in the worker thread, decoding not included.
 */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { parse } from 'csv-parse/sync'
import { readConfig } from '../src/config.ts'
import { openPhoto } from '../src/photo/open.ts'
import { loadDetector } from '../src/signals/generated/card.ts'
import { loadLabelModel } from '../src/signals/provenance/labelCard.ts'
import { startLabelPool } from '../src/signals/provenance/labelPool.ts'
import { isLargeEnough, visibleLabelFinding } from '../src/signals/provenance/visibleLabel.ts'

const { values: options } = parseArgs({
  options: {
    truth: { type: 'string' },
    photos: { type: 'string' },
    model: { type: 'string', default: fileURLToPath(new URL('../models/labels', import.meta.url)) },
    scores: { type: 'string' },
    list: { type: 'boolean', default: false },
  },
})

const model = await loadLabelModel(options.model)
const pool = await startLabelPool(model, 1)
const times: number[] = []
const scores: string[] = []

interface Reading {
  score: number
  hit: boolean
}

const { longSideMax } = (await loadDetector(readConfig({}).MODEL_DIR)).card.raster
const limits = { maxBytes: 50_000_000, maxPixels: 50_000_000, decodeMs: 10_000 }

async function read(path: string): Promise<Reading> {
  const { raster } = await openPhoto({ bytes: readFileSync(path) }, 0, longSideMax, limits)
  if (!isLargeEnough(raster)) return { score: 0, hit: false }
  const started = performance.now()
  const label = await pool.read(raster, new AbortController().signal)
  times.push(performance.now() - started)
  const hit = label !== undefined && visibleLabelFinding(label, pool.minScore) !== undefined
  const score = label?.score ?? 0
  scores.push(`${path},${score.toFixed(4)},${label?.wording ?? ''}`)
  return { score, hit }
}

const percent = (part: number, whole: number) =>
  `${part} of ${whole} (${((100 * part) / Math.max(1, whole)).toFixed(1)} %)`
const print = (line: string) => process.stdout.write(`${line}\n`)

if (options.truth !== undefined) {
  const rows: Record<string, string>[] = parse(readFileSync(join(options.truth, 'truth.csv')), { columns: true })
  const counts = new Map<string, { hits: number; photos: number }>()
  const count = (group: string, hit: boolean) => {
    const { hits, photos } = counts.get(group) ?? { hits: 0, photos: 0 }
    counts.set(group, { hits: hits + Number(hit), photos: photos + 1 })
  }
  for (const { file = '', kind, font, height, place, text } of rows) {
    const { hit, score } = await read(join(options.truth, file))
    if (kind === 'label') {
      count('label, all', hit)
      count(`label, ${font} font`, hit)
      count(`label, ${Number(height) < 0.065 ? '5 to 6.5' : '6.5 to 9'} % of the short side`, hit)
      count(`label, ${place}`, hit)
    } else count(kind === 'other' ? 'false hits, other text' : 'false hits, no text', hit)
    if (options.list && hit !== (kind === 'label'))
      print(`  ${file} ${kind} ${text} ${font} ${height} ${score.toFixed(3)}`)
  }
  for (const [group, { hits, photos }] of [...counts].sort()) print(`${group.padEnd(36)} ${percent(hits, photos)}`)
}

if (options.photos !== undefined) {
  const names = readdirSync(options.photos, { recursive: true, encoding: 'utf8' }).filter((name) =>
    /\.(jpe?g|png|webp|avif|heic)$/i.test(name),
  )
  let hits = 0
  let refused = 0
  for (const name of names) {
    const reading = await read(join(options.photos, name)).catch(() => undefined)
    if (reading === undefined) refused++
    if (!reading?.hit) continue
    hits++
    if (options.list) print(`  ${name} ${reading.score.toFixed(3)}`)
  }
  print(`${'false hits, photos as they are'.padEnd(36)} ${percent(hits, names.length - refused)}, ${refused} refused`)
}

const sorted = times.sort((a, b) => a - b)
const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))]?.toFixed(0)
print(`${'milliseconds a photo'.padEnd(36)} median ${at(0.5)}, p95 ${at(0.95)}, slowest ${at(1)}`)
if (options.scores !== undefined) writeFileSync(options.scores, `path,score,wording\n${scores.join('\n')}\n`)
await pool.close()
