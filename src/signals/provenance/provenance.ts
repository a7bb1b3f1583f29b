/**
 * What a file says of its own origin. Map:
 * - `provenance.ts` gathers the text fields and blocks of a file, asks each reader, and joins what they find;
 * - `aigcLabel.ts`, `producers.ts`: the label of GB 45438-2025 and who wrote it;
 * - `sourceType.ts`, `creditLine.ts`, `iim.ts`: IPTC source types, AI fields and credit lines in XMP and IIM;
 * - `generatorSettings.ts`: what generators and editors leave in text fields;
 * - `hiddenText.ts`: settings hidden in the lowest bits of a PNG;
 * - `samsung.ts`: Galaxy AI edits in appended data;
 * - `visibleLabel.ts`: the mark that apps draw in the picture; `labelPool.ts` has a small model of ours (`labelCard.ts`) find
 *   its characters in a thread of its own (`labelWorker.ts`, `labelScales.ts`), `labelText.ts` reads them as a line;
 * - `c2pa.ts`: where Content Credentials are and what they declare; `credentials.ts` reads what their validation came
 *   to, which `credentialsPool.ts` runs in a thread of its own (`credentialsWorker.ts`).
 * Marks are easily removed: finding none says nothing, so that is `unavailable`.
 */
import type { Photo } from '../../check/photo.ts'
import type { Reason } from '../../check/reasons.ts'
import type { Facts } from '../../check/sentence.ts'
import { measured, type SignalReader, unavailable } from '../../check/signal.ts'
import { walkPng } from '../../photo/chunks.ts'
import { type Exif, exifBlock, rawProfile, readExif, userCommentText } from '../../photo/exif.ts'
import { walkBoxes } from '../../photo/isobmff.ts'
import { hasAscii, type JpegWalk, MARKER, walkJpeg } from '../../photo/jpegSegments.ts'
import { plainText } from '../../photo/plainText.ts'
import { xmpValues } from '../../photo/xmp.ts'
import { aigcFinding, findAigcLabel, parseAigcLabel } from './aigcLabel.ts'
import { findManifestStore, isManifestLink, manifestFindings } from './c2pa.ts'
import type { ReadCredentials } from './credentials.ts'
import { creditFinding, xmpCreditFindings } from './creditLine.ts'
import type { Finding } from './finding.ts'
import {
  byteDanceFinding,
  generatorFinding,
  generatorSoftwareFinding,
  grokFinding,
  type TextField,
} from './generatorSettings.ts'
import { hiddenTextFinding } from './hiddenText.ts'
import { iimValues, isPhotoshopSegment } from './iim.ts'
import { samsungFinding } from './samsung.ts'
import { sourceTypeFindings } from './sourceType.ts'
import { isLargeEnough, type VisibleLabels, visibleLabelFinding } from './visibleLabel.ts'

/**
 * Makes a reader of every mark of origin that a photo's file carries, and of the one that may be drawn in the picture.
 *
 * @param readCredentials validates Content Credentials; without it, or when it breaks, they are told as not validated
 * @param labels reads drawn marks; without it none are looked for
 */
export function provenanceReader(readCredentials?: ReadCredentials, labels?: VisibleLabels): SignalReader {
  return async ({ photo, raster }, abort) => {
    const drawn = isLargeEnough(raster) ? labels?.read(raster, abort) : undefined
    // Awaited last; until then its failure must not count as unhandled.
    drawn?.catch(() => {})
    const jpeg = walkJpeg(photo.format === 'jpeg' ? photo.bytes : new Uint8Array())
    const store = findManifestStore(photo, jpeg.segments)
    const credentials = store && (await readCredentials?.(photo, abort).catch(() => undefined))
    const hidden = await hiddenTextFinding(photo)
    const findings = [
      ...fileMarks(photo, jpeg),
      ...(hidden ? [hidden] : []),
      ...(store ? manifestFindings(store, credentials) : []),
    ]
    try {
      const label = await drawn
      const finding = label && visibleLabelFinding(label, labels!.minScore)
      if (finding) findings.push(finding)
    } catch (cause) {
      // What the file says stands without the picture; with nothing found at all the signal has failed, not found nothing.
      if (findings.length === 0) throw cause
    }
    return findings.length > 0 ? measured(joined(findings)) : unavailable('NO_PROVENANCE')
  }
}

/** Reads the file's marks of origin without validating Content Credentials, and nothing of the picture. */
export const readProvenance: SignalReader = provenanceReader()

