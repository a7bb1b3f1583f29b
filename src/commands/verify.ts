import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import type { Sealed } from '../evidence/sealed.ts'
import { verifyEvidence } from '../evidence/sealed.ts'
import { misused, readArguments } from './arguments.ts'

/** Verifies an evidence document without the service, and without a network unless the keys are named by URL. */
const usage = `usage: npm run --silent verify -- FILE --jwks FILE|URL [--photo PHOTO]

  FILE     an evidence document: the .jws, or the page as it was saved
  --jwks   the public keys of the service: /.well-known/jwks.json, saved or by its URL
  --photo  also tells whether this photo is one of the checked ones

Ends with 0 when everything holds, with 1 when something was changed, with 2 when it could not be tried.`

const { values, positionals } = readArguments(usage, { jwks: { type: 'string' }, photo: { type: 'string' } })
if (values.help) {
  process.stdout.write(`${usage}\n`)
  process.exit(0)
}
const [file] = positionals
if (positionals.length !== 1 || file === undefined) misused('Name one document.', usage)
if (values.jwks === undefined) misused('Name the public keys by --jwks: a document cannot vouch for itself.', usage)

const keys = await readKeys(values.jwks).catch((error) => misused(`${values.jwks}: ${error.message}`, usage))
const content = await readFile(file, 'utf8').catch((error) => misused(error.message, usage))
const photo =
  values.photo === undefined ? undefined : await readFile(values.photo).catch((error) => misused(error.message, usage))

try {
  process.stdout.write(`${told(await verifyEvidence(content, keys)).join('\n')}\n`)
} catch (error) {
  console.error(`${file}: NOT VERIFIED. ${(error as Error).message}`)
  process.exit(1)
}

function told({ facts, header, page }: Sealed): string[] {
  const { verdict, claim, outcomes, issuedAt } = facts
  const line = (name: string, text: string) => `  ${name.padEnd(10)}${text}`
  const whole = {
    'every byte': 'every byte of the page is as it was issued',
    'what it shows': 'text, pictures and look of the page are as issued; a browser saved it anew',
  }
  return [
    `${file}: VERIFIED`,
    line('signature', `holds, by key ${header.kid}`),
    ...(page === undefined ? [] : [line('page', whole[page])]),
    line('issued', issuedAt),
    line('check', `${verdict.id} of ${verdict.createdAt}, ${verdict.channel}, order ${claim.orderId}`),
    line('verdict', `${verdict.band}, score ${verdict.score}, suggested: ${verdict.action}`),
    ...verdict.reasons.map(({ code, text }) => line('reason', `${code}: ${text.en}`)),
    ...verdict.photos.map(({ index, sha256, name }) => line(`photo ${index + 1}`, `${sha256} ${name ?? ''}`)),
    ...outcomes.map(({ outcome, decidedBy, decidedAt }) => line('decided', `${outcome} by ${decidedBy}, ${decidedAt}`)),
    ...(photo === undefined ? [] : [line('compared', comparison(photo, verdict.photos))]),
  ]
}

function comparison(photo: Uint8Array, photos: { index: number; sha256: string }[]): string {
  const sha256 = createHash('sha256').update(photo).digest('hex')
  const found = photos.find((each) => each.sha256 === sha256)
  return found ? `the given photo is photo ${found.index + 1}` : 'the given photo is none of these'
}

async function readKeys(place: string): Promise<Parameters<typeof verifyEvidence>[1]> {
  const text = /^https?:/.test(place) ? await (await fetch(place)).text() : await readFile(place, 'utf8')
  const { keys } = JSON.parse(text) as { keys?: Parameters<typeof verifyEvidence>[1] }
  if (!Array.isArray(keys)) throw new Error('this is no JWKS: it has no keys')
  return keys
}
