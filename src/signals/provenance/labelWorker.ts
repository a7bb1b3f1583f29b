import { InferenceSession, Tensor } from 'onnxruntime-node'
import { workerData } from 'piscina'
import type { Raster } from '../../check/photo.ts'
import type { LabelCard } from './labelCard.ts'
import { scalesOf } from './labelScales.ts'
import { bestWording, type FoundToken, type ReadLabel } from './labelText.ts'

const { card, weights } = workerData as { card: LabelCard; weights: Uint8Array }

/** As for the detector: one thread, and no arena that keeps what the largest photo needed. */
const loading = InferenceSession.create(weights, {
  intraOpNumThreads: 1,
  interOpNumThreads: 1,
  executionMode: 'sequential',
  enableCpuMemArena: false,
})

/** The best wording at any scale, however weak; undefined where none is complete. */
export default async function readLabel(raster: Raster): Promise<ReadLabel | undefined> {
  const session = await loading
  let best: ReadLabel | undefined
  for (const { width, height, bands } of await scalesOf(raster, card)) {
    const found: FoundToken[] = []
    for (const band of bands) {
      const input = new Tensor('float32', band.grey, [1, 1, band.height, width])
      const logits = (await session.run({ [card.input]: input }))[card.output]!
      const peaks = peaksOf(logits.data as Float32Array, logits.dims.at(-1)!, logits.dims.at(-2)!)
      found.push(...peaks.map((peak) => ({ ...peak, y: peak.y + band.top })))
    }
    const read = bestWording(found, { width, height })
    if (read && read.score > (best?.score ?? 0)) best = read
  }
  return best
}

/** Chance under which a character is not there, as a logit: 3 %. The score of a wording decides, not this. */
const FAINT = -3.5
/** Of one kind; a page full of text has more, but then no label. */
const PEAKS_AT_MOST = 60

/** Cells that are the highest among their neighbours. */
function peaksOf(logits: Float32Array, columns: number, rows: number): FoundToken[] {
  return card.tokens.flatMap((token, channel) => {
    const map = logits.subarray(channel * rows * columns, (channel + 1) * rows * columns)
    const peaks: FoundToken[] = []
    for (let y = 0; y < rows; y++)
      for (let x = 0; x < columns; x++) {
        const value = map[y * columns + x]!
        if (value < FAINT || !isPeak(map, columns, rows, x, y)) continue
        const middle = (cell: number) => (cell + 0.5) * card.stride
        peaks.push({ token, x: middle(x), y: middle(y), chance: 1 / (1 + Math.exp(-value)) })
      }
    return peaks.sort((a, b) => b.chance - a.chance).slice(0, PEAKS_AT_MOST)
  })
}

function isPeak(map: Float32Array, columns: number, rows: number, x: number, y: number): boolean {
  const value = map[y * columns + x]!
  for (let ny = Math.max(0, y - 1); ny <= Math.min(rows - 1, y + 1); ny++)
    for (let nx = Math.max(0, x - 1); nx <= Math.min(columns - 1, x + 1); nx++)
      if (map[ny * columns + nx]! > value) return false
  return true
}
