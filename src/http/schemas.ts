import { z } from '@hono/zod-openapi'
import { channels } from '../check/claim.ts'
import { errorCodes } from '../check/errors.ts'
import { origins } from '../check/memory.ts'
import { photoFormats } from '../check/photo.ts'
import { actions, bands } from '../check/policy.ts'
import { reasonCodes } from '../check/reasons.ts'
import { signalNames } from '../check/signal.ts'

/** Text that any store and any page can hold: no control characters, no halves of characters. */
const plain = (max: number) =>
  z
    .string()
    .max(max)
    .refine((text) => !/[\p{Cc}\p{Cs}]/u.test(text), 'must not contain control characters or broken Unicode')
const id = plain(200).min(1)
/** An id of the caller's own. */
export const idSchema = id
const instant = z.iso
  .datetime({ offset: true })
  .transform((text) => new Date(text))
  .openapi({ type: 'string', format: 'date-time', example: '2026-11-20T12:00:00+08:00' })

export const claimSchema = z
  .strictObject({
    channel: z.enum(channels),
    orderId: id.openapi({ example: 'order-1001' }),
    buyerId: id.optional(),
    merchantId: id.optional(),
    productId: id.optional(),
    category: id.optional(),
    amount: z.number().min(0).max(1e12).optional(),
    currency: z
      .string()
      .regex(/^[A-Z]{3}$/, 'an ISO 4217 code, e.g. CNY')
      .optional(),
    orderedAt: instant.optional(),
    deliveredAt: instant.optional(),
    openedAt: instant.optional(),
  })
  .openapi('Claim')

const sentPhotoSchema = z.union([z.strictObject({ base64: z.string() }), z.strictObject({ url: z.string().max(2000) })])
const sentPhotosSchema = z.array(sentPhotoSchema)
export const jsonBodySchema = z.strictObject({ claim: claimSchema, photos: sentPhotosSchema }).openapi('CheckRequest')
export const photosBodySchema = z.strictObject({ photos: sentPhotosSchema }).openapi('Photos')

const photoParts = z
  .array(z.any().openapi({ type: 'string', format: 'binary' }))
  .min(1)
  .max(9)
/** What is said of a photo known beforehand. */
export const referenceFactsSchema = z.strictObject({
  kind: z.enum(origins).exclude(['check']),
  merchantId: id.optional(),
  productId: id.optional(),
  orderId: id.optional(),
})
export const referenceBodySchema = referenceFactsSchema.extend({ photo: sentPhotoSchema }).openapi('ReferenceRequest')
/** For the document only, as `multipartSchema`. */
export const referencePartsSchema = z.object({
  ...referenceFactsSchema.shape,
  photo: z.any().openapi({ type: 'string', format: 'binary' }),
})
/** For the document only, as `multipartSchema`. */
export const photosPartsSchema = z.object({ photo: photoParts })
/** For the document only: the parts of a multipart request, of which `claim` is validated by `claimSchema`. */
export const multipartSchema = z.object({
  claim: z.string().openapi({ description: 'The claim as JSON.' }),
  photo: photoParts,
})

const reasonSchema = z
  .object({
    code: z.enum(reasonCodes),
    signal: z.enum(signalNames),
    photo: z.int().optional(),
    text: z.object({ en: z.string(), zh: z.string() }),
    facts: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])),
    share: z
      .number()
      .min(0)
      .max(1)
      .optional()
      .openapi({ description: 'How much of its weight counted; all of it where absent.' }),
  })
  .openapi('Reason')

const signalSchema = z
  .discriminatedUnion('status', [
    z.object({
      signal: z.enum(signalNames),
      status: z.literal('measured'),
      score: z.number().min(0).max(1),
      reasons: z.array(reasonSchema),
    }),
    z.object({ signal: z.enum(signalNames), status: z.literal('unavailable'), why: z.string() }),
  ])
  .openapi('Signal')

export const verdictSchema = z
  .object({
    id: z.string().openapi({ example: 'chk_01KAN5Z9D2V7Q0J8W6T4X3Y2Z1' }),
    createdAt: z.iso.datetime(),
    tookMs: z.number(),
    channel: z.enum(channels),
    score: z.number().min(0).max(1),
    band: z.enum(bands),
    action: z.enum(actions),
    category: z.string(),
    ask: z.object({ en: z.string(), zh: z.string() }).optional(),
    reasons: z.array(reasonSchema),
    photos: z.array(
      z.object({
        index: z.int(),
        name: z.string().optional(),
        sha256: z.string(),
        format: z.enum(photoFormats),
        width: z.int(),
        height: z.int(),
        score: z.number().min(0).max(1),
        band: z.enum(bands),
        signals: z.array(signalSchema),
      }),
    ),
    versions: z.object({
      service: z.string(),
      policy: z.string(),
      model: z.object({ name: z.string(), sha256: z.string() }),
    }),
    degraded: z.boolean(),
  })
  .openapi('Verdict')

