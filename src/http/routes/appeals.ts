import { createRoute } from '@hono/zod-openapi'
import type { Hono } from 'hono'
import type { AppealVerdict } from '../../check/appeal.ts'
import type { SentPhoto } from '../../check/check.ts'
import { type Authenticate, demand } from '../access.ts'
import type { Admit } from '../admission.ts'
import { checkIdOf } from '../checkId.ts'
import { checkId, type Documented, json, problem, secured } from '../documented.ts'
import { type FetchPhoto, readPhotos } from '../intake.ts'
import type { CallLimits } from '../rateLimit.ts'
import { appealSchema, photosBodySchema, photosPartsSchema } from '../schemas.ts'

export interface AppealServices {
  authenticate: Authenticate
  limits: CallLimits
  appeal: (tenant: string, checkId: string, photos: SentPhoto[]) => Promise<AppealVerdict>
  fetchPhoto: FetchPhoto
}

/** Someone says that an answer was wrong. */
export function appealRoutes(
  app: Hono,
  { authenticate, limits, appeal, fetchPhoto }: AppealServices,
  admit: Admit,
): void {
  app.post('/v1/checks/:id/appeal', async (c) => {
    const { tenant, actor } = demand(await authenticate(c.req.header('authorization')), 'check')
    await limits.key(`${tenant} ${actor}`)
    const id = checkIdOf(c.req.param('id'))
    const verdict = await admit(c.req.header('content-length'), async () =>
      appeal(tenant, id, await readPhotos(c.req.raw, fetchPhoto)),
    )
    return c.json(verdict)
  })
}

export const appealDocuments: Documented[] = [
  createRoute({
    method: 'post',
    path: '/v1/checks/{id}/appeal',
    summary: 'Look at the same photos again, with the detector and policy of then and of now',
    description:
      'The photos are sent again and matched byte by byte (where KEEP_PHOTOS keeps originals, those that are not sent are taken from there). The answer is a verdict of the channel `appeal` that says what changed and why; people decide.',
    ...secured,
    request: {
      params: checkId,
      body: {
        required: true,
        content: {
          'multipart/form-data': { schema: photosPartsSchema },
          'application/json': { schema: photosBodySchema },
        },
      },
    },
    responses: {
      200: json(appealSchema, 'The newest verdict and what changed'),
      401: problem('UNAUTHORIZED'),
      403: problem('FORBIDDEN'),
      404: problem('NOT_FOUND'),
      413: problem('PHOTO_TOO_LARGE or TOO_MANY_PHOTOS'),
      422: problem('CLAIM_INVALID: these are not the photos of the first check'),
      429: problem('OVERLOADED or RATE_LIMITED, with Retry-After'),
    },
  }),
]
