import { Hono } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import { maxPhotos } from '../check/check.ts'
import { CheckError } from '../check/errors.ts'
import { admission } from './admission.ts'
import { type AuditServices, audited } from './audit.ts'
import { type ButtonAccessServices, buttonAccess, buttonCors, loopbackNames, sameOriginWrites } from './buttonAccess.ts'
import type { Documented } from './documented.ts'
import { openApiDocument } from './openapi.ts'
import { faultResponse, isRefusal, problemResponse } from './problem.ts'
import { type AppealServices, appealDocuments, appealRoutes } from './routes/appeals.ts'
import { type ButtonTokenServices, buttonTokenDocuments, buttonTokenRoutes } from './routes/buttonTokens.ts'
import { type CheckServices, checkDocuments, checkRoutes } from './routes/checks.ts'
import { type EvidenceServices, evidenceDocuments, evidenceRoutes } from './routes/evidence.ts'
import { type OperationServices, operationDocuments, operationRoutes } from './routes/operation.ts'
import { type OutcomeServices, outcomeDocuments, outcomeRoutes } from './routes/outcomes.ts'
import { type PageServices, pageRoutes } from './routes/pages.ts'
import { type PhotoServices, photoDocuments, photoRoutes } from './routes/photos.ts'
import { type RecordServices, recordDocuments, recordRoutes } from './routes/records.ts'
import { type ReferenceServices, referenceDocuments, referenceRoutes } from './routes/references.ts'
import { type SubjectServices, subjectDocuments, subjectRoutes } from './routes/subjects.ts'
import { type WebhookServices, webhookDocuments, webhookRoutes } from './routes/webhooks.ts'
import { securityHeaders } from './securityHeaders.ts'

/** What the outside face needs of the inside. */
export interface Services
  extends CheckServices,
    AppealServices,
    ReferenceServices,
    SubjectServices,
    WebhookServices,
    AuditServices,
    PhotoServices,
    OutcomeServices,
    RecordServices,
    EvidenceServices,
    ButtonTokenServices,
    ButtonAccessServices,
    OperationServices,
    PageServices {
  version: string
  maxPhotoBytes: number
}

const documents: Documented[] = [
  ...checkDocuments,
  ...appealDocuments,
  ...referenceDocuments,
  ...subjectDocuments,
  ...webhookDocuments,
  ...photoDocuments,
  ...outcomeDocuments,
  ...recordDocuments,
  ...evidenceDocuments,
  ...buttonTokenDocuments,
  ...operationDocuments,
]

export function app(services: Services): Hono {
  const { metrics } = services
  const app = new Hono()
  const maxBody = maxPhotos * services.maxPhotoBytes * (4 / 3) + 1_000_000

  app.use(securityHeaders(services))
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
  app.use('/v1/*', loopbackNames(services.authenticate))
  app.use('/v1/*', sameOriginWrites(services.buttonOrigins))
  app.use('/v1/checks', buttonCors(services.buttonOrigins))
  app.use('/v1/checks/*', buttonCors(services.buttonOrigins))
  app.use('/v1/*', buttonAccess(services))
  app.use(
    '/v1/*',
    audited(services, (path) => (path.startsWith('/v1/') ? knownPath(path) : undefined)),
  )
  const admit = admission(maxBody)
  checkRoutes(app, services, admit)
  appealRoutes(app, services, admit)
  referenceRoutes(app, services, admit)
  subjectRoutes(app, services)
  webhookRoutes(app, services)
  photoRoutes(app, services)
  outcomeRoutes(app, services)
  recordRoutes(app, services)
  evidenceRoutes(app, services)
  buttonTokenRoutes(app, services)
  operationRoutes(app, services)
  pageRoutes(app, services, openApiDocument(services.version, documents))
  return app
}

const routePatterns = documents.map(({ path }) => ({
  path,
  matches: new RegExp(`^${path.replace(/\{\w+\}/g, '[^/]+')}$`),
}))

/** A path as the API document writes it. */
const knownPath = (path: string): string | undefined => routePatterns.find(({ matches }) => matches.test(path))?.path

/** Paths as metrics know them: unknown ones put together. */
const knownRoute = (path: string): string => {
  if (path === '/' || path === '/docs' || path === '/openapi.json') return path
  return knownPath(path) ?? 'other'
}
