import { createRoute, z } from '@hono/zod-openapi'
import type { Hono } from 'hono'
import { type Authenticate, demand } from '../access.ts'
import { checkIdOf, noSuchCheck } from '../checkId.ts'
import { checkId, type Documented, json, problem, secured } from '../documented.ts'
import { languageOf } from '../language.ts'
import { parse } from '../parse.ts'
import { evidenceQuerySchema } from '../schemas.ts'

export interface EvidenceServices {
  authenticate: Authenticate
  /** The evidence document of a check; undefined when the tenant has no such check. */
  evidence: (tenant: string, id: string) => Promise<Evidence | undefined>
  /** Public keys that evidence is verified with. */
  evidenceKeys: () => Promise<object>
  /** Its style stands in the page, so that a saved copy looks the same: the CSP source that allows it. */
  evidenceStyle: string
  buttonOrigins: readonly string[]
}

export interface Evidence {
  html: (language: 'zh' | 'en') => Promise<string>
  jws: () => Promise<string>
}

/** A document that a judge can read, and one that anybody can verify. */
export function evidenceRoutes(app: Hono, services: EvidenceServices): void {
  app.get('/v1/checks/:id/evidence', async (c) => {
    const { tenant } = demand(await services.authenticate(c.req.header('authorization')), 'read')
    const { format, lang } = parse(evidenceQuerySchema, c.req.query())
    const evidence = await services.evidence(tenant, checkIdOf(c.req.param('id')))
    if (!evidence) throw noSuchCheck()
    c.header('vary', 'accept, accept-language')
    c.header('cache-control', 'no-store')
    if (format === 'jws' || (format === undefined && prefersJose(c.req.header('accept'))))
      return c.body(await evidence.jws(), 200, { 'content-type': 'application/jose' })
    c.header('content-security-policy', contentPolicy(services))
    return c.html(await evidence.html(lang ?? languageOf(c.req.header('accept-language'))))
  })

  app.get('/.well-known/jwks.json', async (c) => {
    // Anybody may verify, from anywhere.
    c.header('access-control-allow-origin', '*')
    c.header('cache-control', 'public, max-age=300')
    return c.json(await services.evidenceKeys())
  })
}

const contentPolicy = ({ evidenceStyle, buttonOrigins }: EvidenceServices) =>
  [
    "default-src 'none'",
    'img-src data: blob:',
    `style-src ${evidenceStyle}`,
    "script-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    `frame-ancestors ${["'self'", ...buttonOrigins].join(' ')}`,
  ].join('; ')

const prefersJose = (accept: string | undefined) => /^\s*application\/jose\b/.test(accept ?? '')

const jwksSchema = z.object({
  keys: z.array(
    z.object({
      kid: z.string(),
      kty: z.literal('OKP'),
      crv: z.literal('Ed25519'),
      x: z.string(),
      alg: z.literal('EdDSA'),
      use: z.literal('sig'),
    }),
  ),
})

export const evidenceDocuments: Documented[] = [
  createRoute({
    method: 'get',
    path: '/v1/checks/{id}/evidence',
    summary: 'The evidence document, as a page to print or as a signed JWS',
    ...secured,
    request: { params: checkId, query: evidenceQuerySchema },
    responses: {
      200: {
        description: 'The document. Both forms are verified offline by `npm run verify -- FILE`',
        content: {
          'text/html': { schema: z.string() },
          'application/jose': { schema: z.string() },
        },
      },
      401: problem('UNAUTHORIZED'),
      403: problem('FORBIDDEN'),
      404: problem('NOT_FOUND'),
    },
  }),
  createRoute({
    method: 'get',
    path: '/.well-known/jwks.json',
    summary: 'Public keys that evidence documents are verified with',
    responses: { 200: json(jwksSchema, 'RFC 7517') },
  }),
]
