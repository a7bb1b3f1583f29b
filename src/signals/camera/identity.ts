import { createHash } from 'node:crypto'
import type { Photo } from '../../check/photo.ts'
import { type Exif, exifBlock, readExif } from '../../photo/exif.ts'

/** Which body took a photo and which exposure it is, as far as the file says; for looking up earlier checks. */
export interface CameraIdentity {
  /** SHA-256 of maker, model and body serial number, in lower-case hex. */
  bodyIdHash?: string
  /** SHA-256 of the unique id of the exposure, in lower-case hex. */
  imageIdHash?: string
}

/**
 * Hashes the camera's body serial and the exposure's unique id. The same body may belong to one household; the same
 * exposure is one photo, however it was saved since. Empty where the file has neither: phones write no body serial.
 * Serial numbers are short: a hash hides them from readers of a log, not from somebody who tries them all.
 */
export function cameraIdentity(photo: Photo): CameraIdentity {
  const block = exifBlock(photo)
  const exif = block && readExif(block)
  return exif ? identityOf(exif) : {}
}

/** @see cameraIdentity */
export function identityOf({ make = '', model = '', bodySerial, imageUniqueId }: Exif): CameraIdentity {
  const identity: CameraIdentity = {}
  if (bodySerial && isSerial(bodySerial)) identity.bodyIdHash = hash('body', make, model, bodySerial)
  if (imageUniqueId && isUniqueId(imageUniqueId)) identity.imageIdHash = hash('image', imageUniqueId.toLowerCase())
  return identity
}

/** Some firmware writes `0000000`, `None` or blanks. */
const isSerial = (text: string): boolean => text.length >= 4 && new Set(text).size >= 3 && /\d/.test(text)

/** The MD5 of nothing, which some software writes as an id. */
const EMPTY_MD5 = 'd41d8cd98f00b204e9800998ecf8427e'

/** 128 bits in hex, as EXIF wants it. Samsung writes the name of the lens module instead, the same in every phone of a model. */
const isUniqueId = (text: string): boolean =>
  /^[0-9a-f]{32}$/i.test(text) && new Set(text).size >= 6 && text.toLowerCase() !== EMPTY_MD5

const hash = (...parts: string[]): string => createHash('sha256').update(parts.join('\0')).digest('hex')
