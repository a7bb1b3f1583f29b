import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'

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
export async function loadLabelModel(folder: string): Promise<LabelModel> {
  const path = join(folder, 'labels.json')
  const parsed = cardSchema.safeParse(JSON.parse(await readFile(path, 'utf8')))
  if (!parsed.success) throw new Error(`${path}: ${z.prettifyError(parsed.error)}`)
  const card = parsed.data
  const weights = await readFile(join(folder, card.file))
  const sha256 = createHash('sha256').update(weights).digest('hex')
  if (sha256 !== card.sha256) throw new Error(`${path}: sha256 does not match ${card.file}, which has ${sha256}`)
  return { card, weights }
}
