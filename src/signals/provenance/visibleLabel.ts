import type { Raster } from '../../check/photo.ts'
import type { Finding } from './finding.ts'
import type { ReadLabel } from './labelText.ts'

/** The reader of marks that are drawn in a picture. */
export interface VisibleLabels {
  /**
   * The best wording at any place, however faint; undefined where none is complete.
   * @throws Error when the reader was stopped or broke; then nothing is known.
   */
  read: (raster: Raster, abort: AbortSignal) => Promise<ReadLabel | undefined>
  /** Score from which a wording counts as read. */
  minScore: number
}

/** Labels stand at an edge or in a corner (GB 45438-2025, 5.2); further in, in short sides, it is part of the picture. */
const FROM_EDGE_AT_MOST = 0.15

/** Below this a label of 5 % of the short side has characters of 8 pixels: not legible to people either. */
const SHORT_SIDE_MIN = 160

export const isReadable = ({ width, height }: Raster): boolean => Math.min(width, height) >= SHORT_SIDE_MIN

/** The reason that a label in the picture gives; undefined where the wording is too faint or not at an edge. */
export function visibleLabelFinding(label: ReadLabel, minScore: number): Finding | undefined {
  const { wording, score, left, right, top, bottom } = label
  if (score < minScore || Math.min(left, right, top, bottom) > FROM_EDGE_AT_MOST) return undefined
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
