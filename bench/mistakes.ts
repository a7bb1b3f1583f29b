import { readFile } from 'node:fs/promises'
import type { CheckAssembly } from '../src/assembleCheck.ts'
import { openPhoto } from '../src/photo/open.ts'
import { sharp } from '../src/photo/sharp.ts'
import type { Dataset } from './dataset.ts'
import { examiner } from './examine.ts'
import { patchImage } from './patches.ts'
import { type PhotoResult, readResults } from './results.ts'

/** A photo that was judged most wrongly; pictures as data URLs, small. */
export interface Mistake {
  result: PhotoResult
  thumbnail?: string
  heatmap?: string
  sentences?: string[]
}

const shownPerClass = 12
const thumbnailPx = 220

/** The genuine photos with the highest scores and the others with the lowest, the worst first. */
export async function worstMistakes(journal: string): Promise<Mistake[]> {
  const worst: Record<'real' | 'other', PhotoResult[]> = { real: [], other: [] }
  const wrongness = ({ label, verdict }: PhotoResult) => (label === 'real' ? verdict!.score : -verdict!.score)
  for await (const result of readResults(journal)) {
    const { verdict, label } = result
    const wrong = verdict && (label === 'real' ? verdict.score >= 0.5 : verdict.band === 'clear')
    if (!wrong) continue
    const kept = worst[label === 'real' ? 'real' : 'other']
    kept.push(result)
    kept.sort((a, b) => wrongness(b) - wrongness(a))
    kept.splice(shownPerClass)
  }
  return [...worst.real, ...worst.other].map((result) => ({ result }))
}

/** Adds thumbnail, patch map and the reasons in words; a photo that has gone since keeps its codes. */
export async function illustrated(mistakes: Mistake[], parts: CheckAssembly, dataset: Dataset): Promise<Mistake[]> {
  const examine = examiner(parts)
  const wanted = new Map(mistakes.map((mistake) => [mistake.result.file, mistake]))
  for await (const row of dataset.rows()) {
    const mistake = wanted.get(row.file)
    if (!mistake || 'fault' in row) continue
    try {
      const { card, infer } = parts.detector
      const bytes = await readFile(row.path)
      const { raster } = await openPhoto({ bytes }, 0, card.raster.longSideMax, parts.limits)
      const { width, height, data } = raster
      mistake.thumbnail = await dataUrl(sharp(data, { raw: { width, height, channels: 3 } }))
      const { tiles, patches } = await infer(raster)
      if (patches) mistake.heatmap = await dataUrl(patchImage(raster, tiles, patches, card.tiles.size))
      mistake.sentences = (await examine({ file: row.file, bytes })).sentences
    } catch {}
  }
  return mistakes
}

async function dataUrl(image: ReturnType<typeof sharp>): Promise<string> {
  const small = image.resize({ width: thumbnailPx, height: thumbnailPx, fit: 'inside', withoutEnlargement: true })
  return `data:image/webp;base64,${(await small.webp({ quality: 60 }).toBuffer()).toString('base64')}`
}
