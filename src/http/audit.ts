import type { MiddlewareHandler } from 'hono'
import type { Authenticate } from './access.ts'

export interface AuditServices {
  authenticate: Authenticate
  /** Notes who did what with which subject. */
  note: (tenant: string, entry: { actor: string; action: string; subject: string; at: Date }) => Promise<void>
  now: () => Date
}

/**
 * Notes what was read, decided and deleted, and by which key, before it is answered. Making a check is not noted here:
 * the check itself is the record.
 * @param actionOf the route of a path as the API document writes it; undefined for what is none of its routes.
 */
export function audited(
  { authenticate, note, now }: AuditServices,
  actionOf: (path: string) => string | undefined,
): MiddlewareHandler {
  return async (c, next) => {
    await next()
    const route = actionOf(c.req.path)
    if (!c.res.ok || route === undefined || (route === '/v1/checks' && c.req.method === 'POST')) return
    const { tenant, actor } = await authenticate(c.req.header('authorization'))
    const subject = decodeURIComponent(c.req.path.split('/')[3] ?? '').slice(0, 200)
    await note(tenant, { actor, action: `${c.req.method} ${route}`, subject, at: now() })
  }
}
