import { measured, type SignalReader, unavailable } from '../../check/signal.ts'
import { chooseTiles, cutTiles } from '../../photo/tiles.ts'
import type { DetectorCard } from './card.ts'
import type { InferencePool } from './pool.ts'

/**
 * Does the picture itself carry traces of generation? Tiles at native resolution through the detector; their mean
 * logit, calibrated, is the log-odds. Says nothing of photos that are too small or too flat to carry traces.
 */
export function generatedReader(card: DetectorCard, pool: InferencePool): SignalReader {
  const { size, minCount } = card.tiles
  const { slope, intercept } = card.calibration
  const { clear, review, suspect } = card.thresholds
  return async ({ raster }) => {
    if (Math.min(raster.width, raster.height) < size) return unavailable('PHOTO_TOO_SMALL')
    const tiles = chooseTiles(raster, card.tiles)
    if (tiles.length < Math.min(minCount, tilesIn(raster, size))) return unavailable('PHOTO_TOO_FLAT')
    const { logits } = await pool.infer(cutTiles(raster, tiles, size))
    const mean = logits.reduce((sum, logit) => sum + logit, 0) / logits.length
    const logOdds = slope * mean + intercept
    const code =
      logOdds >= suspect
        ? 'LOOKS_GENERATED'
        : logOdds >= review
          ? 'MAY_BE_GENERATED'
          : logOdds <= clear
            ? 'LOOKS_CAPTURED'
            : undefined
    return measured(code ? [{ code, facts: { tiles: tiles.length, model: card.name } }] : [], logOdds)
  }
}

const tilesIn = ({ width, height }: { width: number; height: number }, size: number) =>
  Math.ceil(width / size) * Math.ceil(height / size)
