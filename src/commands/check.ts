import { readFile } from 'node:fs/promises'
import { basename } from 'node:path'
import { assembleCheck } from '../assembleCheck.ts'
import { checker } from '../check/check.ts'
import { type Channel, channels } from '../check/claim.ts'
import { CheckError } from '../check/errors.ts'
import type { Verdict } from '../check/verdict.ts'
import { readConfig } from '../config.ts'
import { nothing } from '../store/nothing.ts'
import { misused, readArguments } from './arguments.ts'

/** Checks files from the command line, each as a claim of its own. Nothing is kept. */
const usage = `usage: npm run --silent check -- PHOTO... [--channel ${channels.join('|')}] [--json]`

const { values, positionals } = readArguments(usage, { channel: { type: 'string' }, json: { type: 'boolean' } })
if (values.help) {
  process.stdout.write(`${usage}\n`)
  process.exit(0)
}
const channel = (values.channel ?? 'refund') as Channel
if (!channels.includes(channel)) misused(`There is no channel ${channel}.`, usage)
if (positionals.length === 0) misused('Name at least one photo.', usage)

const parts = await assembleCheck(readConfig(), { onFault: () => {} })
const check = checker(parts.ports(nothing))
let refused = 0
for (const [i, file] of positionals.entries()) {
  try {
    const claim = { channel, orderId: `command-line-${i}` }
    const verdict = await check(claim, [{ bytes: await readFile(file), name: basename(file) }])
    process.stdout.write(values.json ? `${JSON.stringify(verdict)}\n` : told(file, verdict))
  } catch (error) {
    refused++
    const code = error instanceof CheckError ? error.code : ((error as NodeJS.ErrnoException).code ?? 'FAILED')
    const detail = (error as Error).message
    if (values.json) process.stdout.write(`${JSON.stringify({ file, error: { code, detail } })}\n`)
    else console.error(`${file}: ${code}. ${detail}`)
  }
}
await parts.close()
process.exit(refused > 0 ? 1 : 0)

function told(file: string, verdict: Verdict): string {
  const reasons = verdict.reasons.map((reason) => `  - ${reason.text.en}\n    ${reason.text.zh}\n`)
  const unavailable = verdict.photos[0]!.signals.flatMap((signal) =>
    signal.status === 'unavailable' ? [`${signal.signal} (${signal.why})`] : [],
  )
  return [
    `${file}: ${verdict.band}, score ${verdict.score.toFixed(2)}, suggested action: ${verdict.action}\n`,
    ...(reasons.length > 0 ? reasons : ['  - Nothing found that speaks for or against the photo.\n']),
    ...(unavailable.length > 0 ? [`  without: ${unavailable.join(', ')}\n`] : []),
  ].join('')
}
