import type { Hono } from 'hono'
import { pino } from 'pino'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { assemble } from '../assemble.ts'
import type { Verdict } from '../check/verdict.ts'
import { readConfig } from '../config.ts'
import { caller } from '../test/caller.ts'
import { app } from './app.ts'
import { languageOf } from './language.ts'

const key = 'shop-secret-0123456789'
const origin = 'https://shop.example'
const grant = { merchantId: 'shop-1', orderId: 'order-1', origin }

describe('a page with the button', () => {
  let service: Hono
  let close: () => Promise<void>
  let token: string
  let id: string
  const withKey = () => caller(service, { authorization: `Bearer ${key}` })
  const withToken = (more: Record<string, string> = {}) =>
    caller(service, { authorization: `Bearer ${token}`, origin, ...more })

  beforeAll(async () => {
    const environment = { WORKERS: '1', API_KEYS: `${key},b:other-secret-0123456789`, BUTTON_ORIGINS: origin }
    const assembly = await assemble(readConfig(environment), { memory: true }, pino({ level: 'silent' }))
    close = () => assembly.close()
    service = app(assembly.services)
    const answer = await withKey().json('POST', '/v1/button-tokens', grant)
    token = ((await answer.json()) as { token: string }).token
    const checked = await withToken().multipart('/v1/checks', { channel: 'refund', orderId: 'order-1' }, [
      'labelled.png',
    ])
    id = ((await checked.json()) as Verdict).id
  })
  afterAll(() => close())

  it('gets a token only for origins that the operator named', async () => {
    const refused = await withKey().json('POST', '/v1/button-tokens', { ...grant, origin: 'https://elsewhere.example' })
    expect(refused.status).toBe(422)
    expect(await refused.json()).toMatchObject({ code: 'CLAIM_INVALID', field: 'origin' })
    expect((await withToken().json('POST', '/v1/button-tokens', grant)).status).toBe(403)
    expect((await caller(service).json('POST', '/v1/button-tokens', grant)).status).toBe(401)
  })

  it('is answered in bands and words, now and later, while the store keeps the score', async () => {
    const response = await withToken().get(`/v1/checks/${id}`)
    expect(response.headers.get('access-control-allow-origin')).toBe(origin)
    const text = await response.text()
    expect(text).not.toMatch(/"(?:score|tookMs|logOdds)"/)
    expect(JSON.parse(text)).toMatchObject({ band: 'suspect' })
    expect(text).toContain('DECLARED_AI')
    expect(await (await withKey().get(`/v1/checks/${id}`)).json()).toMatchObject({ score: expect.any(Number) })
  })

  it('may fetch the map, and nothing that is not its own', async () => {
    expect((await withToken().get(`/v1/checks/${id}/photos/0/heatmap?layer=map`)).status).toBe(200)
    const other = (await (
      await withKey().multipart('/v1/checks', { channel: 'refund', orderId: 'order-2', merchantId: 'shop-1' }, [
        'tiny.png',
      ])
    ).json()) as Verdict
    for (const path of ['', '/photos/0/heatmap', '/photos/0/thumbnail'])
      expect((await withToken().get(`/v1/checks/${other.id}${path}`)).status).toBe(404)
    for (const claim of [{ orderId: 'order-2' }, { orderId: 'order-1', merchantId: 'shop-2' }])
      expect((await withToken().multipart('/v1/checks', { channel: 'refund', ...claim }, ['tiny.png'])).status).toBe(
        403,
      )
  })

  it('reaches neither lists, evidence, outcomes nor anything added later', async () => {
    for (const path of [
      '/v1/checks',
      '/v1/insights',
      `/v1/checks/${id}/evidence`,
      `/v1/checks/${id}/photos/0/original`,
      '/v1/new',
    ])
      expect((await withToken().get(path)).status).toBe(403)
    const outcome = { outcome: 'genuine', decidedBy: 'buyer' }
    expect((await withToken().json('POST', `/v1/checks/${id}/outcome`, outcome)).status).toBe(403)
  })

  it('is refused from any other origin, and without one', async () => {
    for (const more of [{ origin: 'https://elsewhere.example' }, { origin: 'null' }])
      expect((await withToken(more).get(`/v1/checks/${id}`)).status).toBe(403)
    const bare = caller(service, { authorization: `Bearer ${token}` })
    expect((await bare.get(`/v1/checks/${id}`)).status).toBe(403)
  })

  it('asks the browser’s question first, and only named origins get a yes', async () => {
    const ask = (from: string) =>
      service.request('/v1/checks', {
        method: 'OPTIONS',
        headers: {
          origin: from,
          'access-control-request-method': 'POST',
          'access-control-request-headers': 'authorization',
        },
      })
    const yes = await ask(origin)
    expect(yes.headers.get('access-control-allow-origin')).toBe(origin)
    expect(yes.headers.get('access-control-allow-credentials')).toBeNull()
    expect((await ask('https://elsewhere.example')).headers.get('access-control-allow-origin')).toBeNull()
  })

  it('cannot be faked by a form of a foreign page', async () => {
    const foreign = caller(service, { authorization: `Bearer ${key}`, origin: 'https://elsewhere.example' })
    expect((await foreign.multipart('/v1/checks', { channel: 'refund', orderId: 'o' }, ['tiny.png'])).status).toBe(403)
    const own = caller(service, { authorization: `Bearer ${key}`, origin: 'http://localhost' })
    expect((await own.multipart('/v1/checks', { channel: 'refund', orderId: 'o' }, ['tiny.png'])).status).toBe(200)
  })

  it('may frame our pages where the operator named it', async () => {
    const { headers } = await service.request('/')
    expect(headers.get('content-security-policy')).toContain(`frame-ancestors 'self' ${origin}`)
    expect(headers.get('content-security-policy')).not.toContain('unsafe')
    const evidence = await withKey().get(`/v1/checks/${id}/evidence`, { 'accept-language': 'zh-CN,en;q=0.5' })
    expect(evidence.headers.get('content-security-policy')).toContain(`frame-ancestors 'self' ${origin}`)
    expect(await evidence.text()).toContain('<html lang="zh-CN">')
  })

  it('may load the button from anywhere', async () => {
    const { headers } = await service.request('/button.js')
    expect(headers.get('access-control-allow-origin')).toBe('*')
    expect(headers.get('cross-origin-resource-policy')).toBe('cross-origin')
  })

  it('sees evidence signed when it asks for that, with keys that anybody may read', async () => {
    const jose = await withKey().get(`/v1/checks/${id}/evidence`, { accept: 'application/jose' })
    expect(jose.headers.get('content-type')).toBe('application/jose')
    expect((await jose.text()).split('.')).toHaveLength(3)
    expect(await (await withKey().get(`/v1/checks/${id}/evidence?format=jws`)).text()).toMatch(
      /^[\w-]+\.[\w-]+\.[\w-]+$/,
    )
    const keys = await service.request('/.well-known/jwks.json')
    expect(await keys.json()).toMatchObject({ keys: [{ kty: 'OKP', crv: 'Ed25519' }] })
    const stranger = caller(service, { authorization: 'Bearer other-secret-0123456789' })
    expect((await stranger.get(`/v1/checks/${id}/evidence`)).status).toBe(404)
  })
})

describe('without keys', () => {
  it('answers this machine by its own names, and no page whose name was made to point here', async () => {
    const assembly = await assemble(readConfig({ WORKERS: '1' }), { memory: true }, pino({ level: 'silent' }))
    const service = app(assembly.services)
    const status = async (host: string) => (await service.request('/v1/checks', { headers: { host } })).status
    for (const host of ['localhost:8080', '127.0.0.1:8080', '[::1]:8080']) expect(await status(host)).toBe(200)
    for (const host of ['rebound.example:8080', '127.0.0.1.rebound.example', 'localhost.rebound.example'])
      expect(await status(host)).toBe(403)
    await assembly.close()
  })
})

describe('a language', () => {
  it.each([
    [undefined, 'en'],
    ['zh-CN,zh;q=0.9,en;q=0.8', 'zh'],
    ['en-GB, zh;q=0.9', 'en'],
    ['zh;q=0.4, en;q=0.5', 'en'],
    ['fr, zh-TW;q=0.3', 'zh'],
    [';;q=,,', 'en'],
  ])('asked for by %s is %s', (header, language) => {
    expect(languageOf(header)).toBe(language)
  })
})
