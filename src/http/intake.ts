import type { SentPhoto } from '../check/check.ts'
import { maxPhotos } from '../check/check.ts'
import type { Claim } from '../check/claim.ts'
import { CheckError } from '../check/errors.ts'
import { parse, parseJson } from './parse.ts'
import { claimSchema, jsonBodySchema } from './schemas.ts'

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
  const type = request.headers.get('content-type') ?? ''
  if (type.startsWith('multipart/form-data')) return fromMultipart(request)
  if (type.startsWith('application/json')) return fromJson(request, fetchPhoto)
  throw new CheckError('CLAIM_INVALID', 'Send multipart/form-data or application/json.', { field: 'content-type' })
}

async function fromMultipart(request: Request): Promise<CheckRequest> {
  const form = await request.formData().catch((cause) => {
    if (cause instanceof CheckError) throw cause
    throw new CheckError('CLAIM_INVALID', 'The multipart body could not be read.', { cause })
  })
  for (const name of form.keys())
    if (name !== 'claim' && name !== 'photo')
      throw new CheckError('CLAIM_INVALID', `${name.slice(0, 100)} is not a known part.`, { field: name.slice(0, 100) })
  const [claimPart] = form.getAll('claim')
  if (claimPart === undefined) throw new CheckError('CLAIM_INVALID', 'The part claim is missing.', { field: 'claim' })
  const claimText = typeof claimPart === 'string' ? claimPart : await claimPart.text()
  const claim = parse(claimSchema, parseJson(claimText, 'claim'))
  const parts = form.getAll('photo')
  refuseTooMany(parts.length)
  const photos = await Promise.all(
    parts.map(async (part, index): Promise<SentPhoto> => {
      if (typeof part === 'string')
        throw new CheckError('CLAIM_INVALID', `Photo ${index + 1} is not a file.`, { field: 'photo', photo: index })
      return { bytes: new Uint8Array(await part.arrayBuffer()), name: shownName(part.name) }
    }),
  )
  return { claim, photos }
}

async function fromJson(request: Request, fetchPhoto: FetchPhoto): Promise<CheckRequest> {
  const body = parse(jsonBodySchema, parseJson(await request.text(), 'body'))
  refuseTooMany(body.photos.length)
  const photos = await Promise.all(
    body.photos.map(async (sent, index): Promise<SentPhoto> => {
      if ('url' in sent) return { bytes: await fetchPhoto(sent.url) }
      const bytes = Buffer.from(sent.base64, 'base64')
      if (bytes.length < Math.floor((sent.base64.replace(/=+$/, '').length * 3) / 4))
        throw new CheckError('CLAIM_INVALID', `photos.${index}.base64 is not base64.`, {
          photo: index,
          field: 'base64',
        })
      return { bytes }
    }),
  )
  return { claim: body.claim, photos }
}

function refuseTooMany(count: number) {
  if (count > maxPhotos)
    throw new CheckError('TOO_MANY_PHOTOS', `${count} photos were sent; at most ${maxPhotos} are allowed.`)
}

/** A file name is only ever shown, never believed, never a path. */
function shownName(name: string): string | undefined {
  const shown = name
    .replace(/[\p{Cc}\p{Cs}]/gu, '')
    .slice(0, 200)
    .toWellFormed()
  return shown === '' ? undefined : shown
}
