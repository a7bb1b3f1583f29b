import type { Hono } from 'hono'
import { CheckError } from '../../check/errors.ts'
import type { openApiDocument } from '../openapi.ts'

export interface PageServices {
  /** A file of the page or of the API document's page; undefined when there is none. */
  asset: (name: string) => Promise<{ type: string; body: Uint8Array } | undefined>
}

/** What a browser asks for: the page, and the API document with its page. */
export function pageRoutes(app: Hono, services: PageServices, document: ReturnType<typeof openApiDocument>): void {
  const asset = async (name: string) => {
    const found = await services.asset(name)
    if (!found) throw new CheckError('NOT_FOUND', `There is no ${name.slice(0, 200)} here.`)
    return new Response(found.body as Uint8Array<ArrayBuffer>, { headers: { 'content-type': found.type } })
  }
  app.get('/', () => asset('page.html'))
  app.get('/docs', () => asset('docs.html'))
  app.get('/assets/:name', (c) => asset(c.req.param('name')))
  app.get('/openapi.json', (c) => c.json(document))
}
