import { createRoute, z } from '@hono/zod-openapi'
import type { Hono } from 'hono'
import { type Authenticate, demand } from '../access.ts'
import { type Documented, json, problem, secured } from '../documented.ts'
import { parse } from '../parse.ts'
import { idSchema } from '../schemas.ts'

export interface SubjectServices {
  authenticate: Authenticate
  forgetSubject: (tenant: string, buyerId: string) => Promise<{ checks: number }>
  exportSubject: (tenant: string, buyerId: string) => Promise<object>
  auditOf: (
    tenant: string,
    subject: string | undefined,
    limit: number,
  ) => Promise<{ actor: string; action: string; subject: string; at: Date }[]>
}

/** What is held of a person, and who looked. */
export function subjectRoutes(app: Hono, services: SubjectServices): void {
  const admin = async (authorization: string | undefined) => demand(await services.authenticate(authorization), 'admin')

  app.get('/v1/subjects/:buyerId', async (c) => {
    const { tenant } = await admin(c.req.header('authorization'))
    return c.json(await services.exportSubject(tenant, parse(idSchema, c.req.param('buyerId'))))
  })
  app.delete('/v1/subjects/:buyerId', async (c) => {
    const { tenant } = await admin(c.req.header('authorization'))
    return c.json(await services.forgetSubject(tenant, parse(idSchema, c.req.param('buyerId'))))
  })
  app.get('/v1/audit', async (c) => {
    const { tenant } = await admin(c.req.header('authorization'))
    const { subject, limit } = parse(auditQuerySchema, c.req.query())
    return c.json({ entries: await services.auditOf(tenant, subject, limit) })
  })
}

const auditQuerySchema = z.strictObject({
  subject: idSchema.optional(),
  limit: z.coerce.number().int().min(1).max(1000).default(100),
})
const auditSchema = z.object({
  entries: z.array(z.object({ actor: z.string(), action: z.string(), subject: z.string(), at: z.iso.datetime() })),
})
const buyer = z.object({ buyerId: z.string().openapi({ param: { name: 'buyerId', in: 'path' } }) })
const refusals = { 401: problem('UNAUTHORIZED'), 403: problem('FORBIDDEN') }

export const subjectDocuments: Documented[] = [
  createRoute({
    method: 'get',
    path: '/v1/subjects/{buyerId}',
    summary: 'All that is held of a person',
    ...secured,
    request: { params: buyer },
    responses: { 200: json(z.looseObject({ buyerId: z.string() }), 'What is held'), ...refusals },
  }),
  createRoute({
    method: 'delete',
    path: '/v1/subjects/{buyerId}',
    summary: 'Forget a person: their checks and all that hangs on them',
    ...secured,
    request: { params: buyer },
    responses: { 200: json(z.object({ checks: z.int() }), 'How many checks were deleted'), ...refusals },
  }),
  createRoute({
    method: 'get',
    path: '/v1/audit',
    summary: 'Who read and decided what, the newest first',
    ...secured,
    request: { query: auditQuerySchema },
    responses: { 200: json(auditSchema, 'The entries'), ...refusals },
  }),
]
