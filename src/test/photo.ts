/** Photos for the signals' tests, made from bytes as the service makes them; where sharp cannot, from the bytes alone. */
import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import type { Metadata } from 'sharp'
import type { Claim } from '../check/claim.ts'
import type { Photo, PhotoFormat, Raster } from '../check/photo.ts'
import type { Subject } from '../check/signal.ts'
import { sharp } from '../photo/sharp.ts'

/** Shared material outside the checkout; tests that need it are skipped where it is absent. */
export const sharedFolder = new URL('../../../shared/', import.meta.url).pathname
export const hasShared = existsSync(sharedFolder)
if (!hasShared) console.error(`skipped: tests on real files need ${sharedFolder}`)

/** A photo of the bytes, with what sharp reads of the container; without metadata where sharp refuses the file. */
export async function photoOf(bytes: Uint8Array, name?: string): Promise<Photo> {
  const found = await sharp(bytes, { limitInputPixels: false })
    .metadata()
    .catch((): Partial<Metadata> => ({}))
  const { width = 1, height = 1, orientation = 1 } = found
  const format = formatOf(found, bytes)
  const turned = orientation >= 5 && format !== 'heic'
  const exif = found.exif
  return {
    index: 0,
    name,
    bytes,
    sha256: createHash('sha256').update(bytes).digest('hex'),
    format,
    width: turned ? height : width,
    height: turned ? width : height,
    metadata: {
      exif: exif?.subarray(0, 4).equals(Buffer.from('Exif')) ? exif.subarray(6) : exif,
      xmp: found.xmp?.toString('utf8'),
      text: found.comments ?? [],
      orientation,
      codedWidth: width,
      codedHeight: height,
    },
  }
}

function formatOf({ format, compression }: Partial<Metadata>, bytes: Uint8Array): PhotoFormat {
  if (format === 'jpeg' || format === 'png' || format === 'webp') return format
  if (format === 'heif' || Buffer.from(bytes.subarray(4, 8)).toString('latin1') === 'ftyp') {
    return compression === 'av1' ? 'avif' : 'heic'
  }
  return 'jpeg'
}

/** The pixels of a photo as signals get them. */
export async function rasterOf(bytes: Uint8Array): Promise<Raster> {
  const upright = sharp(bytes)
    .autoOrient()
    .resize({ width: 1536, height: 1536, fit: 'inside', withoutEnlargement: true })
  const { data, info } = await upright.flatten().toColourspace('srgb').raw().toBuffer({ resolveWithObject: true })
  return { data, width: info.width, height: info.height }
}

const onePixel: Raster = { data: new Uint8Array(3), width: 1, height: 1 }

/** What a signal is handed about a photo; no claim times and no pixels unless given. */
export const subjectOf = (photo: Photo, claim: Partial<Claim> = {}, raster: Raster = onePixel): Subject => ({
  checkId: 'chk_test',
  claim: { channel: 'refund', orderId: 'order-1', ...claim },
  photo,
  photos: 1,
  raster,
  now: new Date('2026-06-15T12:00:00Z'),
})