/** Every mark but Content Credentials, each place on its own, strongest places first. */
function fileMarks(photo: Photo, jpeg: JpegWalk): Finding[] {
  const block = exifBlock(photo)
  const exif = (block && readExif(block)) ?? {}
  const grok = grokFinding(exif.imageDescription ?? '', exif.artist ?? '', 'EXIF')
  const named = [
    ...xmpPackets(photo, jpeg).flatMap(({ place, text }) => xmpFindings(text, place)),
    ...textFields(photo, exif, jpeg).flatMap(fieldFindings),
    ...(grok ? [grok] : []),
  ]
  return [
    ...named,
    ...(named.some(({ mark }) => mark === 'gb45438') ? [] : straySegments(photo, jpeg, block)),
    ...creditBlocks(photo, jpeg).flatMap((iim) =>
      iimValues(iim).flatMap(({ field, text }) => creditFinding(text, `IPTC ${field}`) ?? []),
    ),
    ...appended(photo, jpeg).flatMap(({ bytes, place }) => samsungFinding(bytes, place) ?? []),
  ]
}

/** One reason for each code, so that one origin told in five places counts once; `marks` says where else it stands. */
function joined(findings: Finding[]): Reason[] {
  const byCode = new Map<Finding['code'], Finding[]>()
  for (const finding of findings) byCode.set(finding.code, [...(byCode.get(finding.code) ?? []), finding])
  return [...byCode].map(([code, same]) => {
    const facts: Facts = Object.assign({}, ...[...same].reverse().map((finding) => finding.facts))
    const marks = [...new Set(same.map(({ mark, place }) => `${mark} (${place})`))].slice(0, 6).join(', ')
    return { code, facts: { ...facts, mark: same[0]!.mark, marks } }
  })
}

const XMP_HEADER = 'http://ns.adobe.com/xap/1.0/\0'
const EXTENDED_XMP_HEADER = 'http://ns.adobe.com/xmp/extension/\0'
/** After that header: a GUID of 32 characters, the whole length and this part's offset. */
const EXTENDED_XMP_PREFIX = EXTENDED_XMP_HEADER.length + 40
const PACKETS_AT_MOST = 8

const utf8 = new TextDecoder('utf-8')

/** XMP of the container, of every APP1 of a JPEG, and of PNG text chunks of any kind (Midjourney's is a tEXt). */
function xmpPackets(photo: Photo, jpeg: JpegWalk): { place: string; text: string }[] {
  const packets = new Map<string, string>()
  if (photo.metadata.xmp) packets.set(photo.metadata.xmp, 'XMP')
  for (const { keyword, text } of photo.metadata.text) {
    if (keyword === 'XML:com.adobe.xmp') packets.set(text, 'PNG text XMP')
    if (keyword === 'Raw profile type xmp')
      packets.set(utf8.decode(rawProfile(text) ?? new Uint8Array()), 'PNG raw profile')
  }
  for (const { marker, start, end } of jpeg.segments) {
    if (marker !== 0xe1 || packets.size >= PACKETS_AT_MOST) continue
    const plain = hasAscii(photo.bytes, start, XMP_HEADER)
    if (!plain && !hasAscii(photo.bytes, start, EXTENDED_XMP_HEADER)) continue
    const text = utf8.decode(photo.bytes.subarray(start + (plain ? XMP_HEADER.length : EXTENDED_XMP_PREFIX), end))
    if (!packets.has(text)) packets.set(text, plain ? 'XMP' : 'extended XMP')
  }
  return [...packets].map(([text, place]) => ({ place, text })).slice(0, PACKETS_AT_MOST)
}

function xmpFindings(xmp: string, place: string): Finding[] {
  const labels = xmpValues(xmp, 'AIGC').flatMap((value) => parseAigcLabel(value, true) ?? [])
  const fields: TextField[] = ['UserComment', 'description', 'parameters'].flatMap((name) =>
    xmpValues(xmp, name).map((text) => ({ place: `${place} ${name}`, keyword: name, text })),
  )
  const link = xmpValues(xmp, 'provenance').find(isManifestLink)
  const remote: Finding[] = link?.startsWith('http')
    ? [{ code: 'C2PA_PRESENT', mark: 'c2pa_link', place, facts: { state: 'not fetched', remote: true } }]
    : []
  return [
    ...labels.map((label) => aigcFinding(label, place)),
    ...sourceTypeFindings(xmp, place),
    ...xmpCreditFindings(xmp, place),
    ...xmpValues(xmp, 'CreatorTool').flatMap((tool) => generatorSoftwareFinding(tool, place) ?? []),
    ...fields.flatMap(fieldFindings),
    ...remote,
  ]
}

