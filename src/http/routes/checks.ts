import { createRoute, z } from '@hono/zod-openapi'
import type { Hono } from 'hono'
import type { CheckClaim } from '../../check/check.ts'
import { type IdempotencyStore, once } from '../../check/once.ts'
import type { Verdict } from '../../check/verdict.ts'
import { type Authenticate, demand } from '../access.ts'
import type { Admit } from '../admission.ts'
import { checkIdOf, noSuchCheck } from '../checkId.ts'
import { checkId, type Documented, json, problem, secured } from '../documented.ts'
import { hashOf, idempotencyKey } from '../idempotency.ts'
import { type FetchPhoto, readCheckRequest } from '../intake.ts'
import { jsonBodySchema, multipartSchema, verdictSchema } from '../schemas.ts'

export interface CheckServices {
  authenticate: Authenticate
  check: (tenant: string) => CheckClaim
  find: (tenant: string, id: string) => Promise<Verdict | undefined>
  idempotency: IdempotencyStore
  fetchPhoto: FetchPhoto
  now: () => Date
}

/** Checks are made and read again. */
export function checkRoutes(app: Hono, services: CheckServices, admit: Admit): void {
  app.post('/v1/checks', async (c) => {
    const { tenant } = demand(await services.authenticate(c.req.header('authorization')), 'check')
    const key = idempotencyKey(c.req.header('idempotency-key'))
    const verdict = await admit(c.req.header('content-length'), async () => {
      const request = await readCheckRequest(c.req.raw, services.fetchPhoto)
      const work = () => services.check(tenant)(request.claim, request.photos)
      if (key === undefined) return work()
      const place = { tenant, route: 'POST /v1/checks', key }
      return once(services.idempotency, place, hashOf(request), services.now(), work)
    })
    return c.json(verdict)
  })

  app.get('/v1/checks/:id', async (c) => {
    const { tenant } = demand(await services.authenticate(c.req.header('authorization')), 'read')
    const verdict = await services.find(tenant, checkIdOf(c.req.param('id')))
    if (!verdict) throw noSuchCheck()
    return c.json(verdict)
  })
}

export const checkDocuments: Documented[] = [
  createRoute({
    method: 'post',
    path: '/v1/checks',
    summary: 'Check the photos of a claim',
    ...secured,
    request: {
      headers: z.object({ 'idempotency-key': z.string().max(255).optional() }),
      body: {
        required: true,
        content: { 'multipart/form-data': { schema: multipartSchema }, 'application/json': { schema: jsonBodySchema } },
      },
    },
    responses: {
      200: json(verdictSchema, 'The verdict'),
      401: problem('UNAUTHORIZED'),
      403: problem('FORBIDDEN'),
      409: problem('IDEMPOTENCY_IN_FLIGHT'),
      413: problem('PHOTO_TOO_LARGE or TOO_MANY_PHOTOS'),
      415: problem('PHOTO_UNSUPPORTED'),
      422: problem('CLAIM_INVALID, PHOTO_UNREADABLE, PHOTO_TOO_MANY_PIXELS, URL_REFUSED or IDEMPOTENCY_MISMATCH'),
      429: problem('OVERLOADED or RATE_LIMITED, with Retry-After'),
    },
  }),
  createRoute({
    method: 'get',
    path: '/v1/checks/{id}',
    summary: 'The stored verdict',
    ...secured,
    request: { params: checkId },
    responses: {
      200: json(verdictSchema, 'The verdict'),
      401: problem('UNAUTHORIZED'),
      403: problem('FORBIDDEN'),
      404: problem('NOT_FOUND'),
    },
  }),
]
