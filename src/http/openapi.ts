import { createRoute, OpenAPIHono, z } from '@hono/zod-openapi'
import { jsonBodySchema, multipartSchema, outcomeSchema, problemSchema, verdictSchema } from './schemas.ts'

const problem = (description: string) => ({
  description,
  content: { 'application/problem+json': { schema: problemSchema } },
})
const verdict = (description: string) => ({ description, content: { 'application/json': { schema: verdictSchema } } })
const text = (description: string, type: string) => ({ description, content: { [type]: { schema: z.string() } } })
const secured = { security: [{ apiKey: [] }] }
const checkId = z.object({ id: z.string().openapi({ param: { name: 'id', in: 'path' } }) })

const routes = [
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
      200: verdict('The verdict'),
      401: problem('UNAUTHORIZED'),
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
    responses: { 200: verdict('The verdict'), 401: problem('UNAUTHORIZED'), 404: problem('NOT_FOUND') },
  }),
  createRoute({
    method: 'post',
    path: '/v1/checks/{id}/outcome',
    summary: 'What people decided',
    ...secured,
    request: { params: checkId, body: { required: true, content: { 'application/json': { schema: outcomeSchema } } } },
    responses: {
      200: { description: 'Kept', content: { 'application/json': { schema: outcomeSchema } } },
      401: problem('UNAUTHORIZED'),
      404: problem('NOT_FOUND'),
      422: problem('CLAIM_INVALID'),
    },
  }),
  createRoute({
    method: 'get',
    path: '/healthz',
    summary: 'The process is alive',
    responses: { 200: text('Alive', 'text/plain') },
  }),
  createRoute({
    method: 'get',
    path: '/readyz',
    summary: 'The model is warm and the store reachable',
    responses: { 200: text('Ready', 'text/plain'), 503: text('Not ready', 'text/plain') },
  }),
  createRoute({
    method: 'get',
    path: '/metrics',
    summary: 'Prometheus metrics',
    responses: { 200: text('Metrics', 'text/plain') },
  }),
]

/** The OpenAPI 3.1 document, from the same schemas that validate. */
export function openApiDocument(version: string) {
  const { openAPIRegistry, getOpenAPI31Document } = new OpenAPIHono()
  openAPIRegistry.registerComponent('securitySchemes', 'apiKey', { type: 'http', scheme: 'bearer' })
  for (const route of routes) openAPIRegistry.registerPath(route)
  return getOpenAPI31Document({
    openapi: '3.1.0',
    info: {
      title: 'Huoyan',
      version,
      description: 'Checks after-sale photos and answers with a calibrated score, reasons and a suggested action.',
      license: { name: 'Apache-2.0', url: 'https://www.apache.org/licenses/LICENSE-2.0' },
    },
  })
}
