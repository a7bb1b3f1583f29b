import type { EvidenceMap } from '../../check/signal.ts'
import type { DetectorCard } from './card.ts'
import type { TileLogits } from './inferenceWorker.ts'

/**
 * The patch maps of the tiles as one map of the photo, calibrated like the tile's logit. A cell has the size of a patch;
 * where tiles overlap it is the mean. Undefined where the model has no patch map.
 */
export function mapOf(
  { width, height }: { width: number; height: number },
  { tiles, patches, rows, columns }: Pick<TileLogits, 'tiles' | 'patches' | 'rows' | 'columns'>,
  { tiles: { size }, calibration: { slope, intercept } }: Pick<DetectorCard, 'tiles' | 'calibration'>,
): EvidenceMap | undefined {
  if (patches.length === 0) return undefined
  const cell = size / columns
  const across = Math.ceil(width / cell)
  const down = Math.ceil(height / cell)
  const sums = new Float32Array(across * down)
  const counts = new Uint8Array(across * down)
  for (const [t, tile] of tiles.entries())
    for (let row = 0; row < rows; row++)
      for (let column = 0; column < columns; column++) {
        const x = Math.floor((tile.x + (column + 0.5) * cell) / cell)
        const y = Math.floor((tile.y + ((row + 0.5) * size) / rows) / cell)
        const at = y * across + x
        sums[at]! += slope * patches[(t * rows + row) * columns + column]! + intercept
        counts[at]!++
      }
  return { columns: across, rows: down, logOdds: sums.map((sum, at) => (counts[at] ? sum / counts[at]! : Number.NaN)) }
}
