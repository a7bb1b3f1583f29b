import { resolve } from 'node:path'
import { misused, readArguments } from './arguments.ts'
import { officialLists, updateTrustList } from './trustLists.ts'

/** Fetches who may sign Content Credentials. The service itself never fetches anything: the operator decides when. */
const usage = `usage: npm run --silent trust -- update [--out FILE]

  update  fetches the official lists and writes one PEM file:
${officialLists.map(({ name, url }) => `            ${name}\n              ${url}`).join('\n')}
  --out   the file, ./c2pa-trust-list.pem by default

Set C2PA_TRUST_LIST to that file and restart the service. When a list cannot be fetched or holds anything but
certificates, the file stays as it was. Ends with 0 when it was written, with 1 when it was not.`

const { values, positionals } = readArguments(usage, { out: { type: 'string' } })
if (values.help) {
  process.stdout.write(`${usage}\n`)
  process.exit(0)
}
if (positionals.length !== 1 || positionals[0] !== 'update') misused('Say what to do: update.', usage)

const out = resolve(values.out ?? 'c2pa-trust-list.pem')
try {
  const fetched = await updateTrustList(out, { now: new Date() })
  for (const { name, certificates, expired } of fetched)
    process.stdout.write(`${name}: ${certificates.length} certificates${expired > 0 ? `, ${expired} expired` : ''}\n`)
  process.stdout.write(`written: ${out}\n`)
} catch (error) {
  console.error(`${(error as Error).message}\n${out} was not changed.`)
  process.exit(1)
}
