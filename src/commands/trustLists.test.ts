import { existsSync } from 'node:fs'
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { rootCertificates } from 'node:tls'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { officialLists, updateTrustList } from './trustLists.ts'

const now = new Date('2026-06-15T12:00:00Z')
const [first, second, third] = rootCertificates as [string, string, string]

/** A network in which each official list is at its address. */
const network = (answers: (string | number)[]): typeof fetch =>
  (async (url: string) => {
    const answer = answers[officialLists.findIndex((list) => list.url === url)]
    if (answer === undefined) throw new TypeError('fetch failed', { cause: new Error('getaddrinfo ENOTFOUND') })
    return typeof answer === 'number' ? new Response('', { status: answer }) : new Response(answer)
  }) as typeof fetch

let folder: string
let out: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'trust-'))
  out = join(folder, 'trust.pem')
})
afterEach(() => rm(folder, { recursive: true }))

describe('updating the trust list', () => {
  it('writes the certificates of all lists to one file, each once, whatever stands between them', async () => {
    const lists = [`Subject: a signer\n${first}\n\n${second}`, second, `# frozen\n${third}`]
    const fetched = await updateTrustList(out, { get: network(lists), now })
    expect(fetched.map(({ certificates }) => certificates.length)).toEqual([2, 1, 1])
    const pem = await readFile(out, 'utf8')
    expect(pem.match(/BEGIN CERTIFICATE/g)).toHaveLength(3)
    expect(pem).not.toContain('Subject:')
    for (const { url } of officialLists) expect(pem).toContain(url)
    expect(await readdir(folder)).toEqual(['trust.pem'])
  })

  it('counts certificates that have expired, and keeps them', async () => {
    const get = network([first, second, third])
    const fetched = await updateTrustList(out, { get, now: new Date('2199-01-01') })
    expect(fetched.map(({ expired }) => expired)).toEqual([1, 1, 1])
    expect((await readFile(out, 'utf8')).match(/BEGIN CERTIFICATE/g)).toHaveLength(3)
  })

  const broken: [what: string, answers: (string | number)[], says: RegExp][] = [
    ['there is no network', [], /cannot fetch https.*ENOTFOUND/],
    ['a list is gone', [first, 404, third], /time stamp authorities.*404/],
    ['a page is answered instead of a list', [first, '<html>Sign in</html>', third], /no list of certificates/],
    ['a list was cut short', [first, second, third.slice(0, 300)], /interim.*cut short/],
    [
      'a block is no certificate',
      [first, second, '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----'],
      /block 1 of 1/,
    ],
  ]
  it.each(broken)('changes nothing when %s', async (_, answers, says) => {
    await writeFile(out, 'as it was')
    await expect(updateTrustList(out, { get: network(answers), now })).rejects.toThrow(says)
    expect(await readFile(out, 'utf8')).toBe('as it was')
    expect(existsSync(`${out}.part`)).toBe(false)
  })
})
