import { z } from '@hono/zod-openapi'
import { channels } from '../check/claim.ts'
import { errorCodes } from '../check/errors.ts'
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

export const jsonBodySchema = z
  .strictObject({
    claim: claimSchema,
    photos: z.array(z.union([z.strictObject({ base64: z.string() }), z.strictObject({ url: z.string().max(2000) })])),
  })
  .openapi('CheckRequest')

/** For the document only: the parts of a multipart request, of which `claim` is validated by `claimSchema`. */
export const multipartSchema = z.object({
  claim: z.string().openapi({ description: 'The claim as JSON.' }),
  photo: z
    .array(z.any().openapi({ type: 'string', format: 'binary' }))
    .min(1)
    .max(9),
})

const reasonSchema = z
  .object({
    code: z.enum(reasonCodes),
    signal: z.enum(signalNames),
    photo: z.int().optional(),
    text: z.object({ en: z.string(), zh: z.string() }),
    facts: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])),
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

export const outcomeSchema = z
  .strictObject({
    outcome: z.enum(['fake', 'genuine', 'unresolved']),
    decidedBy: id,
    note: plain(2000).optional(),
  })
  .openapi('Outcome')

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
