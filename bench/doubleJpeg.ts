/**
 * Tries a measure of double JPEG compression and says how often it errs; no signal uses it (see RESULTS.md):
 *
 *     npx tsx bench/doubleJpeg.ts [--photos ../shared/photos/sample/real] [--count 80]
 *
 * A coefficient that was rounded to multiples of one step and then of another leaves values that occur too often or never,
 * at a period (Popescu and Farid, 2004). From decoded pixels the coefficients are found again by the transform, as
 * rounding to 8 bits moves them by less than half a step of common tables. Measured: the strongest periodic part of each
 * of nine low frequencies' histograms, the median over them. Photos are halved first, which takes away what
 * JPEG left in them, and are then saved once or twice in ways that are known.
 */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { sharp } from '../src/photo/sharp.ts'

const { values: options } = parseArgs({
  options: {
    photos: { type: 'string', default: '../shared/photos/sample/real' },
    count: { type: 'string', default: '80' },
  },
})

/** Standard luminance steps at quality 50 of the nine frequencies after the mean, as [v, u, step]. Source: ITU-T T.81, annex K. */
const FREQUENCIES: [v: number, u: number, step: number][] = [
  [0, 1, 11],
  [1, 0, 12],
  [2, 0, 14],
  [1, 1, 12],
  [0, 2, 10],
  [0, 3, 16],
  [1, 2, 14],
  [2, 1, 13],
  [3, 0, 14],
]
const stepAt = (step: number, quality: number) =>
  Math.max(1, Math.floor((step * (quality < 50 ? 5000 / quality : 200 - 2 * quality) + 50) / 100))
const cosines = Array.from({ length: 8 }, (_, k) =>
  Array.from({ length: 8 }, (_, n) => (k === 0 ? Math.SQRT1_2 : 1) * 0.5 * Math.cos(((2 * n + 1) * k * Math.PI) / 16)),
)
const REACH = 24

async function measure(jpeg: Buffer, quality: number): Promise<number> {
  const { data, info } = await sharp(jpeg).raw().toBuffer({ resolveWithObject: true })
  const { width, height, channels } = info
  const histograms = FREQUENCIES.map(() => new Float64Array(2 * REACH + 1))
  const block = new Float64Array(64)
  for (let top = 0; top + 8 <= height; top += 8)
    for (let left = 0; left + 8 <= width; left += 8) {
      for (let i = 0; i < 64; i++) {
        const at = ((top + (i >> 3)) * width + left + (i & 7)) * channels
        block[i] = 0.299 * data[at]! + 0.587 * data[at + 1]! + 0.114 * data[at + 2]! - 128
      }
      for (const [f, [v, u, step]] of FREQUENCIES.entries()) {
        let sum = 0
        for (let i = 0; i < 64; i++) sum += block[i]! * cosines[v]![i >> 3]! * cosines[u]![i & 7]!
        const level = Math.round(sum / stepAt(step, quality))
        if (Math.abs(level) <= REACH && level !== 0) histograms[f]![level + REACH]!++
      }
    }
  const peaks = histograms.map(periodicPart).sort((a, b) => a - b)
  return peaks[peaks.length >> 1]!
}

/** The strongest of the histogram's faster Fourier terms, by the whole; smooth histograms have none. */
function periodicPart(histogram: Float64Array): number {
  const total = histogram.reduce((sum, value) => sum + value, 0)
  if (total < 200) return 0
  // Roots, as rare values would not count beside frequent ones.
  const roots = histogram.map((value) => Math.sqrt(value / total))
  let strongest = 0
  for (let period = 2; period <= 8; period += 0.25) {
    let re = 0
    let im = 0
    for (const [i, value] of roots.entries()) {
      const smooth = ((roots[i - 1] ?? value) + (roots[i + 1] ?? value)) / 2
      const phase = (2 * Math.PI * (i - REACH)) / period
      re += (value - smooth) * Math.cos(phase)
      im += (value - smooth) * Math.sin(phase)
    }
    strongest = Math.max(strongest, Math.hypot(re, im))
  }
  return strongest
}

const names = readdirSync(options.photos, { recursive: true, encoding: 'utf8' })
  .filter((name) => /\.(jpe?g|png|webp)$/i.test(name))
  .sort()
const step = Math.max(1, Math.floor(names.length / Number(options.count)))
const once = new Map<number, number[]>()
const twice = new Map<string, number[]>()
const add = <K>(to: Map<K, number[]>, key: K, value: number) => to.set(key, [...(to.get(key) ?? []), value])
const save = (picture: ReturnType<typeof sharp>, quality: number) => picture.jpeg({ quality }).toBuffer()

for (const name of names.filter((_, i) => i % step === 0)) {
  const photo = sharp(readFileSync(join(options.photos, name)))
    .toColourspace('srgb')
    .flatten()
  const { width, height } = await photo.metadata()
  if (Math.min(width, height) < 500) continue
  const halved = await photo
    .resize({ width: width >> 1, height: height >> 1, fit: 'fill' })
    .resize({ width: 640, height: 640, fit: 'inside', withoutEnlargement: true })
    .png()
    .toBuffer()
  for (const last of [75, 90]) {
    add(once, last, await measure(await save(sharp(halved), last), last))
    for (const first of [60, 80, 95]) {
      const sent = await save(sharp(halved), first)
      add(twice, `${first} then ${last}`, await measure(await save(sharp(sent), last), last))
      const { width: wide = 0 } = await sharp(sent).metadata()
      const smaller = sharp(sent).resize({ width: Math.round(wide * 0.8) })
      add(twice, `${first}, scaled to 80 %, then ${last}`, await measure(await save(smaller, last), last))
    }
  }
}
for (const [key, values] of twice) {
  const last = Number(key.slice(-2))
  const single = once.get(last)!.sort((a, b) => b - a)
  const threshold = single[Math.max(0, Math.floor(single.length * 0.02) - 1)]!
  const found = values.filter((value) => value > threshold).length
  process.stdout.write(
    `${key.padEnd(32)} found ${found} of ${values.length}, with at most 2 % of ${single.length} single ones taken for double\n`,
  )
}
