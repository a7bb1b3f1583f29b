import { createRoute } from '@hono/zod-openapi'
import type { Hono } from 'hono'
import { CheckError } from '../../check/errors.ts'
import { type Authenticate, demand } from '../access.ts'
import { type Documented, json, problem, secured } from '../documented.ts'
import { parse, parseJson } from '../parse.ts'
import { buttonTokenRequestSchema, buttonTokenSchema } from '../schemas.ts'

export interface ButtonTokenServices {
  authenticate: Authenticate
  issueToken: (grant: {
    tenant: string
    merchantId: string
    orderId: string
    origin: string
  }) => Promise<{ token: string; expiresAt: string }>
  buttonOrigins: readonly string[]
}

/** A merchant's server asks for a token and hands it to its page. */
export function buttonTokenRoutes(app: Hono, services: ButtonTokenServices): void {
  app.post('/v1/button-tokens', async (c) => {
    const { tenant } = demand(await services.authenticate(c.req.header('authorization')), 'check')
    const grant = parse(buttonTokenRequestSchema, parseJson(await c.req.text(), 'body'))
    if (!services.buttonOrigins.includes(grant.origin))
      throw new CheckError('CLAIM_INVALID', `origin: ${grant.origin} is not among BUTTON_ORIGINS.`, { field: 'origin' })
    c.header('cache-control', 'no-store')
    return c.json(await services.issueToken({ tenant, ...grant }))
  })
}

export const buttonTokenDocuments: Documented[] = [
  createRoute({
    method: 'post',
    path: '/v1/button-tokens',
    summary: "A token for the merchant's button, for ten minutes",
    ...secured,
    request: {
      body: { required: true, content: { 'application/json': { schema: buttonTokenRequestSchema } } },
    },
    responses: {
      200: json(buttonTokenSchema, 'The token; its answers carry bands and words, no scores'),
      401: problem('UNAUTHORIZED'),
      403: problem('FORBIDDEN'),
      422: problem('CLAIM_INVALID'),
    },
  }),
]
