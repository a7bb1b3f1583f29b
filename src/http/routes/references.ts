import { createRoute, z } from '@hono/zod-openapi'
import type { Hono } from 'hono'
import type { SentPhoto } from '../../check/check.ts'
import { CheckError } from '../../check/errors.ts'
import { origins, type ReferenceKind } from '../../check/memory.ts'
import { type Authenticate, demand } from '../access.ts'
import type { Admit } from '../admission.ts'
import { type Documented, json, problem, secured } from '../documented.ts'
import { type FetchPhoto, readReference } from '../intake.ts'
import { parse } from '../parse.ts'
import { idSchema, referenceBodySchema, referencePartsSchema } from '../schemas.ts'

/** What a caller says of a reference. */
export interface ReferenceFacts {
  kind: ReferenceKind
  merchantId?: string | undefined
  productId?: string | undefined
  orderId?: string | undefined
}

export interface KnownReference extends ReferenceFacts {
  id: string
  sha256: string
  createdAt: Date
}

export interface ReferenceServices {
  authenticate: Authenticate
  /** @throws CheckError when the photo is refused. */
  putReference: (tenant: string, id: string, facts: ReferenceFacts, photo: SentPhoto) => Promise<KnownReference>
  findReference: (tenant: string, id: string) => Promise<KnownReference | undefined>
  removeReference: (tenant: string, id: string) => Promise<boolean>
  quarantined: (tenant: string) => Promise<{ id: string; sha256: string; buyers: number; noticedAt: Date }[]>
  decideQuarantined: (
    tenant: string,
    id: string,
    decision: 'evidence' | 'harmless',
    decidedBy: string,
  ) => Promise<boolean>
  fetchPhoto: FetchPhoto
}

/** Photos known beforehand, and pictures that were sent so often that people should look first. */
export function referenceRoutes(app: Hono, services: ReferenceServices, admit: Admit): void {
  const { authenticate } = services
  const path = '/v1/references/:id'
  app.put(path, async (c) => {
    const { tenant } = demand(await authenticate(c.req.header('authorization')), 'reference')
    const id = parse(idSchema, c.req.param('id'))
    const known = await admit(c.req.header('content-length'), async () => {
      const { photo, ...facts } = await readReference(c.req.raw, services.fetchPhoto)
      return services.putReference(tenant, id, facts, photo)
    })
    return c.json(known)
  })
  app.get(path, async (c) => {
    const { tenant } = demand(await authenticate(c.req.header('authorization')), 'reference')
    const known = await services.findReference(tenant, parse(idSchema, c.req.param('id')))
    if (!known) throw noSuchReference()
    return c.json(known)
  })
  app.delete(path, async (c) => {
    const { tenant } = demand(await authenticate(c.req.header('authorization')), 'reference')
    if (!(await services.removeReference(tenant, parse(idSchema, c.req.param('id'))))) throw noSuchReference()
    return c.body(null, 204)
  })

  app.get('/v1/quarantine', async (c) => {
    const { tenant } = demand(await authenticate(c.req.header('authorization')), 'admin')
    return c.json({ pictures: await services.quarantined(tenant) })
  })
  app.post('/v1/quarantine/:id', async (c) => {
    const { tenant } = demand(await authenticate(c.req.header('authorization')), 'admin')
    const { decision, decidedBy } = parse(decisionSchema, await c.req.json().catch(() => undefined))
    const id = c.req.param('id')
    if (!/^\d{1,18}$/.test(id) || !(await services.decideQuarantined(tenant, id, decision, decidedBy)))
      throw new CheckError('NOT_FOUND', 'There is no such picture.')
    return c.json({ id, decision })
  })
}

const noSuchReference = () => new CheckError('NOT_FOUND', 'There is no reference with this id.')

const decisionSchema = z
  .strictObject({ decision: z.enum(['evidence', 'harmless']), decidedBy: idSchema })
  .openapi('QuarantineDecision')
const pictureSchema = z.object({
  id: z.string(),
  sha256: z.string(),
  buyers: z.int(),
  noticedAt: z.iso.datetime(),
})
const referenceSchema = z
  .object({
    id: z.string(),
    kind: z.enum(origins).exclude(['check']),
    merchantId: z.string().optional(),
    productId: z.string().optional(),
    orderId: z.string().optional(),
    sha256: z.string(),
    createdAt: z.iso.datetime(),
  })
  .openapi('Reference')
const referenceId = z.object({ id: z.string().openapi({ param: { name: 'id', in: 'path' } }) })
const refusals = { 401: problem('UNAUTHORIZED'), 403: problem('FORBIDDEN') }

export const referenceDocuments: Documented[] = [
  createRoute({
    method: 'put',
    path: '/v1/references/{id}',
    summary: 'Make a photo known: a listing picture, a dispatch photo, a confirmed fake',
    ...secured,
    request: {
      params: referenceId,
      body: {
        required: true,
        content: {
          'multipart/form-data': { schema: referencePartsSchema },
          'application/json': { schema: referenceBodySchema },
        },
      },
    },
    responses: {
      200: json(referenceSchema, 'Known'),
      ...refusals,
      413: problem('PHOTO_TOO_LARGE'),
      415: problem('PHOTO_UNSUPPORTED'),
      422: problem('CLAIM_INVALID, PHOTO_UNREADABLE or PHOTO_TOO_MANY_PIXELS'),
    },
  }),
  createRoute({
    method: 'get',
    path: '/v1/references/{id}',
    summary: 'What is known of a reference; its pixels are not kept',
    ...secured,
    request: { params: referenceId },
    responses: { 200: json(referenceSchema, 'The reference'), ...refusals, 404: problem('NOT_FOUND') },
  }),
  createRoute({
    method: 'delete',
    path: '/v1/references/{id}',
    summary: 'Forget a reference',
    ...secured,
    request: { params: referenceId },
    responses: { 204: { description: 'Forgotten' }, ...refusals, 404: problem('NOT_FOUND') },
  }),
  createRoute({
    method: 'get',
    path: '/v1/quarantine',
    summary: 'Pictures that very many buyers sent, which count little until people have decided',
    ...secured,
    responses: { 200: json(z.object({ pictures: z.array(pictureSchema) }), 'The pictures'), ...refusals },
  }),
  createRoute({
    method: 'post',
    path: '/v1/quarantine/{id}',
    summary: 'Decide whether such a picture is evidence',
    ...secured,
    request: {
      params: referenceId,
      body: { required: true, content: { 'application/json': { schema: decisionSchema } } },
    },
    responses: {
      200: json(z.object({ id: z.string(), decision: z.string() }), 'Decided'),
      ...refusals,
      404: problem('NOT_FOUND'),
    },
  }),
]
