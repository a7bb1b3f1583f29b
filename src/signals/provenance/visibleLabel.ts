import type { Raster } from '../../check/photo.ts'
import type { Finding } from './finding.ts'
import type { ReadLabel } from './labelText.ts'

/** The reader of marks that are drawn in a picture. */
export interface VisibleLabels {
  /**
   * The best wording at an edge, however faint; undefined where none is complete.
   * @throws Error when the reader was stopped or broke; then nothing is known.
   */
  read: (raster: Raster, abort: AbortSignal) => Promise<ReadLabel | undefined>
  /** Score from which a wording counts as read. */
  minScore: number
}

/** Below this a label of 5 % of the short side has characters of 8 pixels: not legible to people either. */
const SHORT_SIDE_MIN = 160

export const isLargeEnough = ({ width, height }: Raster): boolean => Math.min(width, height) >= SHORT_SIDE_MIN

/** The reason that a label in the picture gives; undefined where it is too faint. */
export function visibleLabelFinding(label: ReadLabel, minScore: number): Finding | undefined {
  const { wording, score } = label
  if (score < minScore) return undefined
  const place = placeOf(label)
  return {
    code: 'VISIBLE_AI_LABEL',
    mark: 'visible_label',
    place,
    facts: { place, wording, score: Math.round(score * 100) / 100 },
  }
}

/** Which corner or edge it is nearest to; `bottom` and the like where it stands in the middle of an edge. */
function placeOf({ left, right, top, bottom }: ReadLabel): string {
  const upright = top < bottom ? 'top' : 'bottom'
  // Nearer to one side than a third of the whole width: in a corner.
  const sideways = Math.min(left, right) * 2 > Math.max(left, right) ? '' : left < right ? ' left' : ' right'
  return `${upright}${sideways}`
}
