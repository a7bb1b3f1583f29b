import type { Hono } from 'hono'
import { type FixtureName, fixture } from '../../fixtures/index.ts'
import type { Verdict } from '../check/verdict.ts'

/** What a call answers: a verdict, or a problem. */
export type Answer = Verdict & { code?: string; field?: string }

/** Calls the service as a client would, without a socket. */
export function caller(service: Hono, headers: Record<string, string> = {}) {
  async function multipart(
    path: string,
    claim: object | string | undefined,
    photos: (FixtureName | Uint8Array)[],
    more: Record<string, string> = {},
  ): Promise<Response> {
    const form = new FormData()
    if (claim !== undefined) form.set('claim', typeof claim === 'string' ? claim : JSON.stringify(claim))
    for (const each of photos) {
      const bytes = typeof each === 'string' ? await fixture(each) : each
      form.append('photo', new Blob([bytes as Uint8Array<ArrayBuffer>]), typeof each === 'string' ? each : 'photo')
    }
    const framed = new Response(form)
    const body = await framed.arrayBuffer()
    const framing = {
      'content-type': framed.headers.get('content-type')!,
      'content-length': String(body.byteLength),
    }
    return service.request(path, { method: 'POST', body, headers: { ...headers, ...framing, ...more } })
  }
  const json = (method: string, path: string, body?: unknown, more: Record<string, string> = {}) =>
    service.request(path, {
      method,
      headers: { ...headers, ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...more },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
  return {
    multipart,
    json,
    get: (path: string, more: Record<string, string> = {}) => json('GET', path, undefined, more),
    /** @throws Error when it was not answered with a verdict. */
    async check(claim: object, photos: (FixtureName | Uint8Array)[]): Promise<Verdict> {
      const response = await multipart('/v1/checks', claim, photos)
      if (response.status !== 200) throw new Error(`${response.status} ${await response.text()}`)
      return (await response.json()) as Verdict
    },
  }
}
