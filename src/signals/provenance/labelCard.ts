import { join } from 'node:path'
import { z } from 'zod'
import { loadModel } from '../../loadModel.ts'

/** What `labels.json` says of the reader of visible labels: the only place of its model facts. */
const cardSchema = z.object({
  name: z.string().min(1),
  version: z.string().min(1),
  file: z.string().regex(/^[\w.-]+$/),
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
  /** Grey values 0..255, N x 1 x height x width. */
  input: z.string(),
  /** Logits, N x tokens x height/stride x width/stride. */
  output: z.string(),
  stride: z.int().min(1),
  /** What the channels of the output stand for. */
  tokens: z.array(z.string().min(1)).min(1),
  scales: z.object({
    /** The photo's short side in pixels, once for each scale it is read at. */
    shortSides: z.array(z.int().min(32)).min(1),
    longSideMax: z.int().min(64),
  }),
  /** From here on a wording counts as read; chosen on validation photos. */
  minScore: z.number().min(0).max(1),
})

export type LabelCard = z.infer<typeof cardSchema>

export interface LabelModel {
  card: LabelCard
  weights: Uint8Array
}

/**
 * Reads the reader of visible labels from its folder and holds its weights against the card.
 * @throws Error that names the file and the field at fault.
 */
export const loadLabelModel = (folder: string): Promise<LabelModel> =>
  loadModel(join(folder, 'labels.json'), cardSchema)
