import type { EvidenceMap } from '../../check/signal.ts'
import type { Tile } from '../../photo/tiles.ts'
import type { Grid } from './inferenceWorker.ts'

/**
 * The grids of the tiles as one map of the photo, whose cells are as large as theirs; where tiles overlap it is the mean, and
 * NaN where none lies.
 * @param size of a tile in pixels.
 * @param calibrate what a logit becomes.
 */
export function mapOf(
  { width, height }: { width: number; height: number },
  tiles: Pick<Tile, 'x' | 'y'>[],
  { values, rows, columns }: Grid,
  size: number,
  calibrate = (logit: number) => logit,
): EvidenceMap {
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
        sums[at]! += calibrate(values[(t * rows + row) * columns + column]!)
        counts[at]!++
      }
  return { columns: across, rows: down, logOdds: sums.map((sum, at) => (counts[at] ? sum / counts[at]! : Number.NaN)) }
}
