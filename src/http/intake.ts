import type { z } from '@hono/zod-openapi'
import type { SentPhoto } from '../check/check.ts'
import { maxPhotos, refuseWrongCount } from '../check/check.ts'
import type { Claim } from '../check/claim.ts'
import { CheckError } from '../check/errors.ts'
import { parse, parseJson } from './parse.ts'
import { claimSchema, jsonBodySchema, photosBodySchema, referenceBodySchema, referenceFactsSchema } from './schemas.ts'

/** Fetches a photo that the caller names by URL. @throws CheckError URL_REFUSED or PHOTO_TOO_LARGE */
export type FetchPhoto = (url: string) => Promise<Uint8Array>

export interface CheckRequest {
  claim: Claim
  photos: SentPhoto[]
}

/**
 * Reads a claim and its photos from a request, multipart or JSON.
 * @throws CheckError CLAIM_INVALID, TOO_MANY_PHOTOS, or what fetching says.
 */
export async function readCheckRequest(request: Request, fetchPhoto: FetchPhoto): Promise<CheckRequest> {
  if (isMultipart(request)) {
    const form = await readForm(request, ['claim', 'photo'])
    const [part] = form.getAll('claim')
    if (part === undefined) throw new CheckError('CLAIM_INVALID', 'The part claim is missing.', { field: 'claim' })
    const text = typeof part === 'string' ? part : await part.text()
    return { claim: parse(claimSchema, parseJson(text, 'claim')), photos: await photosOf(form) }
  }
  const body = parse(jsonBodySchema, parseJson(await jsonText(request), 'body'))
  return { claim: body.claim, photos: await receivePhotos(body.photos, fetchPhoto) }
}

/**
 * Reads photos that come without a claim, multipart or JSON; an empty body holds none.
 * @throws CheckError as `readCheckRequest`.
 */
export async function readPhotos(request: Request, fetchPhoto: FetchPhoto): Promise<SentPhoto[]> {
  if (isMultipart(request)) return photosOf(await readForm(request, ['photo']))
  const text = await jsonText(request)
  if (text === '') return []
  return receivePhotos(parse(photosBodySchema, parseJson(text, 'body')).photos, fetchPhoto)
}

/**
 * Reads a photo known beforehand and what it is: parts of a form (or one part `reference` with all of it as JSON), or JSON.
 * @throws CheckError as `readCheckRequest`.
 */
export async function readReference(
  request: Request,
  fetchPhoto: FetchPhoto,
): Promise<z.infer<typeof referenceFactsSchema> & { photo: SentPhoto }> {
  if (!isMultipart(request)) {
    const { photo, ...facts } = parse(referenceBodySchema, parseJson(await jsonText(request), 'body'))
    const [received] = await receivePhotos([photo], fetchPhoto)
    return { ...facts, photo: received! }
  }
  const form = await readForm(request, ['reference', 'photo', ...Object.keys(referenceFactsSchema.shape)])
  const photos = await photosOf(form)
  if (photos.length !== 1) throw new CheckError('CLAIM_INVALID', 'A reference is one photo.', { field: 'photo' })
  const whole = form.get('reference')
  const parts = Object.fromEntries([...form].filter(([name]) => name !== 'photo' && name !== 'reference'))
  const told = whole === null ? parts : parseJson(typeof whole === 'string' ? whole : await whole.text(), 'reference')
  return { ...parse(referenceFactsSchema, told), photo: photos[0]! }
}

const contentType = (request: Request) => request.headers.get('content-type') ?? ''
const isMultipart = (request: Request) => contentType(request).startsWith('multipart/form-data')

async function jsonText(request: Request): Promise<string> {
  const text = await request.text()
  if (text !== '' && !contentType(request).startsWith('application/json'))
    throw new CheckError('CLAIM_INVALID', 'Send multipart/form-data or application/json.', { field: 'content-type' })
  return text
}

async function readForm(request: Request, known: string[]): Promise<FormData> {
  const form = await request.formData().catch((cause) => {
    if (cause instanceof CheckError) throw cause
    throw new CheckError('CLAIM_INVALID', 'The multipart body could not be read.', { cause })
  })
  for (const name of form.keys())
    if (!known.includes(name))
      throw new CheckError('CLAIM_INVALID', `${name.slice(0, 100)} is not a known part.`, { field: name.slice(0, 100) })
  return form
}

async function photosOf(form: FormData): Promise<SentPhoto[]> {
  const parts = form.getAll('photo')
  if (parts.length > maxPhotos) refuseWrongCount(parts.length)
  return Promise.all(
    parts.map(async (part, index): Promise<SentPhoto> => {
      if (typeof part === 'string')
        throw new CheckError('CLAIM_INVALID', `Photo ${index + 1} is not a file.`, { field: 'photo', photo: index })
      return { bytes: new Uint8Array(await part.arrayBuffer()), name: shownName(part.name) }
    }),
  )
}

async function receivePhotos(
  sent: ({ base64: string } | { url: string })[],
  fetchPhoto: FetchPhoto,
): Promise<SentPhoto[]> {
  if (sent.length > maxPhotos) refuseWrongCount(sent.length)
  return Promise.all(
    sent.map(async (photo, index): Promise<SentPhoto> => {
      if ('url' in photo) return { bytes: await fetchPhoto(photo.url) }
      const bytes = Buffer.from(photo.base64, 'base64')
      if (bytes.length < Math.floor((photo.base64.replace(/=+$/, '').length * 3) / 4))
        throw new CheckError('CLAIM_INVALID', `photos.${index}.base64 is not base64.`, {
          photo: index,
          field: 'base64',
        })
      return { bytes }
    }),
  )
}

/** A file name is only ever shown, never believed, never a path. */
function shownName(name: string): string | undefined {
  const shown = name
    .replace(/[\p{Cc}\p{Cs}]/gu, '')
    .slice(0, 200)
    .toWellFormed()
  return shown === '' ? undefined : shown
}
