import type { CheckAssembly } from '../src/assembleCheck.ts'
import { checker } from '../src/check/check.ts'
import type { Raster } from '../src/check/photo.ts'
import { type Signal, type SignalName, signalNames, unavailable } from '../src/check/signal.ts'
import type { PhotoVerdict, ToldReason } from '../src/check/told.ts'
import type { Verdict } from '../src/check/verdict.ts'
import { generatedReader } from '../src/signals/generated/generated.ts'
import type { TileLogits } from '../src/signals/generated/inferenceWorker.ts'
import { nothing } from '../src/store/nothing.ts'
import { compareWithMask, markedShare } from './patches.ts'
import type { PhotoFindings, Stage } from './results.ts'

/** A signal that is late on a busy machine must not change results; how long each takes is told apart from them. */
const patienceMs = 60_000

/** Nothing is remembered here, as one photo must not speak for another: what only remembers is not asked. */
const remembering: ReadonlySet<SignalName> = new Set(['reuse', 'history'])

/** Checks one photo as a claim of its own. @throws CheckError when the service would refuse it. */
export type Examine = (photo: { file: string; bytes: Uint8Array; mask?: Uint8Array | undefined }) => Promise<Examined>

export interface Examined extends PhotoFindings {
  /** The reasons in words; only their codes are kept with the results. */
  sentences: string[]
}

/**
 * The service's own use case with its own parts, watched: what each signal said before the policy bounded it, how long
 * each part took, and the detector's maps.
 */
export function examiner(parts: CheckAssembly): Examine {
  const ports = parts.ports(nothing)
  const { card } = parts.detector
  return async function examine({ file, bytes, mask }) {
    const stageMs: Partial<Record<Stage, number>> = {}
    const timed = async <T>(stage: Stage, work: () => Promise<T>): Promise<T> => {
      const startedAt = performance.now()
      try {
        return await work()
      } finally {
        stageMs[stage] = performance.now() - startedAt
      }
    }
    let raster: Raster | undefined
    let seen: TileLogits | undefined
    let detected: Signal | undefined
    const pool = {
      infer: async (pixels: Raster) => {
        seen = await parts.detector.infer(pixels)
        return seen
      },
      close: async () => {},
    }
    const readers = Object.fromEntries(
      signalNames.map((name) => {
        const { read } = ports.readers[name]
        if (remembering.has(name)) return [name, { limitMs: patienceMs, read: async () => unavailable('NO_MEMORY') }]
        return [name, { limitMs: patienceMs, read: (subject, abort) => timed(name, () => read(subject, abort)) }]
      }),
    ) as typeof ports.readers
    const readGenerated = generatedReader(card, pool)
    readers.generated.read = async (subject, abort) => {
      // Kept beyond the check, whose own pixels are given back.
      if (mask) raster = { ...subject.raster, data: subject.raster.data.slice() }
      detected = await timed('generated', () => readGenerated(subject, abort))
      return detected
    }
    const check = checker({
      ...ports,
      open: (sent, index) => timed('open', () => ports.open(sent, index)),
      readers,
    })
    const verdict = await check({ channel: 'refund', orderId: `bench ${file}` }, [{ bytes }])
    const photo = verdict.photos[0]!
    const reasons = reasonsOf(verdict)
    const grid = seen?.edits ?? seen?.patches
    const from = card.edits?.cell ?? 0
    return {
      score: photo.score,
      band: photo.band,
      signals: scoresOf(photo),
      detectorLogOdds: detected?.status === 'measured' ? detected.logOdds : undefined,
      tileLogit: detected?.status === 'measured' && seen ? mean(seen.logits) : undefined,
      format: photo.format,
      width: photo.width,
      height: photo.height,
      bytes: bytes.length,
      reasons: reasons.map((reason) => reason.code),
      sentences: reasons.map((reason) => reason.text.en),
      stageMs,
      markedArea: grid && markedShare(grid, from),
      ...(raster && seen && grid && mask
        ? await compareWithMask(raster, { tiles: seen.tiles, grid, size: card.tiles.size, from }, mask)
        : { maskF1: undefined, maskIou: undefined }),
    }
  }
}

const scoresOf = (photo: PhotoVerdict): Partial<Record<SignalName, number>> =>
  Object.fromEntries(
    photo.signals.flatMap((signal) => (signal.status === 'measured' ? [[signal.signal, signal.score]] : [])),
  )

/** What speaks for or against the photo, and in any case what the detector says. */
function reasonsOf({ reasons, photos }: Verdict): ToldReason[] {
  const generated = photos[0]!.signals.find((signal) => signal.signal === 'generated')
  const detector = generated?.status === 'measured' ? generated.reasons : []
  return [...reasons, ...detector.filter(({ code }) => !reasons.some((reason) => reason.code === code))]
}

const mean = (values: Float32Array) => values.reduce((sum, value) => sum + value, 0) / values.length
