import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { type ZodType, z } from 'zod'

/** What a card says whichever model it belongs to: the file of its weights, beside it, and their SHA-256 in hex. */
interface Card {
  file: string
  sha256: string
}

/**
 * Reads a model's card and holds its weights against it.
 * @param path of the card.
 * @throws Error that names the file and the field at fault.
 */
export async function loadModel<C extends Card>(
  path: string,
  schema: ZodType<C>,
): Promise<{ card: C; weights: Uint8Array }> {
  const parsed = schema.safeParse(JSON.parse(await readFile(path, 'utf8')))
  if (!parsed.success) throw new Error(`${path}: ${z.prettifyError(parsed.error)}`)
  const card = parsed.data
  const weights = await readFile(join(dirname(path), card.file))
  const sha256 = createHash('sha256').update(weights).digest('hex')
  if (sha256 !== card.sha256) throw new Error(`${path}: sha256 does not match ${card.file}, which has ${sha256}`)
  return { card, weights }
}
