import { createRoute, z } from '@hono/zod-openapi'
import type { Hono } from 'hono'
import type { CheckClaim, SentPhoto } from '../../check/check.ts'
import type { Claim } from '../../check/claim.ts'
import { type IdempotencyStore, once } from '../../check/once.ts'
import type { Verdict } from '../../check/verdict.ts'
import { type Authenticate, demand } from '../access.ts'
import type { Admit } from '../admission.ts'
import { ownClaim } from '../buttonAccess.ts'
import { checkIdOf, noSuchCheck } from '../checkId.ts'
import { checkId, type Documented, json, problem, secured } from '../documented.ts'
import { hashOf, idempotencyKey } from '../idempotency.ts'
import { type FetchPhoto, readCheckRequest } from '../intake.ts'
import type { CallLimits } from '../rateLimit.ts'
import { jsonBodySchema, multipartSchema, type PromisedCheck, promisedSchema, verdictSchema } from '../schemas.ts'

export interface CheckServices {
  authenticate: Authenticate
  check: (tenant: string) => CheckClaim
  find: (tenant: string, id: string) => Promise<Verdict | undefined>
  /** Keeps a claim with its photos, to be checked soon. */
  promise: (tenant: string, claim: Claim, photos: SentPhoto[]) => Promise<PromisedCheck>
  /** A promised check that has no verdict yet. @throws CheckError when it never will have one. */
  promised: (tenant: string, id: string) => Promise<PromisedCheck | undefined>
  idempotency: IdempotencyStore
  limits: CallLimits
  fetchPhoto: FetchPhoto
  now: () => Date
}

/** Checks are made, at once or later, and read again. */
export function checkRoutes(app: Hono, services: CheckServices, admit: Admit): void {
  const { authenticate, limits } = services
  app.post('/v1/checks', async (c) => {
    const access = demand(await authenticate(c.req.header('authorization')), 'check')
    const { tenant } = access
    await limits.key(`${tenant} ${access.actor}`)
    const key = idempotencyKey(c.req.header('idempotency-key'))
    const later = /(^|[,;\s])respond-async($|[,;\s])/i.test(c.req.header('prefer') ?? '')
    const answer = await admit(c.req.header('content-length'), async () => {
      const { claim: sent, photos } = await readCheckRequest(c.req.raw, services.fetchPhoto)
      const claim = ownClaim(access, sent)
      if (claim.merchantId !== undefined) await limits.merchant(`${tenant} ${claim.merchantId}`)
      const work = (): Promise<Verdict | PromisedCheck> =>
        later ? services.promise(tenant, claim, photos) : services.check(tenant)(claim, photos)
      if (key === undefined) return work()
      const place = { tenant, route: 'POST /v1/checks', key }
      return once(services.idempotency, place, hashOf({ claim, photos }), services.now(), work)
    })
    if (!('status' in answer)) return c.json(answer)
    c.header('location', `/v1/checks/${answer.id}`)
    c.header('preference-applied', 'respond-async')
    return c.json(answer, 202)
  })

  app.get('/v1/checks/:id', async (c) => {
    const { tenant } = demand(await authenticate(c.req.header('authorization')), 'read')
    const id = checkIdOf(c.req.param('id'))
    const verdict = await services.find(tenant, id)
    if (verdict) return c.json(verdict)
    const promised = await services.promised(tenant, id)
    if (promised) {
      c.header('retry-after', '1')
      return c.json(promised, 202)
    }
    // A promise ends in the moment in which its verdict is kept: that may have been between the two looks.
    const made = await services.find(tenant, id)
    if (!made) throw noSuchCheck()
    return c.json(made)
  })
}

export const checkDocuments: Documented[] = [
  createRoute({
    method: 'post',
    path: '/v1/checks',
    summary: 'Check the photos of a claim',
    ...secured,
    request: {
      headers: z.object({
        'idempotency-key': z.string().max(255).optional(),
        prefer: z.string().optional().openapi({ example: 'respond-async' }),
      }),
      body: {
        required: true,
        content: { 'multipart/form-data': { schema: multipartSchema }, 'application/json': { schema: jsonBodySchema } },
      },
    },
    responses: {
      200: json(verdictSchema, 'The verdict'),
      202: json(promisedSchema, 'It will be made (Prefer: respond-async); Location has it'),
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
      202: json(promisedSchema, 'It was promised and is not made yet'),
      401: problem('UNAUTHORIZED'),
      403: problem('FORBIDDEN'),
      404: problem('NOT_FOUND'),
    },
  }),
]
