import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { loadModel } from '../../loadModel.ts'

/** What `detector.json` says of the detector: the only place of model facts. */
const cardSchema = z
  .object({
    name: z.string().min(1),
    version: z.string().min(1),
    file: z.string().regex(/^[\w.-]+$/),
    sha256: z.string().regex(/^[0-9a-f]{64}$/),
    raster: z.object({ longSideMax: z.int().min(64) }),
    tiles: z.object({
      /**
       * `native`: cut from the raster, the most textured ones. `resize`: the whole photo, squeezed to one tile. `crop`: one
       * tile from the middle, the photo's short side scaled to `shortSide` before, where that is given.
       */
      from: z.enum(['native', 'resize', 'crop']).default('native'),
      shortSide: z.int().min(32).optional(),
      size: z.int().min(32),
      count: z.int().min(1),
      minTexture: z.number().min(0),
      minCount: z.int().min(1),
      /** Of a JPEG; with fewer bytes a looked-at pixel its compression has left nothing to go by. */
      minBytesPerPixel: z.number().min(0).default(0),
    }),
    input: z.object({
      name: z.string(),
      layout: z.enum(['nchw', 'nhwc']),
      channels: z.enum(['rgb', 'bgr']).default('rgb'),
      /** Of values in 0..1, per channel, in the order of `channels`. A model that takes 0..255 has mean 0 and std 1/255. */
      mean: z.array(z.number()).length(3),
      std: z.array(z.number().positive()).length(3),
    }),
    outputs: z.object({
      /** Name of the output that a tile's logit is made from, and what it holds: a value or two a tile. */
      logit: z.string(),
      holds: z.enum(['logit', 'probability', 'two logits', 'two probabilities']).default('logit'),
      /** Which of two classes means generated. */
      generatedClass: z.union([z.literal(0), z.literal(1)]).default(1),
      /** Name of the patch logits, `rows * columns` a tile; a detector from elsewhere may have none. */
      patches: z.string().optional(),
      /** Name of the logits of local edits, likewise. */
      edits: z.string().optional(),
    }),
    /** The mean tile logit times `slope`, the last save's coarseness times `coarseness`, and `intercept` make the log-odds at even prior. */
    calibration: z.object({ slope: z.number().positive(), coarseness: z.number().default(0), intercept: z.number() }),
    /** In calibrated log-odds: where a stated probability is reached, or higher where the worst real source asks for it. */
    thresholds: z.object({ clear: z.number(), review: z.number(), suspect: z.number() }),
    /** From which logits on cells form a region, and a region is told of: see `regions.ts`. */
    edits: z.object({ cell: z.number(), region: z.number(), cells: z.int().min(1) }).optional(),
  })
  .refine(({ tiles, outputs }) => tiles.from === 'native' || !(outputs.patches || outputs.edits), {
    path: ['outputs', 'patches'],
    error: 'a map needs tiles cut at native resolution',
  })
  .refine(({ outputs, edits }) => !outputs.edits === !edits, {
    path: ['edits'],
    error: 'a map of edits and its bars belong together',
  })

export type DetectorCard = z.infer<typeof cardSchema>

export interface Detector {
  card: DetectorCard
  weights: Uint8Array
}

/**
 * Finds a detector by its weights: the current one of the folder, or an earlier version under `older/`.
 * @returns undefined when none of them has these weights.
 */
export async function findDetector(folder: string, sha256: string): Promise<Detector | undefined> {
  const older = await readdir(join(folder, 'older')).catch(() => [])
  for (const place of [folder, ...older.map((name) => join(folder, 'older', name))]) {
    const detector = await loadDetector(place)
    if (detector.card.sha256 === sha256) return detector
  }
  return undefined
}

/**
 * Reads a detector from its folder and holds its weights against the card.
 * @throws Error that names the file and the field at fault.
 */
export const loadDetector = (folder: string): Promise<Detector> => loadModel(join(folder, 'detector.json'), cardSchema)
