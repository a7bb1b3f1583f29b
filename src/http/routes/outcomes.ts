import { createRoute } from '@hono/zod-openapi'
import type { Hono } from 'hono'
import { type Authenticate, demand } from '../access.ts'
import { checkIdOf, noSuchCheck } from '../checkId.ts'
import { checkId, type Documented, json, problem, secured } from '../documented.ts'
import { parse, parseJson } from '../parse.ts'
import { outcomeSchema } from '../schemas.ts'

export interface OutcomeServices {
  authenticate: Authenticate
  /** @returns false when there is no such check. */
  decide: (
    tenant: string,
    id: string,
    outcome: { outcome: 'fake' | 'genuine' | 'unresolved'; decidedBy: string; note?: string | undefined },
  ) => Promise<boolean>
}

/** What people decided of a check. */
export function outcomeRoutes(app: Hono, services: OutcomeServices): void {
  app.post('/v1/checks/:id/outcome', async (c) => {
    const { tenant } = demand(await services.authenticate(c.req.header('authorization')), 'outcome')
    const outcome = parse(outcomeSchema, parseJson(await c.req.text(), 'body'))
    if (!(await services.decide(tenant, checkIdOf(c.req.param('id')), outcome))) throw noSuchCheck()
    return c.json(outcome)
  })
}

export const outcomeDocuments: Documented[] = [
  createRoute({
    method: 'post',
    path: '/v1/checks/{id}/outcome',
    summary: 'What people decided',
    ...secured,
    request: { params: checkId, body: { required: true, content: { 'application/json': { schema: outcomeSchema } } } },
    responses: {
      200: json(outcomeSchema, 'Kept'),
      401: problem('UNAUTHORIZED'),
      403: problem('FORBIDDEN'),
      404: problem('NOT_FOUND'),
      422: problem('CLAIM_INVALID'),
    },
  }),
]
