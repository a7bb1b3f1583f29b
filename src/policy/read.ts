import { createHash } from 'node:crypto'
import { unwatchFile, watchFile } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { z } from 'zod'
import { channels } from '../check/claim.ts'
import { actions, bands, type Policy, rulesFor } from '../check/policy.ts'
import { reasonCodes } from '../check/reasons.ts'
import { signalNames } from '../check/signal.ts'

const pollMs = 2000

const logOdds = z.number().min(-20).max(20)
const share = z.number().gt(0).lt(1)
const code = z.enum(reasonCodes)

const signalPolicy = z.strictObject({
  weight: z.number().min(0).max(5),
  bias: logOdds.optional(),
  min: logOdds.max(0),
  max: logOdds.min(0),
})
const told = z.strictObject({ en: z.string().min(1), zh: z.string().min(1) })
const channelPolicy = z.strictObject({
  review: share,
  suspect: share,
  basis: z.string().min(1),
  actions: z.record(z.enum(bands), z.enum(actions)),
  hold: z
    .strictObject({
      signals: z.int().min(1),
      logOdds: logOdds.min(0),
      alone: z.partialRecord(z.enum(signalNames), logOdds.min(0)).optional(),
    })
    .optional(),
  peopleFrom: z.record(z.string().regex(/^[A-Z]{3}$/, 'an ISO 4217 code'), z.number().min(0)).optional(),
})
const categoryPolicy = z.strictObject({
  names: z.array(z.string().regex(/^[^A-Z]+$/, 'in lower case')),
  basis: z.string().min(1),
  ask: told,
  channels: z.partialRecord(z.enum(channels), channelPolicy.partial()).optional(),
  signals: z.partialRecord(z.enum(signalNames), signalPolicy.partial()).optional(),
})

const policySchema = z
  .strictObject({
    version: z.string().min(1),
    prior: share,
    signals: z.record(z.enum(signalNames), signalPolicy),
    reasons: z.partialRecord(code, z.strictObject({ logOdds, basis: z.string().min(1) })),
    channels: z.record(z.enum(channels), channelPolicy),
    categories: z.object({ default: categoryPolicy }).catchall(categoryPolicy),
  })
  .superRefine((content, context) => {
    const policy = content as Policy
    if (Object.values(policy.channels.appeal.actions).some((action) => action !== 'review'))
      context.addIssue({
        code: 'custom',
        path: ['channels', 'appeal', 'actions'],
        message: 'people decide every appeal',
      })
    for (const channel of channels)
      for (const category of Object.keys(policy.categories)) {
        const rules = rulesFor(policy, { channel, orderId: '', category })
        if (rules.channel.review > rules.channel.suspect)
          context.addIssue({
            code: 'custom',
            path: ['channels', channel],
            message: `review must not lie above suspect (category ${category})`,
          })
      }
  })

/**
 * Reads a policy file.
 * @throws Error that names the file and the path of each fault in it.
 */
export async function readPolicy(file: string): Promise<Policy> {
  return parsePolicy(asJson(file, await readFile(file, 'utf8')), file)
}

/**
 * Validates a policy. Its version is made unmistakable: the file's own, and a fingerprint of the content, so that two
 * files that differ never go by one name in a verdict.
 * @param content a file's content, or a policy that was stored with its full version.
 */
export function parsePolicy(content: unknown, source: string): Policy {
  const parsed = policySchema.safeParse(content)
  if (!parsed.success) throw new Error(`${source}:\n${z.prettifyError(parsed.error)}`)
  const policy = parsed.data as Policy
  const named = policy.version.replace(/\+[0-9a-f]{8}$/, '')
  const fingerprint = createHash('sha256')
    .update(JSON.stringify(sorted({ ...policy, version: named })))
    .digest('hex')
    .slice(0, 8)
  return { ...policy, version: `${named}+${fingerprint}` }
}

/** Objects with their keys in order: a store gives them back in an order of its own. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted)
  if (typeof value !== 'object' || value === null) return value
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1))
  return Object.fromEntries(entries.map(([key, each]) => [key, sorted(each)]))
}

/**
 * The policy of a file, read again when the file changes or `reload` is called. A broken file keeps the old one.
 * @param told hears what came of each reload; a fault names the file and the path in it.
 */
export async function watchPolicy(
  file: string,
  told: (result: { policy: Policy } | { fault: string }) => void,
): Promise<{ current: () => Policy; reload: () => Promise<void>; close: () => void }> {
  let policy = await readPolicy(file)
  const reload = async () => {
    try {
      const read = await readPolicy(file)
      if (read.version === policy.version) return
      policy = read
      told({ policy })
    } catch (error) {
      told({ fault: (error as Error).message })
    }
  }
  // By its time stamp: editors replace files, which ends a watch on the old one.
  const changed = () => void reload()
  watchFile(file, { interval: pollMs, persistent: false }, changed)
  return { current: () => policy, reload, close: () => unwatchFile(file, changed) }
}

function asJson(file: string, text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (cause) {
    throw new Error(`${file} is not JSON: ${(cause as Error).message}`, { cause })
  }
}
