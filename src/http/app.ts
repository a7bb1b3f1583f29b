import { Hono } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import { secureHeaders } from 'hono/secure-headers'
import { maxPhotos } from '../check/check.ts'
import { CheckError } from '../check/errors.ts'
import { admission } from './admission.ts'
import type { Documented } from './documented.ts'
import { openApiDocument } from './openapi.ts'
import { faultResponse, isRefusal, problemResponse } from './problem.ts'
import { type CheckServices, checkDocuments, checkRoutes } from './routes/checks.ts'
import { type OperationServices, operationDocuments, operationRoutes } from './routes/operation.ts'
import { type OutcomeServices, outcomeDocuments, outcomeRoutes } from './routes/outcomes.ts'
import { type PageServices, pageRoutes } from './routes/pages.ts'

/** What the outside face needs of the inside. */
export interface Services extends CheckServices, OutcomeServices, OperationServices, PageServices {
  version: string
  maxPhotoBytes: number
}

const documents: Documented[] = [...checkDocuments, ...outcomeDocuments, ...operationDocuments]

export function app(services: Services): Hono {
  const { metrics } = services
  const app = new Hono()
  const maxBody = maxPhotos * services.maxPhotoBytes * (4 / 3) + 1_000_000

  app.use(secureHeaders({ contentSecurityPolicy: { defaultSrc: ["'self'"], imgSrc: ["'self'", 'data:', 'blob:'] } }))
  app.use(async (c, next) => {
    const startedAt = performance.now()
    metrics.inFlight.inc()
    await next().finally(() => metrics.inFlight.dec())
    metrics.answered(knownRoute(c.req.path), c.res.status, (performance.now() - startedAt) / 1000)
  })
  app.onError((error) => {
    if (isRefusal(error)) return problemResponse(error)
    services.onFault(error)
    return faultResponse()
  })
  app.notFound((c) => problemResponse(new CheckError('NOT_FOUND', `There is no ${c.req.path.slice(0, 200)} here.`)))

  app.use(
    '/v1/*',
    bodyLimit({
      maxSize: maxBody,
      onError: () => {
        throw new CheckError('PHOTO_TOO_LARGE', `The request has over ${Math.floor(maxBody)} bytes.`)
      },
    }),
  )
  checkRoutes(app, services, admission(maxBody))
  outcomeRoutes(app, services)
  operationRoutes(app, services)
  pageRoutes(app, services, openApiDocument(services.version, documents))
  return app
}

const routePatterns = documents.map(({ path }) => ({
  path,
  matches: new RegExp(`^${path.replace(/\{\w+\}/g, '[^/]+')}$`),
}))

/** Paths as metrics know them: as the API document writes them, unknown ones put together. */
const knownRoute = (path: string): string => {
  if (path === '/' || path === '/docs' || path === '/openapi.json') return path
  return routePatterns.find(({ matches }) => matches.test(path))?.path ?? 'other'
}
