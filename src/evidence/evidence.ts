import { createHash } from 'node:crypto'
import { type DocumentPictures, evidencePage, withSignature } from './document.ts'
import { type CheckRecord, type EvidenceFacts, matchesOf, type Picture, timelineOf } from './facts.ts'
import { fingerprintsOf } from './sealed.ts'
import type { Language } from './words.ts'

export interface EvidencePorts {
  record: (tenant: string, id: string) => Promise<CheckRecord | undefined>
  /** The map of where the detector looked, or the photo where its pixels were kept. */
  picture: (tenant: string, id: string, photo: number, shows: 'map' | 'photo') => Promise<Picture | undefined>
  sign: (payload: object, type: string) => Promise<string>
  now: () => Date
}

export const evidenceType = 'huoyan-evidence'

/** The evidence document of one check: gathered when asked for, so that it tells what was decided since. */
export function evidenceReader(ports: EvidencePorts) {
  return async (tenant: string, id: string) => {
    const record = await ports.record(tenant, id)
    if (!record) return undefined
    const { facts, pictures } = await gather(ports, tenant, record)
    return {
      jws: () => ports.sign(facts, evidenceType),
      async html(language: Language): Promise<string> {
        const page = evidencePage(facts, pictures, language)
        return withSignature(page, await ports.sign({ ...facts, document: fingerprintsOf(page) }, evidenceType))
      },
    }
  }
}

async function gather(
  ports: EvidencePorts,
  tenant: string,
  record: CheckRecord,
): Promise<{ facts: EvidenceFacts; pictures: DocumentPictures }> {
  const { claim, verdict, outcomes } = record
  const issuedAt = ports.now().toISOString()
  const matches = await Promise.all(
    matchesOf(verdict).map(async (match) => {
      if (match.of === undefined) return match
      const there = await ports.record(tenant, match.id)
      const photo = there?.verdict.photos[match.of]
      if (!there || !photo) return match
      const { name, sha256, width, height } = photo
      const found = { createdAt: there.verdict.createdAt, orderId: there.claim.orderId, sha256, width, height }
      return { ...match, there: name === undefined ? found : { ...found, name } }
    }),
  )
  const pictures: DocumentPictures = {
    maps: await Promise.all(verdict.photos.map(({ index }) => ports.picture(tenant, verdict.id, index, 'map'))),
    photos: await Promise.all(verdict.photos.map(({ index }) => ports.picture(tenant, verdict.id, index, 'photo'))),
    matches: await Promise.all(
      matches.map(({ id, of }) => (of === undefined ? undefined : ports.picture(tenant, id, of, 'photo'))),
    ),
  }
  const named = (shows: EvidenceFacts['pictures'][number]['shows'], found: (Picture | undefined)[]) =>
    found.flatMap((picture, i) => {
      const photo = shows === 'match' ? matches[i]!.photo : i
      return picture ? [{ photo, shows, sha256: createHash('sha256').update(picture.bytes).digest('hex') }] : []
    })
  const facts: EvidenceFacts = {
    issuedAt,
    claim,
    verdict,
    outcomes,
    timeline: timelineOf(record, issuedAt),
    matches,
    pictures: [...named('map', pictures.maps), ...named('photo', pictures.photos), ...named('match', pictures.matches)],
  }
  return { facts, pictures }
}
