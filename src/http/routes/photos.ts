import { createRoute, z } from '@hono/zod-openapi'
import type { Hono } from 'hono'
import { CheckError } from '../../check/errors.ts'
import { type Authenticate, demand } from '../access.ts'
import { checkIdOf } from '../checkId.ts'
import { type Documented, problem, secured } from '../documented.ts'

export interface PhotoServices {
  authenticate: Authenticate
  /**
   * PNG of where the detector looked. `bare`: the transparent map alone, also where pixels were kept.
   * @returns undefined when there is no such photo.
   */
  heatmap: (tenant: string, checkId: string, photo: number, bare: boolean) => Promise<Uint8Array | undefined>
  /** @returns undefined when it was not kept. */
  picture: (
    tenant: string,
    checkId: string,
    photo: number,
    kind: 'thumbnail' | 'original',
  ) => Promise<{ type: string; bytes: Uint8Array } | undefined>
}

/** What can be seen of a check's photos. */
export function photoRoutes(app: Hono, { authenticate, heatmap, picture }: PhotoServices): void {
  app.get('/v1/checks/:id/photos/:index/heatmap', async (c) => {
    const { tenant } = demand(await authenticate(c.req.header('authorization')), 'read')
    const bare = c.req.query('layer') === 'map'
    const png = await heatmap(tenant, checkIdOf(c.req.param('id')), indexOf(c.req.param('index')), bare)
    if (!png) throw noSuchPhoto()
    return imageResponse(png, 'image/png')
  })

  for (const kind of ['thumbnail', 'original'] as const)
    app.get(`/v1/checks/:id/photos/:index/${kind}`, async (c) => {
      const { tenant } = demand(await authenticate(c.req.header('authorization')), 'read')
      const found = await picture(tenant, checkIdOf(c.req.param('id')), indexOf(c.req.param('index')), kind)
      if (!found) throw new CheckError('NOT_FOUND', `No ${kind} of this photo is kept.`)
      return imageResponse(found.bytes, found.type)
    })
}

/** Pixels of one buyer: no cache of others may hold them, no browser may take them for anything else. */
const imageResponse = (bytes: Uint8Array, type: string) =>
  new Response(bytes as Uint8Array<ArrayBuffer>, {
    headers: { 'content-type': type, 'cache-control': 'private, max-age=600', 'content-disposition': 'inline' },
  })

const noSuchPhoto = () => new CheckError('NOT_FOUND', 'There is no such photo.')

function indexOf(text: string): number {
  if (!/^[0-8]$/.test(text)) throw noSuchPhoto()
  return Number(text)
}

const photoOfCheck = z.object({
  id: z.string().openapi({ param: { name: 'id', in: 'path' } }),
  index: z.string().openapi({ param: { name: 'index', in: 'path' }, description: 'From 0.' }),
})
const image = (description: string, type: string) => ({
  description,
  content: { [type]: { schema: z.any().openapi({ type: 'string', format: 'binary' }) } },
})
const refusals = { 401: problem('UNAUTHORIZED'), 403: problem('FORBIDDEN'), 404: problem('NOT_FOUND') }

export const photoDocuments: Documented[] = [
  createRoute({
    method: 'get',
    path: '/v1/checks/{id}/photos/{index}/heatmap',
    summary: 'Where the detector looked',
    description:
      'Over the photo with a legend where pixels are kept (KEEP_PHOTOS); else, and with `layer=map`, the map alone, transparent, of the photo’s shape. Vermilion speaks for generated, blue against, grey was not looked at; a dashed frame is around a part that does not fit the rest (`EDITED_REGION`).',
    ...secured,
    request: { params: photoOfCheck, query: z.object({ layer: z.enum(['map']).optional() }) },
    responses: { 200: image('The heat map', 'image/png'), ...refusals },
  }),
  createRoute({
    method: 'get',
    path: '/v1/checks/{id}/photos/{index}/thumbnail',
    summary: 'A small copy, where KEEP_PHOTOS allows one',
    ...secured,
    request: { params: photoOfCheck },
    responses: { 200: image('The thumbnail', 'image/jpeg'), ...refusals },
  }),
  createRoute({
    method: 'get',
    path: '/v1/checks/{id}/photos/{index}/original',
    summary: 'The photo as it was sent, where KEEP_PHOTOS allows it',
    ...secured,
    request: { params: photoOfCheck },
    responses: { 200: image('The photo', 'image/*'), ...refusals },
  }),
]
