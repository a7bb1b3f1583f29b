import { type createRoute, z } from '@hono/zod-openapi'
import { problemSchema } from './schemas.ts'

/** Pieces that the routes' OpenAPI descriptions are made of. */

export type Documented = ReturnType<typeof createRoute>

export const problem = (description: string) => ({
  description,
  content: { 'application/problem+json': { schema: problemSchema } },
})
export const json = <T extends z.ZodType>(schema: T, description: string) => ({
  description,
  content: { 'application/json': { schema } },
})
export const text = (description: string, type: string) => ({
  description,
  content: { [type]: { schema: z.string() } },
})
export const secured = { security: [{ apiKey: [] }] }
export const checkId = z.object({ id: z.string().openapi({ param: { name: 'id', in: 'path' } }) })
