import { Hono } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import { secureHeaders } from 'hono/secure-headers'
import { type CheckClaim, maxPhotos } from '../check/check.ts'
import { CheckError } from '../check/errors.ts'
import { type IdempotencyStore, once } from '../check/once.ts'
import type { Verdict } from '../check/verdict.ts'
import { admission } from './admission.ts'
import { hashOf, idempotencyKey } from './idempotency.ts'
import { type FetchPhoto, readCheckRequest } from './intake.ts'
import type { ServiceMetrics } from './metrics.ts'
import { openApiDocument } from './openapi.ts'
import { parse, parseJson } from './parse.ts'
import { faultResponse, isRefusal, problemResponse } from './problem.ts'
import { outcomeSchema } from './schemas.ts'

/** What the outside face needs of the inside. */
export interface Services {
  version: string
  check: (tenant: string) => CheckClaim
  find: (tenant: string, id: string) => Promise<Verdict | undefined>
  /** @returns false when there is no such check. */
  decide: (
    tenant: string,
    id: string,
    outcome: { outcome: 'fake' | 'genuine' | 'unresolved'; decidedBy: string; note?: string | undefined },
  ) => Promise<boolean>
  idempotency: IdempotencyStore
  fetchPhoto: FetchPhoto
  /** Rejects when the model is not warm or the store cannot be reached. */
  ready: () => Promise<void>
  tenantOf: (authorization: string | undefined) => string
  metrics: ServiceMetrics
  /** A file of the page or of the API document's page; undefined when there is none. */
  asset: (name: string) => Promise<{ type: string; body: Uint8Array } | undefined>
  maxPhotoBytes: number
  onFault: (cause: unknown) => void
  now: () => Date
}

/** Two largest claims, or many ordinary ones. */
const maxBytesInFlight = (maxBody: number) => 2 * maxBody

export function app(services: Services): Hono {
  const { metrics, tenantOf } = services
  const app = new Hono()
  const maxBody = maxPhotos * services.maxPhotoBytes * (4 / 3) + 1_000_000
  const admit = admission(maxBytesInFlight(maxBody))

  app.use(secureHeaders({ contentSecurityPolicy: { defaultSrc: ["'self'"], imgSrc: ["'self'", 'data:', 'blob:'] } }))
  app.use(async (c, next) => {
    const startedAt = performance.now()
    metrics.inFlight.inc()
    await next().finally(() => metrics.inFlight.dec())
    metrics.answered(knownRoute(c.req.path), c.res.status, (performance.now() - startedAt) / 1000)
  })
  app.onError((error) => {
    if (isRefusal(error)) return problemResponse(error)
    services.onFault(error)
    return faultResponse()
  })
  app.notFound((c) => problemResponse(new CheckError('NOT_FOUND', `There is no ${c.req.path.slice(0, 200)} here.`)))

  app.use(
    '/v1/*',
    bodyLimit({
      maxSize: maxBody,
      onError: () => {
        throw new CheckError('PHOTO_TOO_LARGE', `The request has over ${Math.floor(maxBody)} bytes.`)
      },
    }),
  )

  app.post('/v1/checks', async (c) => {
    const tenant = tenantOf(c.req.header('authorization'))
    const key = idempotencyKey(c.req.header('idempotency-key'))
    const bytes = Number(c.req.header('content-length') ?? maxBody)
    const verdict = await admit(bytes, async () => {
      const request = await readCheckRequest(c.req.raw, services.fetchPhoto)
      const work = () => services.check(tenant)(request.claim, request.photos)
      if (key === undefined) return work()
      const place = { tenant, route: 'POST /v1/checks', key }
      return once(services.idempotency, place, hashOf(request), services.now(), work)
    })
    return c.json(verdict)
  })

  app.get('/v1/checks/:id', async (c) => {
    const verdict = await services.find(tenantOf(c.req.header('authorization')), checkIdOf(c.req.param('id')))
    if (!verdict) throw noSuchCheck()
    return c.json(verdict)
  })

  app.post('/v1/checks/:id/outcome', async (c) => {
    const tenant = tenantOf(c.req.header('authorization'))
    const outcome = parse(outcomeSchema, parseJson(await c.req.text(), 'body'))
    if (!(await services.decide(tenant, checkIdOf(c.req.param('id')), outcome))) throw noSuchCheck()
    return c.json(outcome)
  })

  app.get('/healthz', (c) => c.text('alive'))
  app.get('/readyz', async (c) => {
    try {
      await services.ready()
      return c.text('ready')
    } catch (error) {
      services.onFault(error)
      return c.text('not ready', 503)
    }
  })
  app.get('/metrics', async (c) => {
    c.header('content-type', metrics.registry.contentType)
    return c.body(await metrics.registry.metrics())
  })
  const document = openApiDocument(services.version)
  app.get('/openapi.json', (c) => c.json(document))

  const asset = async (name: string) => {
    const found = await services.asset(name)
    if (!found) throw new CheckError('NOT_FOUND', `There is no ${name.slice(0, 200)} here.`)
    return new Response(found.body as Uint8Array<ArrayBuffer>, { headers: { 'content-type': found.type } })
  }
  app.get('/', () => asset('page.html'))
  app.get('/docs', () => asset('docs.html'))
  app.get('/assets/:name', (c) => asset(c.req.param('name')))
  return app
}

/** What a path names as a check; anything that is not an id of ours finds nothing. */
const checkIdOf = (text: string): string => {
  if (!/^[\w-]{1,64}$/.test(text)) throw noSuchCheck()
  return text
}

const noSuchCheck = () => new CheckError('NOT_FOUND', 'There is no check with this id.')

/** Paths as metrics know them: ids replaced, unknown ones put together. */
function knownRoute(path: string): string {
  if (/^\/v1\/checks\/[^/]+\/outcome$/.test(path)) return '/v1/checks/{id}/outcome'
  if (/^\/v1\/checks\/[^/]+$/.test(path)) return '/v1/checks/{id}'
  const exact = ['/v1/checks', '/healthz', '/readyz', '/metrics', '/openapi.json', '/docs', '/']
  return exact.includes(path) ? path : 'other'
}
