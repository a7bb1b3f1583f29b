import { createRoute, type z } from '@hono/zod-openapi'
import type { Hono } from 'hono'
import { type Authenticate, demand } from '../access.ts'
import { type Documented, json, problem, secured } from '../documented.ts'
import { parse } from '../parse.ts'
import { insightsQuerySchema, insightsSchema, listedChecksSchema, listQuerySchema } from '../schemas.ts'

type Listed = z.output<typeof listedChecksSchema>['checks']

export interface RecordServices {
  authenticate: Authenticate
  list: (tenant: string, filter: z.output<typeof listQuerySchema>) => Promise<{ checks: Listed; more: boolean }>
  insights: (tenant: string, since: Date) => Promise<z.output<typeof insightsSchema>>
  now: () => Date
}

const dayMs = 86_400_000

/** A merchant looks at earlier checks, and at what they add up to. */
export function recordRoutes(app: Hono, services: RecordServices): void {
  app.get('/v1/checks', async (c) => {
    const { tenant } = demand(await services.authenticate(c.req.header('authorization')), 'read')
    const { checks, more } = await services.list(tenant, parse(listQuerySchema, given(c.req.query())))
    return c.json({ checks, ...(more ? { next: checks.at(-1)!.id } : {}) })
  })

  app.get('/v1/insights', async (c) => {
    const { tenant } = demand(await services.authenticate(c.req.header('authorization')), 'read')
    const { days } = parse(insightsQuerySchema, given(c.req.query()))
    return c.json(await services.insights(tenant, new Date(services.now().getTime() - days * dayMs)))
  })
}

/** A form sends its empty fields too. */
const given = (query: Record<string, string>) => Object.fromEntries(Object.entries(query).filter(([, text]) => text))

export const recordDocuments: Documented[] = [
  createRoute({
    method: 'get',
    path: '/v1/checks',
    summary: 'Earlier checks, the newest first',
    ...secured,
    request: { query: listQuerySchema },
    responses: {
      200: json(listedChecksSchema, 'One page of checks'),
      401: problem('UNAUTHORIZED'),
      403: problem('FORBIDDEN'),
      422: problem('CLAIM_INVALID'),
    },
  }),
  createRoute({
    method: 'get',
    path: '/v1/insights',
    summary: 'What the checks of some days add up to, by week, product and reason',
    ...secured,
    request: { query: insightsQuerySchema },
    responses: {
      200: json(insightsSchema, 'Counts'),
      401: problem('UNAUTHORIZED'),
      403: problem('FORBIDDEN'),
      422: problem('CLAIM_INVALID'),
    },
  }),
]
