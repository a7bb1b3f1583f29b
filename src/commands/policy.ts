import { readConfig, storePlace } from '../config.ts'
import { readPolicy } from '../policy/read.ts'
import { type Replay, replay } from '../policy/replay.ts'
import { judgedChecks } from '../store/evidence.ts'
import { openStore } from '../store/open.ts'
import { misused, readArguments } from './arguments.ts'

const usage = `usage: npm run --silent policy -- try FILE [--since DATE] [--limit N] [--tenant NAME] [--json]
       npm run --silent policy -- validate FILE

try       judges the stored checks again under another policy and shows what would change; nothing is written
validate  says whether the file is a policy, and if not, where it is wrong

The store is the service's (DATABASE_URL or DATA_DIR); an embedded one must not be open in a running service.`

const { values, positionals } = readArguments(usage, {
  since: { type: 'string' },
  limit: { type: 'string' },
  tenant: { type: 'string' },
  json: { type: 'boolean' },
})
if (values.help) {
  process.stdout.write(`${usage}\n`)
  process.exit(0)
}
const [verb, file] = positionals
if (!file || (verb !== 'try' && verb !== 'validate')) misused('Say what to do with which file.', usage)
const since = values.since === undefined ? undefined : new Date(values.since)
if (since && Number.isNaN(since.getTime())) misused(`${values.since} is not a date.`, usage)
const limit = Number(values.limit ?? 100_000)
if (!Number.isInteger(limit) || limit < 1) misused(`${values.limit} is not a number of checks.`, usage)

try {
  const policy = await readPolicy(file)
  if (verb === 'validate') process.stdout.write(`${file} is a policy, version ${policy.version}.\n`)
  else {
    const store = await openStore(storePlace(readConfig()))
    const result = await replay(judgedChecks(store.db, { tenant: values.tenant, since, limit }), policy)
    await store.close()
    process.stdout.write(values.json ? `${JSON.stringify(plain(result))}\n` : told(result, policy.version))
  }
} catch (error) {
  console.error((error as Error).message)
  process.exit(1)
}
process.exit(0)

function plain({ bands, actions, ...rest }: Replay) {
  return { ...rest, bands: Object.fromEntries(bands), actions: Object.fromEntries(actions) }
}

function told({ checks, bands, actions, decided, examples }: Replay, version: string): string {
  const moved = (map: Map<string, number>) =>
    [...map]
      .sort((a, b) => b[1] - a[1])
      .map(([move, count]) => `  ${String(count).padStart(7)}  ${move}\n`)
      .join('')
  const outcome = (name: 'fake' | 'genuine') => {
    const { checks: all, flaggedBefore, flaggedAfter } = decided[name]
    return `  decided ${name}: ${all}, of them not cleared before ${flaggedBefore}, after ${flaggedAfter}\n`
  }
  const lines = examples.map(
    ({ id, before, after }) =>
      `  ${id}  ${before.band} ${before.score.toFixed(2)} ${before.action} -> ${after.band} ${after.score.toFixed(2)} ${after.action}\n`,
  )
  return [
    `${checks} stored checks under ${version}; nothing was written.\n\nbands\n${moved(bands)}\nactions\n${moved(actions)}`,
    `\noutcomes\n${outcome('fake')}${outcome('genuine')}`,
    examples.length > 0
      ? `\nthe first that change\n${lines.join('')}`
      : '\nNo check would get another band or action.\n',
  ].join('')
}
