import { readFile, writeFile } from 'node:fs/promises'
import { misused, readArguments } from '../../src/commands/arguments.ts'
import { openPhoto } from '../../src/photo/open.ts'
import { type Landmarks, landmarksOf, longSide } from '../../src/signals/reuse/landmarks.ts'
import { sharedDetails } from '../../src/signals/reuse/sameScene.ts'
import { fewestDetails } from '../../src/signals/reuse/scenes.ts'
import { openDataset } from '../dataset.ts'
import { percentile } from '../load.ts'

const usage = `usage: npm run --silent bench:scenes -- DIR|CSV [--per-source N] [--out FILE.tsv]

Compares every two of the real photos, as the photos of one claim are compared, and tells how many pairs are said to show one
scene: of photos of different sources, which should be none, and of one source (or one claim, where the data set names
claims), which may. --out lists every pair that shares details, to be looked at. --per-source: the first N photos of each
source; 3 by default.`

const { values, positionals } = readArguments(usage, { 'per-source': { type: 'string' }, out: { type: 'string' } })
if (values.help) {
  process.stdout.write(`${usage}\n`)
  process.exit(0)
}
const [place] = positionals
if (!place) misused('Name a data set.', usage)
const perSource = Number(values['per-source'] ?? 3)
const limits = { maxBytes: 200_000_000, maxPixels: 200_000_000, decodeMs: 20_000 }

interface Looked {
  file: string
  /** What photos of one scene have in common. */
  group: string
  landmarks: Landmarks
}
const looked: Looked[] = []
const taken = new Map<string, number>()
const landmarksMs: number[] = []
for await (const row of (await openDataset(place)).rows()) {
  if ('fault' in row || row.label !== 'real') continue
  const group = row.claim || row.source
  const before = taken.get(group) ?? 0
  if (before >= perSource) continue
  const { raster } = await openPhoto({ bytes: await readFile(row.path) }, 0, 2 * longSide, limits)
  const startedAt = performance.now()
  const landmarks = landmarksOf(raster)
  landmarksMs.push(performance.now() - startedAt)
  looked.push({ file: row.file, group, landmarks })
  taken.set(group, before + 1)
}

const counts = { one: { pairs: 0, told: 0 }, different: { pairs: 0, told: 0 } }
const lines: string[] = []
const startedAt = performance.now()
for (const [i, a] of looked.entries())
  for (const b of looked.slice(i + 1)) {
    const kind = a.group === b.group ? 'one' : 'different'
    const details = sharedDetails(a.landmarks, b.landmarks)
    counts[kind].pairs++
    if (details >= fewestDetails) counts[kind].told++
    if (details > 0) lines.push([kind, details, a.file, b.file].join('\t'))
  }
const pairs = counts.one.pairs + counts.different.pairs
const pairMs = (performance.now() - startedAt) / Math.max(1, pairs)
process.stdout.write(
  [
    `${looked.length} real photos of ${taken.size} sources; a pair is told from ${fewestDetails} details on`,
    `pairs of different sources  ${counts.different.told} of ${counts.different.pairs} told`,
    `pairs of one source         ${counts.one.told} of ${counts.one.pairs} told`,
    `landmarks of a photo ${percentile(landmarksMs, 0.5).toFixed(0)} ms (median), a pair ${pairMs.toFixed(1)} ms (mean)`,
    '',
  ].join('\n'),
)
if (values.out) await writeFile(values.out, `${lines.join('\n')}\n`)