const FIELDS_AT_MOST = 200

/** Everything in the file that holds free text and is not XMP. */
function textFields(photo: Photo, exif: Exif, jpeg: JpegWalk): TextField[] {
  const fields: TextField[] = photo.metadata.text
    .filter(({ keyword }) => keyword !== 'XML:com.adobe.xmp' && !keyword.startsWith('Raw profile type'))
    .map(({ keyword, text }) => ({ place: `PNG text ${plainText(keyword, 40)}`, keyword, text }))
  const add = (place: string, keyword: string, text: string | undefined): void => {
    if (text) fields.push({ place, keyword, text })
  }
  add('EXIF UserComment', 'UserComment', exif.userComment && userCommentText(exif.userComment))
  add('EXIF ImageDescription', 'Description', exif.imageDescription)
  add('EXIF Software', 'Software', exif.software)
  add('EXIF Make', 'Make', exif.make)
  add('EXIF Model', 'Model', exif.model)
  for (const { marker, start, end } of jpeg.segments) {
    if (marker === MARKER.comment) add('JPEG comment', 'Comment', utf8.decode(photo.bytes.subarray(start, end)))
  }
  return fields.slice(0, FIELDS_AT_MOST)
}

const CREDIT_KEYWORDS = ['Title', 'Source', 'Copyright', 'Credit']

function fieldFindings(field: TextField): Finding[] {
  const { keyword, place, text } = field
  const named = keyword === 'AIGC'
  const label = named || /AIGC|ContentProducer/.test(text.slice(0, 4000)) ? parseAigcLabel(text, named) : undefined
  const found = [
    label && aigcFinding(label, place),
    generatorFinding(field) ?? (keyword === 'Software' ? generatorSoftwareFinding(text, place) : undefined),
    byteDanceFinding(text, place),
    CREDIT_KEYWORDS.includes(keyword) ? creditFinding(text, place) : undefined,
  ]
  return found.flatMap((finding) => finding ?? [])
}

/** Labels that stand in no field we know: bare in an APP segment, in any EXIF field, after the picture. */
function straySegments(photo: Photo, jpeg: JpegWalk, exif: Uint8Array | undefined): Finding[] {
  const places = jpeg.segments
    .filter(({ marker, start }) => isAppSegment(marker) && !hasAscii(photo.bytes, start, 'http://ns.adobe.com/'))
    .map(({ marker, start, end }) => ({
      place: `JPEG APP${marker - MARKER.app0}`,
      bytes: photo.bytes.subarray(start, end),
    }))
  if (exif && photo.format !== 'jpeg') places.push({ place: 'EXIF', bytes: exif })
  for (const { bytes, place } of appended(photo, jpeg)) {
    places.push({ place, bytes: bytes.subarray(-STRAY_AT_MOST) })
  }
  for (const { place, bytes } of places) {
    const label = findAigcLabel(bytes)
    if (label) return [aigcFinding(label, place)]
  }
  return []
}

/** How much of appended data is searched for a label, in bytes from its end. */
const STRAY_AT_MOST = 1 << 16

const isAppSegment = (marker: number): boolean => marker >= MARKER.app0 && marker <= MARKER.app15

function creditBlocks(photo: Photo, jpeg: JpegWalk): Uint8Array[] {
  const profile = photo.metadata.text.find(({ keyword }) => keyword === 'Raw profile type iptc')
  const fromPng = profile && rawProfile(profile.text)
  const fromJpeg = jpeg.segments
    .filter((segment) => isPhotoshopSegment(photo.bytes, segment))
    .slice(0, PACKETS_AT_MOST)
    .map(({ start, end }) => photo.bytes.subarray(start, end))
  return fromPng ? [fromPng, ...fromJpeg] : fromJpeg
}

/** Bytes after the picture; in HEIC the box in which Samsung keeps the same. */
function appended(photo: Photo, jpeg: JpegWalk): { place: string; bytes: Uint8Array }[] {
  const { bytes, format } = photo
  if (format === 'heic' || format === 'avif') {
    return walkBoxes(bytes)
      .filter(({ type }) => type === 'sefd')
      .slice(0, 4)
      .map(({ start, end }) => ({ place: 'sefd box', bytes: bytes.subarray(start, end) }))
  }
  const walk = format === 'jpeg' ? jpeg : format === 'png' ? walkPng(bytes) : undefined
  return walk?.complete && walk.end < bytes.length ? [{ place: 'appended data', bytes: bytes.subarray(walk.end) }] : []
}
