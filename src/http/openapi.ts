import { OpenAPIHono } from '@hono/zod-openapi'
import type { Documented } from './documented.ts'

/** The OpenAPI 3.1 document, from the same schemas that validate. */
export function openApiDocument(version: string, routes: Documented[]) {
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
