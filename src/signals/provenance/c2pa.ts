import type { Photo } from '../../check/photo.ts'
import { walkPng, walkWebp } from '../../photo/chunks.ts'
import { walkBoxes } from '../../photo/isobmff.ts'
import { hasAscii, type JpegSegment } from '../../photo/jpegSegments.ts'
import { plainText } from '../../photo/plainText.ts'
import type { Credentials } from './credentials.ts'
import type { Finding, ProvenanceCode } from './finding.ts'
import { sourceTypeCode, sourceTypeName } from './sourceType.ts'

/** A C2PA manifest store as it stands in the file: JUMBF boxes. */
export interface ManifestStore {
  bytes: Uint8Array
  place: string
}

/** Source: C2PA technical specification 2.2, appendix A (embedding manifests). */
const BMFF_UUID = 'd8fec3d61b0e483c92975828877ec481'
/** Stores hold thumbnails; the largest of 40 real ones has 340 kB. */
const STORE_AT_MOST = 16 << 20

/** The manifest store of a photo, put together from its pieces where the container cuts it; undefined if there is none. */
export function findManifestStore(photo: Photo, segments: JpegSegment[]): ManifestStore | undefined {
  const { bytes, format } = photo
  if (format === 'jpeg') return jpegStore(bytes, segments)
  if (format === 'png') return chunkStore(bytes, walkPng(bytes).chunks, 'caBX', 'PNG caBX')
  if (format === 'webp') return chunkStore(bytes, walkWebp(bytes).chunks, 'C2PA', 'WebP C2PA')
  const box = walkBoxes(bytes).find(({ uuid }) => uuid === BMFF_UUID)
  return box && { bytes: bytes.subarray(box.start, box.end), place: 'uuid box' }
}

function chunkStore(
  bytes: Uint8Array,
  chunks: { type: string; start: number; end: number }[],
  type: string,
  place: string,
): ManifestStore | undefined {
  const chunk = chunks.find((candidate) => candidate.type === type)
  return chunk && { bytes: bytes.subarray(chunk.start, chunk.end), place }
}

const APP11 = 0xeb
/** `JP`, box instance number (2), packet sequence number (4), box length (4), box type (4). */
const JUMBF_HEADER = 16

/** JPEG cuts a store over APP11 segments; each after the first repeats the box header. Source: ISO/IEC 19566-5, annex D. */
function jpegStore(bytes: Uint8Array, segments: JpegSegment[]): ManifestStore | undefined {
  const stores = new Map<number, { parts: Uint8Array[]; size: number }>()
  for (const { marker, start, end } of segments) {
    if (marker !== APP11 || end - start < JUMBF_HEADER) continue
    if (!hasAscii(bytes, start, 'JP') || !hasAscii(bytes, start + 12, 'jumb')) continue
    const instance = (bytes[start + 2]! << 8) | bytes[start + 3]!
    const store = stores.get(instance) ?? { parts: [], size: 0 }
    const part = bytes.subarray(start + (store.parts.length === 0 ? 8 : JUMBF_HEADER), end)
    if (store.size + part.length > STORE_AT_MOST) continue
    store.parts.push(part)
    store.size += part.length
    stores.set(instance, store)
  }
  for (const { parts } of stores.values()) {
    const store = Buffer.concat(parts)
    if (store.subarray(0, 200).includes('c2pa')) return { bytes: store, place: 'JPEG APP11' }
  }
  return undefined
}

/**
 * What a manifest store says: that it is there, who made it, and which source types it states.
 *
 * @param credentials what validation came to; without it the bytes of the store are searched for what they declare, in
 * any of its manifests, without any check of hashes and signatures
 */
