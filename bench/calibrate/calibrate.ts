import { readFile, rename, writeFile } from 'node:fs/promises'
import { misused, readArguments } from '../../src/commands/arguments.ts'
import { readConfig } from '../../src/config.ts'
import { parsePolicy } from '../../src/policy/read.ts'
import { fromDataset, fromOutcomes, type KnownPhoto } from './known.ts'
import { proposal, type Side, told } from './proposal.ts'

const usage = `usage: npm run --silent calibrate -- [DIR|CSV] [--outcomes] [--tenant NAME] [--write FILE] [--json]

Refits how the detector's odds and the refund thresholds fit your own photos, shows how well stated and true shares
agree before and after (each photo judged by a fit that has not seen it), and changes nothing.

DIR, CSV    labelled photos: DIR/real/** and DIR/ai/** or DIR/fake/**, or a CSV file with the columns file,label
--outcomes  the checks that people decided, from the service's store (DATABASE_URL or DATA_DIR; not open elsewhere)
--write     writes the policy with the new values to FILE; POLICY_FILE names the one to begin with

A hundred photos of each kind are a beginning; with fewer than fifty of a kind nothing is proposed.`

const { values, positionals } = readArguments(usage, {
  outcomes: { type: 'boolean' },
  tenant: { type: 'string' },
  write: { type: 'string' },
  json: { type: 'boolean' },
})
if (values.help) {
  process.stdout.write(`${usage}\n`)
  process.exit(0)
}
const [place] = positionals
if (!place && !values.outcomes) misused('Name labelled photos, or --outcomes.', usage)

try {
  const config = readConfig()
  const photos: KnownPhoto[] = []
  if (place) {
    const found = await fromDataset(place, config)
    photos.push(...found.photos)
    if (found.unreadable > 0) console.error(`${found.unreadable} rows could not be read and are left out.`)
  }
  if (values.outcomes) photos.push(...(await fromOutcomes(config, values.tenant)))
  const content = JSON.parse(await readFile(config.POLICY_FILE, 'utf8'))
  const result = proposal(photos, parsePolicy(content, config.POLICY_FILE))
  process.stdout.write(values.json ? `${JSON.stringify(result)}\n` : told(result))
  if (values.write && result.proposed) {
    await writePolicy(values.write, content, result.proposed)
    console.error(`Written to ${values.write}; try it: npm run policy -- try ${values.write}`)
  }
} catch (error) {
  console.error((error as Error).message)
  process.exit(1)
}
process.exit(0)

/** The policy as it was, but for the new values, under a new version. */
// biome-ignore lint/suspicious/noExplicitAny: the file's own JSON is kept as it is; it was validated above.
async function writePolicy(file: string, content: any, { weight, bias, thresholds, basis }: Side & { basis: string }) {
  content.version = `${content.version}-calibrated`
  Object.assign(content.signals.generated, { weight: rounded(weight), bias: rounded(bias) })
  Object.assign(content.channels.refund, { ...thresholds, basis })
  parsePolicy(content, file)
  await writeFile(`${file}.part`, `${JSON.stringify(content, null, 2)}\n`)
  await rename(`${file}.part`, file)
}

function rounded(value: number): number {
  return Math.round(value * 1e4) / 1e4
}
