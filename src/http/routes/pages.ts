import type { Hono } from 'hono'
import { compress } from 'hono/compress'
import { etag } from 'hono/etag'
import { CheckError } from '../../check/errors.ts'
import type { openApiDocument } from '../openapi.ts'

export interface PageServices {
  /** A file of the page or of the API document's page; undefined when there is none. */
  asset: (name: string) => Promise<{ type: string; body: Uint8Array } | undefined>
}

/** What a browser asks for: the page, the button for other pages, and the API document with its page. */
export function pageRoutes(app: Hono, services: PageServices, document: ReturnType<typeof openApiDocument>): void {
  const asset = async (name: string) => {
    const found = await services.asset(name)
    if (!found) throw new CheckError('NOT_FOUND', `There is no ${name.slice(0, 200)} here.`)
    return new Response(found.body as Uint8Array<ArrayBuffer>, {
      headers: {
        'content-type': found.type,
        'cache-control': 'no-cache',
        // Pages of any origin may load the button; what it may ask is another matter.
        'access-control-allow-origin': '*',
        'cross-origin-resource-policy': 'cross-origin',
      },
    })
  }
  for (const path of ['/', '/docs', '/button.js', '/assets/*']) app.use(path, compress(), etag())
  app.get('/', () => asset('page.html'))
  app.get('/docs', () => asset('docs.html'))
  app.get('/button.js', () => asset('button.js'))
  app.get('/assets/:name', (c) => asset(c.req.param('name')))
  app.get('/openapi.json', (c) => c.json(document))
}
