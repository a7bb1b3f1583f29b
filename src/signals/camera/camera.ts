/**
 * What EXIF says of the camera, and whether it agrees with the file and with the claim. Anybody can write EXIF, and
 * messengers strip it from honest photos: agreement weighs little and absence nothing. Map: `captureTime.ts` times,
 * `editors.ts` names of programs, `identity.ts` hashes for the history of a camera.
 */
import type { Photo } from '../../check/photo.ts'
import type { Reason } from '../../check/reasons.ts'
import type { Facts } from '../../check/sentence.ts'
import { measured, type SignalReader, unavailable } from '../../check/signal.ts'
import { type Exif, exifBlock, readExif, userCommentText } from '../../photo/exif.ts'
import { plainText } from '../../photo/plainText.ts'
import { xmpValues } from '../../photo/xmp.ts'
import { captureTime, timeReason } from './captureTime.ts'
import { editorName, saysScreenshot } from './editors.ts'
import { identityOf } from './identity.ts'

/** Reads camera facts, programs, sizes and times. GPS is never read. */
export const readCamera: SignalReader = async ({ photo, claim, now }) => {
  const block = exifBlock(photo)
  const exif = block && readExif(block)
  const time = exif && captureTime(exif)
  const found = [
    exif && cameraReason(exif, photo),
    exif && contradictionReason(exif),
    exif && sizeReason(exif, photo),
    time && timeReason(time, claim, now),
    editorReason(photo, exif),
    screenshotReason(photo, exif),
  ]
  const reasons = found.flatMap((reason) => reason ?? [])
  if (reasons.length > 0) return measured(reasons)
  return unavailable(exif ? 'NO_CAMERA_FACTS' : 'EXIF_STRIPPED')
}

/** Exposure fields that every phone and camera writes with a photo. */
const exposureFields = ({ exposureTime, iso, fNumber, focalLength }: Exif): number =>
  [exposureTime, iso, fNumber, focalLength].filter((value) => value !== undefined && value > 0).length

function cameraReason(exif: Exif, photo: Photo): Reason | undefined {
  if (!exif.make || !exif.model) return undefined
  const facts: Facts = { make: plainText(exif.make, 60), model: plainText(exif.model, 60), ...identityOf(exif) }
  if (exif.software) facts.software = plainText(exif.software, 60)
  if (exif.lensModel) facts.lens = plainText(exif.lensModel, 60)
  if (exposureFields(exif) < 3 || !exif.takenAt) return { code: 'CAMERA_NAMED', facts }
  const asTaken = exif.makerNote && exif.thumbnail && sizeRelation(exif, photo) === 'same' && !exifEditor(exif)
  return { code: asTaken ? 'CAMERA_FACTS_COMPLETE' : 'CAMERA_FACTS', facts }
}

const exifEditor = (exif: Exif): string | undefined => exif.software && editorName(exif.software)

const APPLE_NOTE = 'Apple iOS'

/** Apple's maker note, and the names of iPhone lenses, belong to the model that EXIF names. */
function contradictionReason({ make = '', model = '', lensModel = '', makerNote }: Exif): Reason | undefined {
  const isApple = /^apple$/i.test(make)
  const facts: Facts = { make: plainText(make, 60), model: plainText(model, 60) }
  if (makerNote && make) {
    const isAppleNote = Buffer.from(makerNote.subarray(0, APPLE_NOTE.length)).toString('latin1') === APPLE_NOTE
    if (isApple !== isAppleNote) return { code: 'MAKER_CONTRADICTION', facts: { ...facts, part: 'maker note' } }
  }
  if (/^i(?:Phone|Pad) /.test(lensModel) && !lensModel.startsWith(`${model} `)) {
    return { code: 'MAKER_CONTRADICTION', facts: { ...facts, part: 'lens', lens: plainText(lensModel, 60) } }
  }
  return undefined
}

/** How close two ratios of sides must be to be one ratio: a pixel in 200. */
const SAME_RATIO = 0.005

type SizeRelation = 'same' | 'resized' | 'cropped' | 'unknown'

/** EXIF's size against the coded one, in either orientation. */
function sizeRelation({ pixelWidth, pixelHeight }: Exif, { metadata }: Photo): SizeRelation {
  if (!pixelWidth || !pixelHeight) return 'unknown'
  const stated = [pixelWidth, pixelHeight].sort((a, b) => a - b) as [number, number]
  const coded = [metadata.codedWidth, metadata.codedHeight].sort((a, b) => a - b) as [number, number]
  if (stated[0] === coded[0] && stated[1] === coded[1]) return 'same'
  return Math.abs(stated[0] / stated[1] - coded[0] / coded[1]) < SAME_RATIO ? 'resized' : 'cropped'
}

function sizeReason(exif: Exif, photo: Photo): Reason | undefined {
  const relation = sizeRelation(exif, photo)
  if (relation !== 'resized' && relation !== 'cropped') return undefined
  const { codedWidth, codedHeight } = photo.metadata
  return {
    code: relation === 'resized' ? 'RESIZED_SINCE_CAPTURE' : 'CROPPED_SINCE_CAPTURE',
    facts: { stated: `${exif.pixelWidth}x${exif.pixelHeight}`, coded: `${codedWidth}x${codedHeight}` },
  }
}

function editorReason(photo: Photo, exif: Exif | undefined): Reason | undefined {
  const names = [exif?.software ?? '', ...creatorTools(photo), ...softwareTexts(photo)]
  const written = names.find((name) => editorName(name))
  if (!written) return undefined
  return { code: 'EDITOR_TRACE', facts: { editor: editorName(written)!, software: plainText(written, 60) } }
}

function screenshotReason(photo: Photo, exif: Exif | undefined): Reason | undefined {
  const comment = exif?.userComment && userCommentText(exif.userComment)
  const xmpComment = photo.metadata.xmp ? xmpValues(photo.metadata.xmp, 'UserComment')[0] : undefined
  const inFile = [exif?.software, comment, xmpComment, ...softwareTexts(photo)].some(
    (text) => text && saysScreenshot(text),
  )
  if (inFile) return { code: 'SCREENSHOT_NAMED', facts: { where: 'file' } }
  return photo.name && saysScreenshot(photo.name)
    ? { code: 'SCREENSHOT_NAMED', facts: { where: 'file name' } }
    : undefined
}

const creatorTools = ({ metadata }: Photo): string[] => (metadata.xmp ? xmpValues(metadata.xmp, 'CreatorTool') : [])

const softwareTexts = ({ metadata }: Photo): string[] =>
  metadata.text.filter(({ keyword }) => keyword === 'Software').map(({ text }) => text)
