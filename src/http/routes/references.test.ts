import { pino } from 'pino'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { fixture } from '../../../fixtures/index.ts'
import { type Assembly, assemble } from '../../assemble.ts'
import type { Verdict } from '../../check/verdict.ts'
import { readConfig } from '../../config.ts'
import { caller } from '../../test/caller.ts'
import { stores } from '../../test/stores.ts'
import { app } from '../app.ts'

describe.each(stores)('references with the store on %s', (_, fresh) => {
  let assembly: Assembly
  let call: ReturnType<typeof caller>
  let drop: () => Promise<void>
  beforeAll(async () => {
    const { place, drop: dropStore } = await fresh()
    drop = dropStore
    assembly = await assemble(readConfig({ WORKERS: '2' }), place, pino({ level: 'silent' }))
    call = caller(app(assembly.services))
  })
  afterAll(async () => {
    await assembly.close()
    await drop()
  })
  let orders = 0
  const claim = (more = {}) => ({ channel: 'refund', orderId: `order-${++orders}`, merchantId: 'shop', ...more })
  const codes = ({ reasons }: Verdict) => reasons.map(({ code }) => code)
  const put = async (id: string, facts: object) => {
    const photo = { base64: (await fixture('cup.jpg')).toString('base64') }
    return call.json('PUT', `/v1/references/${id}`, { ...facts, photo })
  }

  it.each([
    ['listing', 'LISTING_PICTURE'],
    ['dispatch', 'DISPATCH_PHOTO'],
    ['known_fake', 'KNOWN_FAKE'],
  ])('of kind %s are recognised, also re-saved and mirrored, and forgotten when deleted', async (kind, code) => {
    expect(await (await put('cup', { kind, merchantId: 'shop', productId: 'p-1' })).json()).toMatchObject({
      id: 'cup',
      kind,
      productId: 'p-1',
      sha256: expect.stringMatching(/^[0-9a-f]{64}$/),
    })
    expect(await (await call.get('/v1/references/cup')).json()).toMatchObject({ id: 'cup', kind })
    for (const name of ['cup.jpg', 'cup-resaved.jpg', 'cup-mirrored.jpg'] as const) {
      const verdict = await call.check(claim({ channel: 'dispute', buyerId: `${kind} ${name}` }), [name])
      expect(codes(verdict)).toContain(code)
      expect(verdict.reasons.find((reason) => reason.code === code)?.facts).toMatchObject({ referenceId: 'cup' })
    }
    expect(codes(await call.check(claim(), ['parcel.jpg']))).not.toContain(code)
    expect((await call.json('DELETE', '/v1/references/cup')).status).toBe(204)
    expect((await call.get('/v1/references/cup')).status).toBe(404)
    expect((await call.json('DELETE', '/v1/references/cup')).status).toBe(404)
    expect(codes(await call.check(claim(), ['cup.jpg']))).not.toContain(code)
  })

  it('come as a form too, and replace what had their id', async () => {
    const send = async (parts: Record<string, string>) => {
      const form = new FormData()
      for (const [name, value] of Object.entries(parts)) form.set(name, value)
      form.append('photo', new Blob([(await fixture('parcel.jpg')) as Uint8Array<ArrayBuffer>]), 'parcel.jpg')
      const framed = new Response(form)
      const headers = { 'content-type': framed.headers.get('content-type')! }
      const service = app(assembly.services)
      return service.request('/v1/references/p', { method: 'PUT', body: await framed.arrayBuffer(), headers })
    }
    expect((await send({ kind: 'listing' })).status).toBe(200)
    expect((await send({ reference: '{"kind":"dispatch"}' })).status).toBe(200)
    expect(await (await call.get('/v1/references/p')).json()).toMatchObject({ kind: 'dispatch' })
    const verdict = await call.check(claim(), ['parcel.jpg'])
    expect(codes(verdict)).toContain('DISPATCH_PHOTO')
    expect(codes(verdict)).not.toContain('LISTING_PICTURE')
    expect((await send({ kind: 'selfie' })).status).toBe(422)
    await call.json('DELETE', '/v1/references/p')
  })

  it('that are no photos are refused', async () => {
    const response = await call.json('PUT', '/v1/references/x', { kind: 'listing', photo: { base64: 'AAAA' } })
    expect(response.status).toBe(415)
    expect((await put('x', { kind: 'listing', colour: 'red' })).status).toBe(422)
    expect((await call.get('/v1/references/x')).status).toBe(404)
  })

  it('in another shop, and twice in one claim, are told apart from other orders', async () => {
    await call.check(claim({ merchantId: 'shop-1' }), ['turned.jpg'])
    expect(codes(await call.check(claim({ merchantId: 'shop-2' }), ['turned.jpg']))).toContain(
      'SAME_FILE_IN_OTHER_SHOP',
    )
    expect(codes(await call.check(claim({ merchantId: 'shop-1' }), ['turned.jpg']))).toContain(
      'SAME_FILE_IN_OTHER_ORDER',
    )
    const twice = await call.check(claim(), ['settings.png', 'settings.png'])
    const told = twice.photos.flatMap(({ signals }) =>
      signals.flatMap((signal) => (signal.status === 'measured' ? signal.reasons.map(({ code }) => code) : [])),
    )
    expect(told).toContain('SAME_PICTURE_TWICE')
    expect(codes(twice)).not.toContain('SAME_FILE_IN_OTHER_ORDER')
  })
})
