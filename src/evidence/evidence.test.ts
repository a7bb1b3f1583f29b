import { execFileSync, spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { JWK } from 'jose'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { fixturePath } from '../../fixtures/index.ts'
import type { Verdict } from '../check/verdict.ts'
import { keyring } from '../signing/keyring.ts'
import { plainPng } from '../test/marks.ts'
import { evidenceReader } from './evidence.ts'
import type { CheckRecord } from './facts.ts'
import { verifyEvidence } from './sealed.ts'

const hostile = '"><img src=x onerror=alert(1)></style><script>alert(2)</script>\u202egpj.jpg'
const cupSha256 = '488976da356357184c5194e390d1530ddc5e14c9b6897609675fceee54b57f3e'

const reason = (code: string, signal: string, facts: object, text: string) =>
  ({ code, signal, photo: 0, text: { en: text, zh: `${text}（中文）` }, facts }) as Verdict['reasons'][number]
const reuse = reason(
  'SAME_FILE_IN_OTHER_ORDER',
  'reuse',
  {
    checkId: 'chk_earlier',
    photo: 0,
    seenAt: '2026-10-02T08:00:00.000Z',
    distance: 0,
    transformation: 'upright',
    matches: 1,
  },
  'Exactly this file was sent for another order.',
)
const listing = reason(
  'LISTING_PICTURE',
  'reuse',
  { referenceId: 'sku-1-front', seenAt: '2026-09-01T08:00:00.000Z', distance: 4, matches: 1 },
  'It is a listing picture.',
)
const camera = reason('TAKEN_IN_TIME', 'camera', { takenAt: '2026-11-18 20:15:30 +08:00' }, 'The clock agrees.')

const verdictOf = (id: string, name: string): Verdict => ({
  id,
  createdAt: '2026-11-19T09:00:00.000Z',
  tookMs: 140,
  channel: 'refund',
  category: 'default',
  score: 0.97,
  band: 'suspect',
  action: 'review',
  reasons: [reuse],
  photos: [
    {
      index: 0,
      name,
      sha256: cupSha256,
      format: 'jpeg',
      width: 900,
      height: 1200,
      score: 0.97,
      band: 'suspect',
      signals: [
        { signal: 'generated', status: 'measured', score: 0.5, reasons: [] },
        { signal: 'provenance', status: 'unavailable', why: 'NO_PROVENANCE' },
        { signal: 'camera', status: 'measured', score: 0.4, reasons: [camera] },
        { signal: 'encoding', status: 'unavailable', why: 'FAILED' },
        { signal: 'reuse', status: 'measured', score: 0.98, reasons: [reuse, listing] },
        { signal: 'history', status: 'unavailable', why: 'NO_BUYER' },
      ],
    },
  ],
  versions: { service: '0.1.0', policy: '2026-11-22', model: { name: 'huoyan-tile', sha256: 'f'.repeat(64) } },
  degraded: true,
})

const recordOf = (id: string, name: string): CheckRecord => ({
  claim: {
    channel: 'refund',
    orderId: `order of ${id}`,
    productId: hostile,
    amount: 39.9,
    currency: 'CNY',
    orderedAt: '2026-11-10T02:00:00.000Z',
    deliveredAt: '2026-11-17T10:00:00.000Z',
  },
  verdict: verdictOf(id, name),
  outcomes: [{ outcome: 'genuine', decidedBy: 'judge', note: hostile, decidedAt: '2026-11-20T08:00:00.000Z' }],
})

describe('the evidence document', () => {
  const records = new Map(
    [recordOf('chk_1', hostile), recordOf('chk_earlier', 'a.jpg')].map((each) => [each.verdict.id, each]),
  )
  const stored: { kid: string; jwk: JWK; createdAt: Date }[] = []
  const now = () => new Date('2026-11-22T08:00:00Z')
  const ring = keyring({ all: async () => stored, add: async (key) => void stored.unshift(key) }, now)
  let map: Buffer
  const read = evidenceReader({
    record: async (tenant, id) => (tenant === 'a' ? records.get(id) : undefined),
    picture: async (_tenant, _id, _photo, shows) => (shows === 'map' ? { type: 'image/png', bytes: map } : undefined),
    sign: ring.sign,
    now,
  })
  let html: string
  let jws: string
  let keys: JWK[]
  let folder: string

  beforeAll(async () => {
    map = await plainPng()
    const evidence = (await read('a', 'chk_1'))!
    html = await evidence.html('en')
    jws = await evidence.jws()
    keys = (await ring.published()).keys
    folder = mkdtempSync(join(tmpdir(), 'huoyan-evidence-'))
    writeFileSync(join(folder, 'jwks.json'), JSON.stringify({ keys }))
  })
  afterAll(() => rmSync(folder, { recursive: true }))

  it('belongs to its tenant', async () => {
    expect(await read('b', 'chk_1')).toBeUndefined()
  })

  it('tells claim, verdict, every look, times in order and matches, in two languages', async () => {
    for (const text of [
      'Strong evidence that something does not fit',
      'order of chk_1',
      'The clock agrees.',
      'This look failed.',
      'The file says nothing of its making',
      'order of chk_earlier',
      'A picture known beforehand',
      'sku-1-front',
      'It cannot know what happened to the goods.',
      'One of the looks failed during this check',
      'huoyan-tile',
    ])
      expect(html).toContain(text)
    const { facts } = await verifyEvidence(jws, keys)
    expect(facts.timeline.map(({ what }) => what)).toEqual([
      'seen',
      'seen',
      'ordered',
      'delivered',
      'captured',
      'checked',
      'decided',
      'issued',
    ])
    expect(facts.matches[0]).toMatchObject({
      id: 'chk_earlier',
      there: { orderId: 'order of chk_earlier', name: 'a.jpg' },
    })
    const chinese = await (await read('a', 'chk_1'))!.html('zh')
    expect(chinese).toContain('有较强证据表明存疑')
    expect(chinese).toContain('lang="zh-CN"')
    expect(`${html}${chinese}`).not.toMatch(/fraud|欺诈/i)
  })

  it('escapes what strangers wrote', () => {
    expect(html).not.toContain('<img src=x')
    expect(html).not.toContain('<script>')
    expect(html).not.toContain('\u202e')
    expect(html.match(/<script/g)).toHaveLength(2)
    expect(html.match(/<[^>]*>/g)!.join('')).not.toMatch(/\son\w+=|\sstyle=/)
  })

  it('verifies to the byte, and as a browser saves it anew', async () => {
    expect(await verifyEvidence(html, keys)).toMatchObject({ page: 'every byte', facts: { verdict: { id: 'chk_1' } } })
    const saved = html.replace('<!doctype html>', '<!DOCTYPE html>\n<!-- saved from url -->').replace(/<li>/g, '<li >')
    expect(await verifyEvidence(saved, keys)).toMatchObject({ page: 'what it shows' })
    expect(await verifyEvidence(jws, keys)).toMatchObject({ page: undefined })
  })

  it.each<[string, (html: string) => string, string]>([
    ['a word', (page) => page.replace('order of chk_1', 'order of chk_2'), 'was changed'],
    ['an added line', (page) => page.replace('</main>', '<p>All is well.</p></main>'), 'was changed'],
    [
      'something hidden',
      (page) => page.replace('<section class="verdict', '<section hidden class="verdict'),
      'was changed',
    ],
    [
      'an own style',
      (page) => page.replace('</head>', '<style>.verdict { display: none }</style></head>'),
      'was changed',
    ],
    ['a picture', (page) => page.replace(/(data:image\/png;base64,)\w{8}/, '$1AAAAAAAA'), 'was changed'],
    [
      'the signature of the bare facts',
      (page) => page.replace(/(id="signed">)[^<]*/, `$1${'JWS'}`),
      'not a signed document',
    ],
    ['a class that hides', (page) => page.replace('class="reasons"', 'class="said"'), 'was changed'],
    ['a script', (page) => page.replace('src="/assets/evidence.js"', 'src="//elsewhere/evidence.js"'), 'was changed'],
    ['a script in a tag', (page) => page.replace('<main>', '<main onclick="alert(1)">'), 'was changed'],
    ['no signature', (page) => page.replace(/<script type="application\/jose".*?<\/script>/, ''), 'holds 0 signatures'],
  ])('is found out when somebody changes %s', async (_, change, said) => {
    const changed = change(html)
    expect(changed).not.toBe(html)
    await expect(verifyEvidence(changed, keys)).rejects.toThrow(said)
  })

  it('of another page does not fit', async () => {
    const bare = html.replace(/(id="signed">)[^<]*/, (_, head: string) => head + jws)
    await expect(verifyEvidence(bare, keys)).rejects.toThrow('of no page')
  })

  it('is verified by a command, which says so in its exit code', () => {
    const verify = (...given: string[]) =>
      spawnSync(process.execPath, ['dist/commands/verify.js', ...given], { encoding: 'utf8' })
    const place = (name: string, content: string) => {
      writeFileSync(join(folder, name), content)
      return join(folder, name)
    }
    const jwks = ['--jwks', join(folder, 'jwks.json')]
    const good = verify(place('good.html', html), ...jwks, '--photo', fixturePath('cup.jpg').pathname)
    expect(good.stdout).toMatch(/VERIFIED[\s\S]*every byte[\s\S]*suspect[\s\S]*the given photo is photo 1/)
    expect(good.status).toBe(0)
    expect(verify(place('good.jws', `${jws}\n`), ...jwks).status).toBe(0)
    const bad = verify(place('bad.html', html.replace('0.97', '0.07')), ...jwks)
    expect(bad.stderr).toContain('NOT VERIFIED. What the page shows was changed.')
    expect(bad.status).toBe(1)
    expect(verify(place('bad.jws', jws.replace(/^(.{80})./, '$1_')), ...jwks).status).toBe(1)
    expect(verify(join(folder, 'good.jws')).status).toBe(2)
    expect(verify(join(folder, 'none.jws'), ...jwks).status).toBe(2)
    const help = execFileSync(process.execPath, ['dist/commands/verify.js', '--help'], { encoding: 'utf8' })
    expect(help).toContain('--jwks')
  })
})
