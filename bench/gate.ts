import { readFile, writeFile } from 'node:fs/promises'
import { z } from 'zod'
import type { Estimate } from './bootstrap.ts'
import type { Report } from './report.ts'

/** Figures that may not fall. `lower`: less is better. */
const gated: { name: string; better: 'higher' | 'lower'; of: (report: Report) => Estimate }[] = [
  { name: 'score AUC, mean over generators', better: 'higher', of: ({ figures }) => figures.rank.score.macroAuc },
  { name: 'score AP, mean over generators', better: 'higher', of: ({ figures }) => figures.rank.score.macroAp },
  {
    name: 'detector AUC, mean over generators',
    better: 'higher',
    of: ({ figures }) => figures.rank.generated.macroAuc,
  },
  { name: 'detector found at 5 % false alarms', better: 'higher', of: ({ figures }) => figures.rank.generated.tprAt5 },
  {
    name: 'suspect: balanced accuracy',
    better: 'higher',
    of: ({ figures }) => figures.shipped.suspect.balancedAccuracy,
  },
  { name: 'suspect: false alarms', better: 'lower', of: ({ figures }) => figures.shipped.suspect.fpr },
  {
    name: 'suspect: false alarms, worst source',
    better: 'lower',
    of: ({ figures }) => figures.shipped.suspect.fprWorst,
  },
  { name: 'error on the decided', better: 'lower', of: ({ figures }) => figures.decisions.errorOnDecided },
  { name: 'score calibration error', better: 'lower', of: ({ figures }) => figures.calibration.score.ece },
  {
    name: 'share of unreadable photos',
    better: 'lower',
    of: ({ data }) => exactly(data.unreadable.length / data.rows),
  },
]
const exactly = (value: number): Estimate => ({ value, low: value, high: value })

const figure = z.number().nullable()
const baselineSchema = z.object({
  schema: z.literal(1),
  createdAt: z.string(),
  fingerprint: z.string(),
  model: z.object({ name: z.string(), version: z.string() }),
  figures: z.record(z.string(), z.object({ value: figure, low: figure, high: figure })),
})
export type Baseline = z.infer<typeof baselineSchema>

/** Keeps this report's figures as what later ones are held against. */
export async function writeGate(file: string, report: Report): Promise<void> {
  const { name, version } = report.versions.model
  const baseline: Baseline = {
    schema: 1,
    createdAt: report.createdAt,
    fingerprint: report.data.fingerprint,
    model: { name, version },
    figures: Object.fromEntries(gated.map((each) => [each.name, each.of(report)])),
  }
  await writeFile(file, `${JSON.stringify(baseline, null, 2)}\n`)
}

/** @throws Error when the file is not a baseline. */
export async function readGate(file: string): Promise<Baseline> {
  const parsed = baselineSchema.safeParse(JSON.parse(await readFile(file, 'utf8')))
  if (!parsed.success) throw new Error(`${file}: ${z.prettifyError(parsed.error)}`)
  return parsed.data
}

/**
 * Holds a report against a baseline: a figure has fallen when it lies beyond the interval that the baseline gave it.
 * @returns a sentence for everything that fell; none when the gate is passed.
 */
export function fallen(baseline: Baseline, report: Report): string[] {
  if (report.data.photos === 0) return ['The data set has no photo that could be checked.']
  if (baseline.fingerprint !== report.data.fingerprint)
    return ['The baseline was measured on other photos or labels; write a new one with --write-gate.']
  return gated.flatMap(({ name, better, of }) => {
    const before = baseline.figures[name]
    const now = of(report).value
    if (!before || before.value === null) return []
    const { value, low, high } = before
    const bound = (better === 'higher' ? low : high) ?? value
    if (now === null) return [`${name}: was ${told(value)}, and cannot be measured now.`]
    const fell = better === 'higher' ? now < bound : now > bound
    return fell ? [`${name}: ${told(now)}, was ${told(value)} and may not lie ${beyond[better]} ${told(bound)}.`] : []
  })
}

const beyond = { higher: 'below', lower: 'above' }
const told = (value: number) => value.toFixed(4)
