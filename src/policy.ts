import { readFile } from 'node:fs/promises'
import { z } from 'zod'
import { actions, bands, type Policy } from './check/policy.ts'
import { reasonCodes } from './check/reasons.ts'
import { signalNames } from './check/signal.ts'

const logOdds = z.number().min(-20).max(20)
const share = z.number().gt(0).lt(1)
const code = z.enum(reasonCodes)

const signalPolicy = z.strictObject({
  weight: z.number().min(0).max(2),
  min: logOdds.max(0),
  max: logOdds.min(0),
})
const channelPolicy = z
  .strictObject({
    review: share,
    suspect: share,
    basis: z.string().min(1),
    actions: z.record(z.enum(bands), z.enum(actions)),
    hold: z.strictObject({ signals: z.int().min(1), logOdds: logOdds.min(0) }).optional(),
  })
  .refine((channel) => channel.review <= channel.suspect, 'review must not lie above suspect')

const policySchema: z.ZodType<Policy> = z.strictObject({
  version: z.string().min(1),
  prior: share,
  signals: z.record(z.enum(signalNames), signalPolicy),
  reasons: z.partialRecord(code, z.strictObject({ logOdds, basis: z.string().min(1) })),
  channels: z.strictObject({ refund: channelPolicy, dispute: channelPolicy, appeal: channelPolicy }),
})

/**
 * Reads a policy file.
 * @throws Error that names the file and the path of each fault in it.
 */
export async function readPolicy(file: string): Promise<Policy> {
  const text = await readFile(file, 'utf8')
  const parsed = policySchema.safeParse(asJson(file, text))
  if (!parsed.success) throw new Error(`${file}:\n${z.prettifyError(parsed.error)}`)
  return parsed.data
}

function asJson(file: string, text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (cause) {
    throw new Error(`${file} is not JSON: ${(cause as Error).message}`, { cause })
  }
}
