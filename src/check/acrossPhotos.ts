import type { Reason } from './reasons.ts'
import type { SignalName } from './signal.ts'
import type { PhotoVerdict, ToldReason } from './told.ts'

/**
 * What only the photos of a claim together show: whether they agree, whether they show one scene, and whether one camera
 * took them. It is told and weighs nothing; where cameras or earlier uses are compared, a photo of which they are not
 * known is left out.
 *
 * That photos show one scene is told where details of them agree in place (`signals/reuse/sameScene.ts`); that they do
 * not is never told, as most photos of one thing from far apart places share no such details. What would say it was
 * measured and left out, as it would speak against honest buyers: 63 photos of three scenes taken around
 * (dataset_monstree, SceauxCastle, OpenSfM lund); a limit is what 1 % of the pairs of the worst of them exceed. Strangers:
 * pairs of real sample photos of different sources. One home: 27 sample photos of playing cards, laid out in one home as
 * goods would be. The figures were taken by hand, without a command.
 * - Light (grey edge of first order, norm 6, blur 2, linear RGB, long side 512): it does separate, AUC .78 to .87, 30 %
 *   of strangers over the limit of 10.6 degrees. But so are 20 % of the pairs of one home, and 39 % of claims of three
 *   of them have such a pair: what lies below the goods moves it nearly as far as another home does.
 * - Colours (Hellinger distance of 8 x 8 x 8 histograms): AUC .98 to 1.0, 86 % of strangers over the limit of .64, and
 *   56 % of the pairs of one home. Nor can it be told in favour: at most .55, with light within 8 degrees, holds for 78
 *   to 99 % of the pairs of a scene, but for 4 % of strangers too, and for 52 and 90 % of the pairs within two shops'
 *   pictures.
 * - One photo that `LOOKS_GENERATED` (detector 0.3.0) among some that look captured: in none of 20,000 drawn claims of
 *   three real photos, and in 1.1 % of those with one generated photo among them. From `MAY_BE_GENERATED` on .6 % and
 *   20 %, of nine photos 4.7 % and 41 %: no more than the photo's own reason says.
 */
export function acrossPhotos(photos: PhotoVerdict[]): (Reason & { signal: SignalName })[] {
  if (photos.length < 2) return []
  return [...suspectShare(photos), ...reusedShare(photos), ...scenes(photos), ...cameras(photos)]
}

function suspectShare(photos: PhotoVerdict[]) {
  const suspect = photos.filter(({ band }) => band === 'suspect').length
  if (suspect === 0) return []
  const code = suspect === photos.length ? 'PHOTOS_AGREE' : 'PHOTOS_DIFFER'
  return [{ signal: 'generated', code, facts: { suspect, of: photos.length } }] as const
}

/**
 * Some photos were used before, others were not: how a borrowed picture is put among one's own. Of a photo that could
 * not be looked up neither is known.
 */
function reusedShare(photos: PhotoVerdict[]) {
  const lookedUp = photos.filter(({ signals }) =>
    signals.some(({ signal, status }) => signal === 'reuse' && status === 'measured'),
  )
  const reused = lookedUp.filter((photo) => reasonsOf(photo, 'reuse').some(({ code }) => elsewhere.test(code))).length
  if (reused === 0 || reused === lookedUp.length) return []
  return [{ signal: 'reuse', code: 'SOME_PHOTOS_REUSED', facts: { reused, of: lookedUp.length } }] as const
}

const elsewhere = /OTHER_(ORDER|BUYER|SHOP)|KNOWN_FAKE|LISTING/

/** Which photos show the same thing or place. Nothing is said of photos of which that could not be seen. */
function scenes(photos: PhotoVerdict[]) {
  const groups: Set<number>[] = []
  for (const photo of photos)
    for (const { code, facts } of reasonsOf(photo, 'reuse')) {
      if (code !== 'SAME_SCENE') continue
      const pair = [photo.index + 1, Number(facts.other)]
      const joined = groups.filter((group) => pair.some((each) => group.has(each)))
      for (const group of joined) groups.splice(groups.indexOf(group), 1)
      groups.push(new Set([...pair, ...joined.flatMap((group) => [...group])]))
    }
  return groups
    .map((group) => [...group].sort((a, b) => a - b))
    .sort(([a], [b]) => a! - b!)
    .map((photos) => {
      const facts = { photos: photos.join(', '), count: photos.length }
      return { signal: 'reuse', code: 'ONE_SCENE', facts } as const
    })
}

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
