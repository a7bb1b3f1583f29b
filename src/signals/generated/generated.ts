import type { Raster } from '../../check/photo.ts'
import type { Reason, ReasonCode } from '../../check/reasons.ts'
import { type Box, measured, type SignalReader, unavailable } from '../../check/signal.ts'
import type { DetectorCard } from './card.ts'
import type { TileLogits } from './inferenceWorker.ts'
import { lastSave } from './lastSave.ts'
import { mapOf } from './map.ts'
import type { InferencePool } from './pool.ts'
import { strongestRegion } from './regions.ts'

/**
 * Does the picture itself carry traces of generation? What the card says that the detector sees (tiles at native resolution) goes
 * through it; the mean logit, calibrated by what the last save has left, is the log-odds. Says nothing of photos that are too small,
 * too flat or too compressed to carry traces.
 */
export function generatedReader(card: DetectorCard, pool: InferencePool): SignalReader {
  const { size, minCount, minBytesPerPixel, from } = card.tiles
  const { slope, coarseness, intercept } = card.calibration
  return async ({ photo, raster }) => {
    const { width, height } = raster
    if (from === 'native' && Math.min(width, height) < size) return unavailable('PHOTO_TOO_SMALL')
    const save = lastSave(photo, raster)
    if (save.bytesPerPixel < minBytesPerPixel) return unavailable('PHOTO_TOO_COMPRESSED')
    const seen = await pool.infer(raster)
    const { logits } = seen
    const possible = from === 'native' ? Math.ceil(width / size) * Math.ceil(height / size) : 1
    if (logits.length < Math.min(minCount, possible)) return unavailable('PHOTO_TOO_FLAT')
    const mean = logits.reduce((sum, logit) => sum + logit, 0) / logits.length
    const calibrate = (logit: number) => slope * logit + coarseness * save.coarseness + intercept
    const logOdds = calibrate(mean)
    const code = codeFor(logOdds, card.thresholds)
    const reasons: Reason[] = code ? [{ code, facts: { tiles: logits.length, model: card.name } }] : []
    const box = editedRegion(raster, seen, card)
    if (box) reasons.push({ code: 'EDITED_REGION', facts: { ...box } })
    return measured(reasons, logOdds, seen.patches && mapOf(raster, seen.tiles, seen.patches, size, calibrate))
  }
}

function editedRegion(raster: Raster, { tiles, edits }: TileLogits, card: DetectorCard): Box | undefined {
  return edits && card.edits && strongestRegion(mapOf(raster, tiles, edits, card.tiles.size), card.edits)
}

function codeFor(logOdds: number, { clear, review, suspect }: DetectorCard['thresholds']): ReasonCode | undefined {
  if (logOdds >= suspect) return 'LOOKS_GENERATED'
  if (logOdds >= review) return 'MAY_BE_GENERATED'
  return logOdds <= clear ? 'LOOKS_CAPTURED' : undefined
}