export function manifestFindings(store: ManifestStore, credentials?: Credentials): Finding[] {
  const declared = credentials && credentials.state !== 'unreadable' ? declaredBy(credentials) : declaredIn(store)
  const state = credentials?.state ?? 'not validated'
  const { generator, signer, types } = declared
  const facts: Finding['facts'] = { state }
  if (credentials && state !== 'unreadable') facts.trust = credentials.trust
  if (generator) facts.generator = plainText(generator)
  if (signer) facts.signer = plainText(signer)
  if (credentials?.signedAt) facts.signedAt = plainText(credentials.signedAt, 40)
  if (types.length > 0) facts.sourceTypes = plainText(types.join(', '))
  const finding = (code: ProvenanceCode, mark: string, more: Finding['facts']): Finding => ({
    code,
    mark,
    place: store.place,
    facts: { state, ...more },
  })
  const findings: Finding[] = [{ code: 'C2PA_PRESENT', mark: 'c2pa', place: store.place, facts }]
  if (state === 'tampered') findings.push(finding('C2PA_TAMPERED', 'c2pa_hash', {}))
  const generated = types.find((type) => ['DECLARED_AI', 'DECLARED_AI_EDIT'].includes(sourceTypeCode(type)))
  if (generated) {
    const holds = state === 'trusted' || state === 'valid' || state === 'expired'
    const producer = generator ? { producer: plainText(generator) } : {}
    findings.push(
      finding(holds ? 'C2PA_SIGNED_AI' : 'C2PA_DECLARES_AI', 'c2pa_source_type', {
        sourceType: generated,
        ...producer,
      }),
    )
  } else if (
    state === 'trusted' &&
    types.length > 0 &&
    types.every((type) => sourceTypeCode(type) === 'DECLARED_CAPTURE')
  ) {
    findings.push(finding('C2PA_CAPTURE', 'c2pa_capture', { signer: plainText(signer ?? ''), sourceType: types[0]! }))
  }
  return findings
}

interface Declared {
  generator?: string | undefined
  signer?: string | undefined
  /** Names of source types, the photo's own before its ingredients'. */
  types: string[]
}

const declaredBy = ({ generator, signer, sourceTypes, ingredientSourceTypes }: Credentials): Declared => ({
  generator,
  signer,
  types: [...new Set([...sourceTypes, ...ingredientSourceTypes].map(sourceTypeName))],
})

function declaredIn({ bytes }: ManifestStore): Declared {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  return {
    generator: valuesOf(buffer, 'claim_generator')[0] ?? generatorName(buffer),
    types: [...new Set(valuesOf(buffer, 'digitalSourceType').map(sourceTypeName))],
  }
}

/** A link to a manifest kept elsewhere; it is never followed. Source: C2PA specification 2.2, section 11.5. */
export const isManifestLink = (provenance: string): boolean => /^https?:\/\/|^self#jumbf/.test(provenance)

const VALUES_AT_MOST = 64
const VALUE_AT_MOST = 512

/** Text that follows a key, as CBOR (RFC 8949, major type 3) or as JSON. */
function valuesOf(buffer: Buffer, key: string): string[] {
  const values: string[] = []
  let at = buffer.indexOf(key)
  for (let tries = 0; at >= 0 && tries < VALUES_AT_MOST; tries++) {
    const value = textAfter(buffer, at + key.length)
    if (value) values.push(value)
    at = buffer.indexOf(key, at + key.length)
  }
  return values
}

function textAfter(buffer: Buffer, at: number): string | undefined {
  const head = buffer[at]
  if (head === undefined) return undefined
  if (head >= 0x60 && head <= 0x77) return buffer.toString('utf8', at + 1, at + 1 + head - 0x60)
  if (head === 0x78 && at + 2 < buffer.length) return buffer.toString('utf8', at + 2, at + 2 + buffer[at + 1]!)
  return /^"\s{0,4}:\s{0,4}"([^"]*)"/.exec(buffer.toString('utf8', at, at + VALUE_AT_MOST))?.[1]
}

/** C2PA 2 writes `claim_generator_info: { name: … }` in place of `claim_generator`. */
function generatorName(buffer: Buffer): string | undefined {
  const at = buffer.indexOf('claim_generator_info')
  if (at < 0) return undefined
  const near = buffer.subarray(at + 'claim_generator_info'.length, at + 300)
  return valuesOf(near, 'name')[0]
}
