import type { Reason } from './reasons.ts'
import type { SignalName } from './signal.ts'
import type { PhotoVerdict, ToldReason } from './told.ts'

/** What only the photos of a claim together show: whether they agree, and whether one camera took them. */
export function acrossPhotos(photos: PhotoVerdict[]): (Reason & { signal: SignalName })[] {
  if (photos.length < 2) return []
  return [...suspectShare(photos), ...reusedShare(photos), ...cameras(photos)]
}

function suspectShare(photos: PhotoVerdict[]) {
  const suspect = photos.filter(({ band }) => band === 'suspect').length
  if (suspect === 0) return []
  const code = suspect === photos.length ? 'PHOTOS_AGREE' : 'PHOTOS_DIFFER'
  return [{ signal: 'generated', code, facts: { suspect, of: photos.length } }] as const
}

/** Some photos were used before, others were not: how a borrowed picture is put among one's own. */
function reusedShare(photos: PhotoVerdict[]) {
  const reused = photos.filter((photo) => reasonsOf(photo, 'reuse').some(({ code }) => elsewhere.test(code))).length
  if (reused === 0 || reused === photos.length) return []
  return [{ signal: 'reuse', code: 'SOME_PHOTOS_REUSED', facts: { reused, of: photos.length } }] as const
}

const elsewhere = /OTHER_(ORDER|BUYER|SHOP)|KNOWN_FAKE|LISTING/

/** Only photos that name a camera count, and two of them at least: messengers leave none. */
function cameras(photos: PhotoVerdict[]) {
  const named = photos.flatMap((photo) => {
    const found = reasonsOf(photo, 'camera').find(({ facts }) => facts.make !== undefined && facts.model !== undefined)
    return found ? [`${found.facts.make} ${found.facts.model}`] : []
  })
  if (named.length < 2) return []
  const different = [...new Set(named)]
  if (different.length === 1)
    return [{ signal: 'camera', code: 'ONE_CAMERA', facts: { camera: different[0]!, photos: named.length } }] as const
  const facts = { cameras: different.slice(0, 3).join(', '), count: different.length }
  return [{ signal: 'camera', code: 'SEVERAL_CAMERAS', facts }] as const
}

function reasonsOf({ signals }: PhotoVerdict, name: SignalName): ToldReason[] {
  const signal = signals.find((each) => each.signal === name)
  return signal?.status === 'measured' ? signal.reasons : []
}
