import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'

/** What `detector.json` says of the detector: the only place of model facts. */
const cardSchema = z.object({
  name: z.string().min(1),
  version: z.string().min(1),
  file: z.string().regex(/^[\w.-]+$/),
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
  raster: z.object({ longSideMax: z.int().min(64) }),
  tiles: z.object({
    size: z.int().min(32),
    count: z.int().min(1),
    minTexture: z.number().min(0),
    minCount: z.int().min(1),
  }),
  input: z.object({
    name: z.string(),
    layout: z.literal('nchw'),
    /** Of values in 0..1, per channel. */
    mean: z.array(z.number()).length(3),
    std: z.array(z.number().positive()).length(3),
  }),
  outputs: z.object({ logit: z.string(), patches: z.string() }),
  /** The mean tile logit, times slope plus intercept, is the log-odds at even prior. */
  calibration: z.object({ slope: z.number().positive(), intercept: z.number() }),
  /** In calibrated log-odds. `suspect`: false alarms on the worst held-out real source are below the rate stated in `measured`. */
  thresholds: z.object({ clear: z.number(), review: z.number(), suspect: z.number() }),
})

export type DetectorCard = z.infer<typeof cardSchema>

export interface Detector {
  card: DetectorCard
  weights: Uint8Array
}

/**
 * Reads a detector from its folder and holds its weights against the card.
 * @throws Error that names the file and the field at fault.
 */
export async function loadDetector(folder: string): Promise<Detector> {
  const path = join(folder, 'detector.json')
  const parsed = cardSchema.safeParse(JSON.parse(await readFile(path, 'utf8')))
  if (!parsed.success) throw new Error(`${path}: ${z.prettifyError(parsed.error)}`)
  const card = parsed.data
  const weights = await readFile(join(folder, card.file))
  const sha256 = createHash('sha256').update(weights).digest('hex')
  if (sha256 !== card.sha256) throw new Error(`${path}: sha256 does not match ${card.file}, which has ${sha256}`)
  return { card, weights }
}
