import type { Context, MiddlewareHandler } from 'hono'
import { cors } from 'hono/cors'
import type { Claim } from '../check/claim.ts'
import { CheckError } from '../check/errors.ts'
import type { Verdict } from '../check/verdict.ts'
import type { Access, Authenticate } from './access.ts'
import { checkIdOf, noSuchCheck } from './checkId.ts'

export interface ButtonAccessServices {
  authenticate: Authenticate
  /** Whose check it is; undefined when the tenant has no such check. */
  claimOf: (tenant: string, id: string) => Promise<Pick<Claim, 'merchantId' | 'orderId'> | undefined>
  /** Origins whose pages may carry the button. */
  buttonOrigins: readonly string[]
}

/** Pages of these origins may call; nothing travels along by itself, as there are no cookies. */
export const buttonCors = (origins: readonly string[]): MiddlewareHandler =>
  cors({
    origin: [...origins],
    allowMethods: ['GET', 'POST'],
    allowHeaders: ['authorization', 'content-type', 'idempotency-key'],
    exposeHeaders: ['retry-after'],
    maxAge: 600,
  })

/**
 * Refuses what a page of a foreign origin sends. Without keys (loopback only) nothing else would tell such a request
 * from one of our own page: browsers send multipart forms anywhere without asking first.
 */
export const sameOriginWrites = (origins: readonly string[]): MiddlewareHandler => {
  return async (c, next) => {
    const origin = c.req.header('origin')
    const writes = c.req.method !== 'GET' && c.req.method !== 'HEAD' && c.req.method !== 'OPTIONS'
    if (writes && origin !== undefined && !origins.includes(origin) && !isOwn(c, origin))
      throw new CheckError('FORBIDDEN', 'Pages of this origin may not call; BUTTON_ORIGINS lists those that may.')
    await next()
  }
}

const loopback = /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])$/

/**
 * Without keys only this machine may call, and it calls by a loopback name. A page elsewhere whose name was made to point
 * here (DNS rebinding) sends its own name.
 */
export const loopbackNames = (authenticate: Authenticate): MiddlewareHandler => {
  return async (c, next) => {
    const { hostname } = new URL(`http://${c.req.header('host') ?? new URL(c.req.url).host}`)
    if (!loopback.test(hostname)) {
      const access = await authenticate(c.req.header('authorization')).catch(() => undefined)
      if (access?.actor === 'anybody')
        throw new CheckError('FORBIDDEN', 'Without keys the service answers by its loopback name only.')
    }
    await next()
  }
}

/** Keys have no dots, tokens have two. */
const tokenIn = (authorization: string | undefined): string | undefined =>
  /^Bearer +([^.\s]+\.[^.\s]+\.[^.\s]+)$/i.exec(authorization ?? '')?.[1]

type Grant = NonNullable<Access['only']> & { tenant: string }

/** Callers with a key, and pages with a button's token. */
export const acceptingTokens =
  (authenticate: Authenticate, verify: (token: string) => Promise<Grant>): Authenticate =>
  async (authorization) => {
    const token = tokenIn(authorization)
    if (token === undefined) return authenticate(authorization)
    const { tenant, ...only } = await verify(token)
    return { tenant, actor: 'button', scopes: ['check', 'read'], only }
  }

/** What a button's token may reach; everything else is refused, also what is added later. */
const open = [
  { method: 'POST', path: /^\/v1\/checks$/ },
  { method: 'GET', path: /^\/v1\/checks\/([^/]+)$/ },
  { method: 'GET', path: /^\/v1\/checks\/([^/]+)\/photos\/\d+\/(?:heatmap|thumbnail)$/ },
]

/**
 * Holds callers with a button's token to it: its origin, its order, and answers without the numbers that would let
 * somebody try photos until one passes.
 */
export function buttonAccess({ authenticate, claimOf }: ButtonAccessServices): MiddlewareHandler {
  return async (c, next) => {
    const authorization = c.req.header('authorization')
    if (tokenIn(authorization) === undefined) return next()
    const access = await authenticate(authorization)
    if (!access.only) return next()
    const origin = c.req.header('origin')
    const fromThere =
      origin === undefined
        ? c.req.header('sec-fetch-site') === 'same-origin' && isOwn(c, access.only.origin)
        : origin === access.only.origin
    if (!fromThere) throw new CheckError('FORBIDDEN', 'This token is for pages of another origin.')
    const place = open.find(({ method, path }) => method === c.req.method && path.test(c.req.path))
    if (!place) throw new CheckError('FORBIDDEN', "A button's token may only check photos of its order.")
    const id = place.path.exec(c.req.path)?.[1]
    if (id !== undefined) {
      const claim = await claimOf(access.tenant, checkIdOf(id))
      if (claim?.orderId !== access.only.orderId || claim.merchantId !== access.only.merchantId) throw noSuchCheck()
    }
    await next()
    if (c.res.ok && c.res.headers.get('content-type')?.startsWith('application/json'))
      c.res = new Response(JSON.stringify(plainAnswer((await c.res.json()) as Verdict | { status: string })), c.res)
  }
}

/**
 * The claim as this caller may send it.
 * @throws CheckError FORBIDDEN when a button's token is for another order or merchant.
 */
export function ownClaim<C extends Pick<Claim, 'merchantId' | 'orderId'>>({ only }: Access, claim: C): C {
  if (!only) return claim
  if (claim.orderId !== only.orderId || (claim.merchantId ?? only.merchantId) !== only.merchantId)
    throw new CheckError('FORBIDDEN', 'This token is for another order.')
  return { ...claim, merchantId: only.merchantId }
}

const isOwn = (c: Context, origin: string): boolean =>
  URL.canParse(origin) && new URL(origin).host === (c.req.header('host') ?? new URL(c.req.url).host)

/** A verdict without its numbers; what was only promised has none. */
const plainAnswer = (answer: Verdict | { status: string }) => ('band' in answer ? withoutNumbers(answer) : answer)

type Told = Verdict['reasons'][number]
const isNumber = (value: unknown) => typeof value === 'number'
const plainReason = (reason: Told): Told => ({
  ...reason,
  facts: Object.fromEntries(Object.entries(reason.facts).filter(([, value]) => !isNumber(value))),
})

/** The same verdict in bands and words: no scores, and no figures behind the reasons. Named one by one, as fields are added. */
export function withoutNumbers(verdict: Verdict) {
  const { id, createdAt, channel, category, band, action, reasons, photos, versions, degraded } = verdict
  return {
    id,
    createdAt,
    channel,
    category,
    band,
    action,
    reasons: reasons.map(plainReason),
    photos: photos.map(({ score: _, signals, ...photo }) => ({
      ...photo,
      signals: signals.map((signal) => {
        if (signal.status === 'unavailable') return signal
        const { score: _, ...words } = signal
        return { ...words, reasons: signal.reasons.map(plainReason) }
      }),
    })),
    versions,
    degraded,
  }
}
