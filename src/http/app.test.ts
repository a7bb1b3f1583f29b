import type { Hono } from 'hono'
import { pino } from 'pino'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type FixtureName, fixture } from '../../fixtures/index.ts'
import { assemble } from '../assemble.ts'
import type { Verdict } from '../check/verdict.ts'
import { readConfig } from '../config.ts'
import { stores } from '../test/stores.ts'
import { app, type Services } from './app.ts'
import { verdictSchema } from './schemas.ts'

const keys = { a: 'shop-a-secret-0123456789', b: 'shop-b-secret-0123456789' }

/** What a call answers: a verdict, or a problem. */
type Answer = Verdict & { code?: string; field?: string }

describe.each(stores)('with the store on %s,', (_, fresh) => {
  let close: () => Promise<void>
  let service: Hono
  let guarded: Hono
  let open: Services

  beforeAll(async () => {
    const { place, drop } = await fresh()
    const environment = { WORKERS: '2', API_KEYS: `a:${keys.a},b:${keys.b}` }
    const assembly = await assemble(readConfig(environment), place, pino({ level: 'silent' }))
    close = () => assembly.close().then(drop)
    guarded = app(assembly.services)
    open = {
      ...assembly.services,
      authenticate: async () => ({ tenant: 'default', actor: 'test', scopes: ['admin'] }),
    }
    service = app(open)
  })
  afterAll(() => close())

  let orders = 0
  const nextOrder = () => `order-${++orders}`

  async function send(
    claim: object | string,
    photos: (FixtureName | Uint8Array)[],
    headers: Record<string, string> = {},
    to: Hono = service,
  ) {
    const form = new FormData()
    form.set('claim', typeof claim === 'string' ? claim : JSON.stringify(claim))
    for (const each of photos) {
      const bytes = typeof each === 'string' ? await fixture(each) : each
      form.append('photo', new Blob([bytes as Uint8Array<ArrayBuffer>]), typeof each === 'string' ? each : 'photo')
    }
    const framed = new Response(form)
    const body = await framed.arrayBuffer()
    const response = await to.request('/v1/checks', {
      method: 'POST',
      body,
      headers: {
        'content-type': framed.headers.get('content-type')!,
        'content-length': String(body.byteLength),
        ...headers,
      },
    })
    return { status: response.status, headers: response.headers, body: (await response.json()) as Answer }
  }
  async function checked(claim: object, photos: FixtureName[]): Promise<Verdict> {
    const { status, body } = await send(claim, photos)
    expect(status).toBe(200)
    return body
  }
  const codes = (verdict: Verdict) => verdict.reasons.map((reason) => reason.code)
  const signal = (verdict: Verdict, name: string, photo = 0) =>
    verdict.photos[photo]!.signals.find((each) => each.signal === name)!

  describe('a refund pipeline', () => {
    it('finds a promised check also when its verdict is kept in the moment in which it is asked for', async () => {
      const made = await checked({ channel: 'refund', orderId: nextOrder() }, ['cup.jpg'])
      let looks = 0
      const find: Services['find'] = async (tenant, id) => (looks++ === 0 ? undefined : open.find(tenant, id))
      const answer = await app({ ...open, find }).request(`/v1/checks/${made.id}`)
      expect([answer.status, await answer.json()]).toEqual([200, made])
    })

    it('gets a verdict as the contract describes it, and gets it again by its id', async () => {
      const claim = {
        channel: 'refund',
        orderId: nextOrder(),
        buyerId: 'buyer-1',
        merchantId: 'shop-1',
        category: 'fragile',
        amount: 39.9,
        currency: 'CNY',
        orderedAt: '2026-11-10T10:00:00+08:00',
        deliveredAt: '2026-11-17T18:00:00+08:00',
        openedAt: '2026-11-19T09:00:00+08:00',
      }
      const verdict = await checked(claim, ['cup.jpg', 'parcel.jpg'])
      expect(verdictSchema.safeParse(verdict).error).toBeUndefined()
      expect(verdict.id).toMatch(/^chk_[0-9A-HJKMNP-TV-Z]{26}$/)
      expect(
        verdict.photos.map(({ index, name, format, width, height }) => ({ index, name, format, width, height })),
      ).toEqual([
        { index: 0, name: 'cup.jpg', format: 'jpeg', width: 900, height: 1200 },
        { index: 1, name: 'parcel.jpg', format: 'jpeg', width: 900, height: 1200 },
      ])
      for (const photo of verdict.photos) expect(photo.signals.map((each) => each.signal)).toHaveLength(6)
      const stored = await service.request(`/v1/checks/${verdict.id}`)
      expect(await stored.json()).toEqual(verdict)
    })

    it.each(['refund', 'dispute', 'appeal'])('has a channel %s', async (channel) => {
      expect(await checked({ channel, orderId: nextOrder() }, ['cup.jpg'])).toMatchObject({ channel })
    })

    it('may send photos as JSON', async () => {
      const photos = [{ base64: (await fixture('parcel.jpg')).toString('base64') }]
      const response = await service.request('/v1/checks', {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ claim: { channel: 'refund', orderId: nextOrder() }, photos }),
      })
      expect(response.status).toBe(200)
      expect(((await response.json()) as Verdict).photos[0]).toMatchObject({ format: 'jpeg', width: 900 })
    })

    it('learns that a file declares itself generated', async () => {
      for (const name of ['labelled.png', 'declared.jpg'] as const) {
        const verdict = await checked({ channel: 'refund', orderId: nextOrder() }, [name])
        expect(verdict).toMatchObject({ band: 'suspect', action: 'review' })
        expect(codes(verdict)).toContain('DECLARED_AI')
      }
      const verdict = await checked({ channel: 'refund', orderId: nextOrder() }, ['settings.png'])
      expect(codes(verdict)).toContain('GENERATOR_SETTINGS')
    })

    it('is asked for another photo when one is too small or shows nothing', async () => {
      for (const [name, why] of [
        ['tiny.png', 'PHOTO_TOO_SMALL'],
        ['flat.png', 'PHOTO_TOO_FLAT'],
      ] as const) {
        const verdict = await checked({ channel: 'refund', orderId: nextOrder() }, [name])
        expect(verdict).toMatchObject({ band: 'insufficient', action: 'ask_for_more', degraded: false })
        expect(signal(verdict, 'generated')).toMatchObject({ status: 'unavailable', why })
      }
    })

    it('scores a photo without metadata no higher than the same photo with it', async () => {
      const { sharp } = await import('../photo/sharp.ts')
      const stripped = await sharp(await fixture('labelled.png'))
        .png()
        .toBuffer()
      const claim = { channel: 'refund', orderId: nextOrder() }
      const [marked, bare] = [await send(claim, ['labelled.png']), await send(claim, [stripped])]
      expect(bare.body.score).toBeLessThan(marked.body.score)
      expect(signal(bare.body, 'provenance').status).toBe('unavailable')
    })
  })

  describe('a photo that was sent before', () => {
    it('is told of with another buyer, exact or re-saved or mirrored', async () => {
      await checked({ channel: 'refund', orderId: nextOrder(), buyerId: 'reuse-1' }, ['cup.jpg'])
      const again = { channel: 'refund', orderId: nextOrder(), buyerId: 'reuse-2' }
      const exact = await checked(again, ['cup.jpg'])
      expect(codes(exact)).toContain('SAME_FILE_OF_OTHER_BUYER')
      expect(exact.band).toBe('suspect')
      const matches = (verdict: Verdict) => verdict.reasons.find(({ code }) => code.startsWith('SAME_PICTURE'))
      expect(matches(await checked(again, ['cup-resaved.jpg']))?.facts).toMatchObject({ transformation: 'upright' })
      expect(matches(await checked(again, ['cup-mirrored.jpg']))?.facts).toMatchObject({ transformation: 'mirrored' })
      expect(exact.reasons.find(({ signal }) => signal === 'reuse')?.facts.checkId).toMatch(/^chk_/)
    })

    it('is no reuse when the same order sends it again, in any channel', async () => {
      const orderId = nextOrder()
      const { sharp } = await import('../photo/sharp.ts')
      const own = await sharp(await fixture('deep.png'))
        .jpeg({ quality: 91 })
        .toBuffer()
      const first = await send({ channel: 'refund', orderId, buyerId: 'retry' }, [own])
      for (const channel of ['refund', 'dispute', 'appeal']) {
        const { body } = await send({ channel, orderId, buyerId: 'retry' }, [own])
        expect(signal(body, 'reuse')).toMatchObject({ status: 'measured', reasons: [] })
        if (channel === 'refund') expect(body.score).toBe(first.body.score)
      }
    })
  })

  describe('what people decided', () => {
    it('is kept and becomes the history of the buyer', async () => {
      const claim = () => ({ channel: 'refund', orderId: nextOrder(), buyerId: 'buyer-h' })
      const first = await checked(claim(), ['grey.jpg'])
      expect(signal(first, 'history')).toMatchObject({ status: 'unavailable', why: 'NO_HISTORY' })
      const decide = (id: string, body: object) =>
        service.request(`/v1/checks/${id}/outcome`, { method: 'POST', body: JSON.stringify(body) })
      expect((await decide(first.id, { outcome: 'fake', decidedBy: 'judge-1' })).status).toBe(200)
      expect((await decide('chk_none', { outcome: 'fake', decidedBy: 'judge-1' })).status).toBe(404)
      expect((await decide(first.id, { outcome: 'maybe', decidedBy: 'judge-1' })).status).toBe(422)
      expect(codes(await checked(claim(), ['cmyk.jpg']))).toContain('EARLIER_PHOTOS_NOT_GENUINE')
    })
  })

  describe('a bad request', () => {
    const claim = { channel: 'refund', orderId: 'bad' }
    it.each<[string, object | string, (FixtureName | Uint8Array)[], number, string, string | undefined]>([
      ['an unknown field', { ...claim, colour: 'red' }, ['cup.jpg'], 422, 'CLAIM_INVALID', 'colour'],
      ['no order', { channel: 'refund' }, ['cup.jpg'], 422, 'CLAIM_INVALID', 'orderId'],
      ['an unknown channel', { ...claim, channel: 'gift' }, ['cup.jpg'], 422, 'CLAIM_INVALID', 'channel'],
      ['a time without a zone', { ...claim, openedAt: '2026-11-01' }, ['cup.jpg'], 422, 'CLAIM_INVALID', 'openedAt'],
      ['a claim that is no JSON', '{"channel":', ['cup.jpg'], 422, 'CLAIM_INVALID', 'claim'],
      ['a NUL in the order', { ...claim, orderId: 'a\u0000b' }, ['cup.jpg'], 422, 'CLAIM_INVALID', 'orderId'],
      ['half a character', { ...claim, buyerId: 'a\ud800' }, ['cup.jpg'], 422, 'CLAIM_INVALID', 'buyerId'],
      ['no photo', claim, [], 422, 'CLAIM_INVALID', 'photo'],
      ['ten photos', claim, Array(10).fill('tiny.png'), 413, 'TOO_MANY_PHOTOS', undefined],
      ['a document', claim, ['document.jpg'], 415, 'PHOTO_UNSUPPORTED', undefined],
      ['half a photo', claim, ['truncated.jpg'], 422, 'PHOTO_UNREADABLE', undefined],
      ['an empty photo', claim, [new Uint8Array(0)], 415, 'PHOTO_UNSUPPORTED', undefined],
      ['a photo over 20 MB', claim, [new Uint8Array(20_000_001)], 413, 'PHOTO_TOO_LARGE', undefined],
    ])('with %s is refused', async (_, sent, photos, status, code, field) => {
      const answer = await send(sent, photos)
      expect(answer.status).toBe(status)
      expect(answer.headers.get('content-type')).toBe('application/problem+json')
      expect(answer.body).toMatchObject({ status, code, title: expect.any(String), detail: expect.any(String) })
      if (field) expect(answer.body.field).toBe(field)
    })

    it('with a hostile file name is answered with a name that can be shown', async () => {
      const form = new FormData()
      form.set('claim', JSON.stringify({ channel: 'refund', orderId: nextOrder() }))
      form.append('photo', new Blob([await fixture('tiny.png')]), 'a\u0000\u001b[31m<b>\ud83d.png')
      const response = await service.request('/v1/checks', { method: 'POST', body: form })
      expect(response.status).toBe(200)
      expect(((await response.json()) as Verdict).photos[0]!.name).toMatch(/^a.*<b>.*\.png$/)
    })

    it('names the photo at fault', async () => {
      const { body } = await send(claim, ['cup.jpg', 'truncated.jpg'])
      expect(body).toMatchObject({ code: 'PHOTO_UNREADABLE', photo: 1 })
    })

    it.each([
      ['text/plain', 'hello', 'CLAIM_INVALID'],
      ['application/json', '{', 'CLAIM_INVALID'],
      ['application/json', '{"claim":{"channel":"refund","orderId":"x"},"photos":[{"base64":"***"}]}', 'CLAIM_INVALID'],
      [
        'application/json',
        '{"claim":{"channel":"refund","orderId":"x"},"photos":[{"url":"http://x/"}]}',
        'URL_REFUSED',
      ],
      ['multipart/form-data; boundary=x', 'not multipart at all', 'CLAIM_INVALID'],
      ['multipart/form-data', 'no boundary', 'CLAIM_INVALID'],
    ])('of type %s with body %s is refused with %s', async (type, body, code) => {
      const headers = { 'content-type': type }
      const response = await service.request('/v1/checks', { method: 'POST', headers, body })
      expect(response.status).toBe(422)
      expect(await response.json()).toMatchObject({ code })
    })

    it('to an unknown place is a problem too', async () => {
      const response = await service.request('/v2/checks')
      expect(response.status).toBe(404)
      expect(await response.json()).toMatchObject({ code: 'NOT_FOUND' })
      for (const id of ['chk_none', '%00', '%E0%A4%A', 'a'.repeat(1000), '..%2f..'])
        expect((await service.request(`/v1/checks/${id}`)).status).toBe(404)
      expect((await service.request('/assets/..%2f..%2fpackage.json')).status).toBe(404)
    })
  })

  describe('an idempotency key', () => {
    it('gives the first answer again, and refuses another body', async () => {
      const claim = { channel: 'refund', orderId: nextOrder() }
      const header = { 'idempotency-key': 'retry-1' }
      const first = await send(claim, ['cup.avif'], header)
      expect((await send(claim, ['cup.avif'], header)).body).toEqual(first.body)
      const other = await send(claim, ['parcel.jpg'], header)
      expect(other).toMatchObject({ status: 422, body: { code: 'IDEMPOTENCY_MISMATCH' } })
      expect((await send(claim, ['cup.avif'])).body.id).not.toBe(first.body.id)
    })

    it('makes one check of twenty simultaneous duplicates', async () => {
      const claim = { channel: 'refund', orderId: nextOrder() }
      const all = await Promise.all(
        Array.from({ length: 20 }, () => send(claim, ['tiny.png'], { 'idempotency-key': 'burst' })),
      )
      const ids = new Set(all.filter(({ status }) => status === 200).map(({ body }) => body.id))
      expect(ids.size).toBe(1)
      for (const { status, body } of all) if (status !== 200) expect(body.code).toBe('IDEMPOTENCY_IN_FLIGHT')
    })

    it('may be used again after a refusal, and has at most 255 characters', async () => {
      const claim = { channel: 'refund', orderId: nextOrder() }
      const header = { 'idempotency-key': 'mended' }
      expect((await send(claim, ['truncated.jpg'], header)).status).toBe(422)
      expect((await send(claim, ['cup.avif'], header)).status).toBe(200)
      expect((await send(claim, ['cup.avif'], { 'idempotency-key': 'k'.repeat(256) })).status).toBe(422)
    })
  })

  describe('with API keys', () => {
    const claim = { channel: 'refund', orderId: 'guarded' }
    it('nobody else gets in, and no tenant sees another', async () => {
      expect(await send(claim, ['tiny.png'], {}, guarded)).toMatchObject({
        status: 401,
        body: { code: 'UNAUTHORIZED' },
      })
      expect((await send(claim, ['tiny.png'], { authorization: 'Bearer wrong' }, guarded)).status).toBe(401)
      const { status, body } = await send(claim, ['tiny.png'], { authorization: `Bearer ${keys.a}` }, guarded)
      expect(status).toBe(200)
      const read = (key: string) =>
        guarded.request(`/v1/checks/${body.id}`, { headers: { authorization: `Bearer ${key}` } })
      expect((await read(keys.a)).status).toBe(200)
      expect((await read(keys.b)).status).toBe(404)
    })
  })

  describe('an operator', () => {
    it('sees that it is alive, ready, and what it did', async () => {
      for (const path of ['/healthz', '/readyz']) expect((await service.request(path)).status).toBe(200)
      const metrics = await (await service.request('/metrics')).text()
      expect(metrics).toMatch(/huoyan_checks_total\{channel="refund",band="suspect",action="review"\} [1-9]/)
      expect(metrics).toMatch(/huoyan_http_requests_total\{route="\/v1\/checks",status="422"\} [1-9]/)
    })

    it('gets an OpenAPI 3.1 document that names every call, and pages without third parties', async () => {
      const document = (await (await service.request('/openapi.json')).json()) as {
        openapi: string
        paths: object
        components: { schemas: object }
      }
      expect(document.openapi).toBe('3.1.0')
      expect(Object.keys(document.paths)).toEqual(
        expect.arrayContaining(['/v1/checks', '/v1/checks/{id}', '/v1/checks/{id}/outcome', '/healthz', '/metrics']),
      )
      expect(Object.keys(document.components.schemas)).toEqual(expect.arrayContaining(['Claim', 'Verdict', 'Problem']))
      for (const path of ['/', '/docs']) {
        const response = await service.request(path)
        expect(response.headers.get('content-type')).toContain('text/html')
        expect(response.headers.get('content-security-policy')).toContain("script-src 'self'")
        expect(await response.text()).not.toMatch(/(src|href)="(https?:)?\/\//)
      }
    })
  })
})
