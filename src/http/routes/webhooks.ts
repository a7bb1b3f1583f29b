import { createRoute, z } from '@hono/zod-openapi'
import type { Hono } from 'hono'
import { CheckError } from '../../check/errors.ts'
import { type Authenticate, demand } from '../access.ts'
import { type Documented, json, problem, secured } from '../documented.ts'
import { parse, parseJson } from '../parse.ts'

export interface WebhookServices {
  authenticate: Authenticate
  /** @returns the new secret, which is told this once. */
  setWebhook: (tenant: string, url: string) => Promise<string>
  /** @returns false when there was none. */
  dropWebhook: (tenant: string) => Promise<boolean>
}

const webhookSchema = z.strictObject({
  url: z
    .url({ protocol: /^https$/ })
    .max(2000)
    .refine((text) => !/^https:\/\/[^/]*@/.test(text), 'must not carry a user name'),
})

/** Where a tenant wants to hear of checks that were promised. */
export function webhookRoutes(app: Hono, { authenticate, setWebhook, dropWebhook }: WebhookServices): void {
  app.put('/v1/webhook', async (c) => {
    const { tenant } = demand(await authenticate(c.req.header('authorization')), 'admin')
    const { url } = parse(webhookSchema, parseJson(await c.req.text(), 'body'))
    return c.json({ url, secret: await setWebhook(tenant, url) })
  })
  app.delete('/v1/webhook', async (c) => {
    const { tenant } = demand(await authenticate(c.req.header('authorization')), 'admin')
    if (!(await dropWebhook(tenant))) throw new CheckError('NOT_FOUND', 'No webhook is set.')
    return c.body(null, 204)
  })
}

const refusals = { 401: problem('UNAUTHORIZED'), 403: problem('FORBIDDEN') }

export const webhookDocuments: Documented[] = [
  createRoute({
    method: 'put',
    path: '/v1/webhook',
    summary: 'Where to tell of promised checks (Prefer: respond-async)',
    description:
      'Messages are signed by Standard Webhooks with the secret that is answered here, once: `check.completed` with the verdict, or `check.refused` with the problem. They are repeated with growing pauses until a 2xx answers.',
    ...secured,
    request: { body: { required: true, content: { 'application/json': { schema: webhookSchema } } } },
    responses: {
      200: json(z.object({ url: z.string(), secret: z.string() }), 'Set; the secret is told this once'),
      ...refusals,
      422: problem('CLAIM_INVALID'),
    },
  }),
  createRoute({
    method: 'delete',
    path: '/v1/webhook',
    summary: 'Tell no more',
    ...secured,
    responses: { 204: { description: 'No webhook is set any more' }, ...refusals, 404: problem('NOT_FOUND') },
  }),
]