export const promisedSchema = z
  .object({ id: z.string(), status: z.enum(['queued', 'running', 'failed']) })
  .openapi('PromisedCheck')
export type PromisedCheck = z.infer<typeof promisedSchema>

const answerSchema = verdictSchema.pick({ score: true, band: true, action: true, reasons: true, versions: true })
export const appealSchema = verdictSchema
  .extend({
    appealOf: z.string(),
    first: answerSchema,
    pinned: answerSchema.optional(),
    changes: z.array(
      z.object({
        what: z.enum(['score', 'band', 'reason_added', 'reason_gone', 'detector', 'policy']),
        photo: z.int().optional(),
        before: z.union([z.string(), z.number()]).optional(),
        after: z.union([z.string(), z.number()]).optional(),
        because: z.enum(['evidence', 'detector_or_policy']),
        text: z.object({ en: z.string(), zh: z.string() }),
      }),
    ),
  })
  .openapi('AppealVerdict')

export const outcomeSchema = z
  .strictObject({
    outcome: z.enum(['fake', 'genuine', 'unresolved']),
    decidedBy: id,
    note: plain(2000).optional(),
  })
  .openapi('Outcome')

export const buttonTokenRequestSchema = z
  .strictObject({
    merchantId: id,
    orderId: id,
    origin: z.string().max(300).openapi({ example: 'https://shop.example' }),
  })
  .openapi('ButtonTokenRequest')

export const buttonTokenSchema = z.object({ token: z.string(), expiresAt: z.iso.datetime() }).openapi('ButtonToken')

export const evidenceQuerySchema = z.object({
  format: z.enum(['html', 'jws']).optional(),
  lang: z.enum(['zh', 'en']).optional(),
})

export const listQuerySchema = z.strictObject({
  query: plain(200).optional().openapi({ description: 'Part of an order, buyer, merchant, product or check id.' }),
  band: z.enum(bands).optional(),
  outcome: z.enum(['fake', 'genuine', 'unresolved', 'none']).optional(),
  channel: z.enum(channels).optional(),
  before: plain(64).optional().openapi({ description: 'The `next` of the page before.' }),
  limit: z.coerce.number().int().min(1).max(100).default(20),
})

export const listedChecksSchema = z
  .object({
    checks: z.array(
      z.object({
        id: z.string(),
        createdAt: z.iso.datetime(),
        channel: z.enum(channels),
        orderId: z.string(),
        buyerId: z.string().optional(),
        merchantId: z.string().optional(),
        productId: z.string().optional(),
        score: z.number().min(0).max(1),
        band: z.enum(bands),
        action: z.enum(actions),
        photos: z.int(),
        reasons: z.array(z.object({ code: z.enum(reasonCodes), text: z.object({ en: z.string(), zh: z.string() }) })),
        outcome: z.enum(['fake', 'genuine', 'unresolved']).optional(),
      }),
    ),
    next: z.string().optional(),
  })
  .openapi('CheckList')

export const insightsQuerySchema = z.strictObject({ days: z.coerce.number().int().min(1).max(3650).default(84) })

const counts = {
  checks: z.int(),
  bands: z.object({ clear: z.int(), review: z.int(), suspect: z.int(), insufficient: z.int() }),
  outcomes: z.object({ genuine: z.int(), fake: z.int(), unresolved: z.int() }),
}
const countedReasons = z.array(z.object({ code: z.enum(reasonCodes), checks: z.int() }))

export const insightsSchema = z
  .object({
    since: z.iso.datetime(),
    ...counts,
    weeks: z.array(z.object({ week: z.iso.date(), ...counts, reasons: countedReasons })),
    products: z.array(z.object({ productId: z.string(), ...counts, reasons: countedReasons })),
    reasons: countedReasons,
  })
  .openapi('Insights')

export const problemSchema = z
  .object({
    type: z.string(),
    title: z.string(),
    status: z.int(),
    detail: z.string(),
    code: z.enum(errorCodes),
    photo: z.int().optional(),
    field: z.string().optional(),
  })
  .openapi('Problem')
