import type { ReasonCode } from '../../check/reasons.ts'
import { measured, type SignalReader, unavailable } from '../../check/signal.ts'
import type { DetectorCard } from './card.ts'
import { mapOf } from './map.ts'
import type { InferencePool } from './pool.ts'

/**
 * Does the picture itself carry traces of generation? What the card says that the detector sees (tiles at native resolution) goes
 * through it; the mean logit, calibrated, is the log-odds. Says nothing of photos that are too small or too flat to carry traces.
 */
export function generatedReader(card: DetectorCard, pool: InferencePool): SignalReader {
  const { size, minCount, from } = card.tiles
  const { slope, intercept } = card.calibration
  return async ({ raster }) => {
    const { width, height } = raster
    if (from === 'native' && Math.min(width, height) < size) return unavailable('PHOTO_TOO_SMALL')
    const seen = await pool.infer(raster)
    const { logits } = seen
    const possible = from === 'native' ? Math.ceil(width / size) * Math.ceil(height / size) : 1
    if (logits.length < Math.min(minCount, possible)) return unavailable('PHOTO_TOO_FLAT')
    const mean = logits.reduce((sum, logit) => sum + logit, 0) / logits.length
    const logOdds = slope * mean + intercept
    const code = codeFor(logOdds, card.thresholds)
    const reasons = code ? [{ code, facts: { tiles: logits.length, model: card.name } }] : []
    return measured(reasons, logOdds, mapOf(raster, seen, card))
  }
}

function codeFor(logOdds: number, { clear, review, suspect }: DetectorCard['thresholds']): ReasonCode | undefined {
  if (logOdds >= suspect) return 'LOOKS_GENERATED'
  if (logOdds >= review) return 'MAY_BE_GENERATED'
  return logOdds <= clear ? 'LOOKS_CAPTURED' : undefined
}
