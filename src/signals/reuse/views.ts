import type { Raster } from '../../check/photo.ts'
import { type Fingerprint, hashOfCells, orientations, pdq } from './pdq.ts'

/**
 * PDQ finds a picture that was saved again, scaled a little, mirrored or turned. Cut at the edges, written on or with a
 * sticker it is another picture to it. So some parts are hashed by themselves, by exact means over the cells of the part
 * rather than by PDQ's filter, which also makes them steady against strong scaling. Which parts, and how far each found
 * copies lie, was chosen on bench/reuse/robust.ts.
 */
export const viewNames = ['picture', 'cells', 'core', 'top left', 'top right', 'bottom left', 'bottom right'] as const

const viewOf = (name: (typeof viewNames)[number]) => viewNames.indexOf(name)
const [pictureView, cellsView, coreView] = [viewOf('picture'), viewOf('cells'), viewOf('core')]

/** A part as it is stored: what it is found by. */
export interface StoredHash {
  /** Place in `viewNames`; hashes of different views are never compared. */
  view: number
  hash: Uint8Array
  quality: number
}

/** A hash to look up, and what the copy would have gone through if it is found. */
export interface AskedHash extends StoredHash {
  transformation: string
}

export interface PictureHashes {
  /** PDQ of the whole picture, as published. */
  whole: Fingerprint
  stored: StoredHash[]
  asked: AskedHash[]
}

interface Part {
  x: number
  y: number
  width: number
  height: number
}

/** Shares of the picture, x, y, width, height. */
const coreShare = 0.8
const cornerShare = 0.4
const corners = [
  [0, 0],
  [1 - cornerShare, 0],
  [0, 1 - cornerShare],
  [1 - cornerShare, 1 - cornerShare],
] as const
/** A copy may have lost up to this share of each side, anywhere: where its core may lie then, the closer the nearer. */
const cropShare = 0.05
const mostSteps = 6
/** The core is stored a second time, half a step to the right and down, so that copies between the places are found. */
const halfStep = cropShare / mostSteps / 2
const cropSteps = (within: number): number[] => {
  if (within === 0) return []
  const most = within > 15 ? 4 : mostSteps
  return Array.from({ length: most + 1 }, (_, step) => step / most)
}

/**
 * The hashes of a picture, from one pass over its pixels.
 * @param within how many bits found copies may differ by: cropped ones are asked for in 49 places, in 25 where more than
 *   15 bits are allowed, and in none where nothing is looked up (0).
 */
export function hashPicture(raster: Raster, within: number): PictureHashes {
  const whole = pdq(raster)
  const { width, height } = raster
  const frames = framesOf(raster)
  const content = frames.at(-1)!
  const sums = integral(raster)
  const hashed = (part: Part) => hashOfCells(cellsOf(sums, width, part))
  const share = (x: number, y: number, w: number, h: number): Part => ({
    x: content.x + x * content.width,
    y: content.y + y * content.height,
    width: w * content.width,
    height: h * content.height,
  })

  const stored: StoredHash[] = []
  const asked: AskedHash[] = []
  for (const frame of frames) {
    const framed = frame.width < width || frame.height < height
    const { hash, quality, oriented } = framed ? pdq(cut(raster, frame)) : whole
    stored.push({ view: pictureView, hash, quality })
    for (const orientation of orientations) {
      const told =
        [framed && 'framed', orientation !== 'upright' && orientation].filter(Boolean).join(', ') || 'upright'
      asked.push({ view: pictureView, hash: oriented[orientation], quality, transformation: told })
    }
    const cells = { view: cellsView, ...hashed(frame) }
    stored.push(cells)
    asked.push({ ...cells, transformation: framed ? 'framed, scaled' : 'scaled' })
  }
  const margin = (1 - coreShare) / 2
  const parts = [
    share(margin, margin, coreShare, coreShare),
    ...corners.map(([x, y]) => share(x, y, cornerShare, cornerShare)),
  ]
  const told = ['changed at the edges', ...corners.map(() => 'changed in part')]
  for (const [i, part] of parts.entries()) {
    const view = coreView + i
    const { hash, quality } = hashed(part)
    stored.push({ view, hash, quality })
    asked.push({ view, hash, quality, transformation: told[i]! })
  }
  const beside = share(margin + halfStep, margin + halfStep, coreShare, coreShare)
  stored.push({ view: coreView, ...hashed(beside) })
  // If this picture is a cropped copy, the core of the uncropped one lies in one of these places.
  const kept = 1 - cropShare
  const core = share(0, 0, coreShare / kept, coreShare / kept)
  const { quality } = stored.find(({ view }) => view === coreView)!
  const placeOf = (step: number) => (margin - step * cropShare) / kept
  const steps = cropSteps(within)
  for (const down of steps) {
    const bands = bandsOf(sums, width + 1, content.y + placeOf(down) * content.height, core.height)
    for (const right of steps) {
      const x = content.x + placeOf(right) * content.width
      const { hash } = hashOfCells(cellsAcross(bands, width + 1, x, core.width, core.height))
      asked.push({ view: coreView, hash, quality, transformation: 'cropped' })
    }
  }
  return { whole, stored, asked }
}

/** Kept from picture to picture: asking for megabytes of zeros each time costs as much as the sums. */
let room = new Float64Array(0)

/** Sums of luma over everything above and left, one row and column more than the picture. Good until the next call. */
function integral({ data, width, height }: Raster): Float64Array {
  const across = width + 1
  const cells = across * (height + 1)
  if (room.length < cells) room = new Float64Array(cells)
  const sums = room.subarray(0, cells).fill(0, 0, across)
  for (let y = 0, from = 0, to = across + 1; y < height; y++, to++) {
    let row = 0
    sums[to - 1] = 0
    for (let x = 0; x < width; x++, from += 3, to++) {
      row += 0.299 * data[from]! + 0.587 * data[from + 1]! + 0.114 * data[from + 2]!
      sums[to] = sums[to - across]! + row
    }
  }
  return sums
}

const side = 64

/** Mean luma of 64 x 64 cells of a part, exact also where cells end between pixels. */
const cellsOf = (sums: Float64Array, width: number, part: Part): Float64Array =>
  cellsAcross(bandsOf(sums, width + 1, part.y, part.height), width + 1, part.x, part.width, part.height)

/** Of each of the 64 rows of cells: sums of luma over everything left, as `integral` counts columns. */
function bandsOf(sums: Float64Array, across: number, y: number, height: number): Float64Array {
  const lastRow = sums.length / across - 1
  const bands = new Float64Array(side * across)
  let [before, here] = [new Float64Array(across), new Float64Array(across)]
  for (let i = 0; i <= side; i++) {
    const edge = y + (i * height) / side
    const top = Math.min(lastRow, Math.floor(edge))
    const below = Math.min(lastRow, top + 1)
    const share = edge - top
    for (let x = 0; x < across; x++) {
      const upper = sums[top * across + x]!
      here[x] = upper + (sums[below * across + x]! - upper) * share
    }
    if (i > 0)
      for (let x = 0; x < across; x++)
        bands[(i - 1) * across + x] = here[x]! - before[x]!
        // What ends one row of cells begins the next.
    ;[before, here] = [here, before]
  }
  return bands
}

/** The cells of a part from the sums of its rows. */
function cellsAcross(bands: Float64Array, across: number, x: number, width: number, height: number): Float64Array {
  const cells = new Float64Array(side * side)
  const area = (width / side) * (height / side)
  for (let j = 0; j <= side; j++) {
    const edge = x + (j * width) / side
    const left = Math.min(across - 1, Math.floor(edge))
    const beside = Math.min(across - 1, left + 1)
    const share = edge - left
    for (let i = 0; i < side; i++) {
      const before = bands[i * across + left]!
      const mean = (before + (bands[i * across + beside]! - before) * share) / area
      if (j < side) cells[i * side + j]! -= mean
      if (j > 0) cells[i * side + j - 1]! += mean
    }
  }
  return cells
}

/** A row or column at the edge belongs to a border when its levels differ by less than this. */
const flat = 6
/** Less than this share of what had the border is no picture; a wide one fills a fifth of a phone's screen. */
const leastShare = 0.1
/** The bars of a screen, the white around goods and one line more. */
const mostFrames = 3

/** The whole, then what is left of it each time that borders of one colour are taken off. */
function framesOf(raster: Raster): Part[] {
  const frames: Part[] = [{ x: 0, y: 0, width: raster.width, height: raster.height }]
  while (frames.length <= mostFrames) {
    const inner = trimmed(raster, frames.at(-1)!)
    if (!inner) break
    frames.push(inner)
  }
  return frames
}

/** A part without borders of one colour; undefined where it has none, or nearly nothing would be left. */
function trimmed(raster: Raster, { x, y, width, height }: Part): Part | undefined {
  let [top, bottom, left, right] = [y, y + height, x, x + width]
  const isFlatRow = (row: number) => spread(raster, x, row, 1, 0, width) < flat
  const isFlatColumn = (column: number) => spread(raster, column, y, 0, 1, height) < flat
  while (top < bottom && isFlatRow(top)) top++
  while (bottom > top && isFlatRow(bottom - 1)) bottom--
  while (left < right && isFlatColumn(left)) left++
  while (right > left && isFlatColumn(right - 1)) right--
  const [w, h] = [right - left, bottom - top]
  const nothingLeft = Math.min(w, h) < side || w * h < leastShare * width * height
  if ((w === width && h === height) || nothingLeft) return undefined
  return { x: left, y: top, width: w, height: h }
}

function cut(raster: Raster, { x, y, width, height }: Part): Raster {
  const data = new Uint8Array(width * height * 3)
  for (let row = 0; row < height; row++) {
    const from = ((y + row) * raster.width + x) * 3
    data.set(raster.data.subarray(from, from + width * 3), row * width * 3)
  }
  return { data, width, height }
}

/** Difference of the lightest and darkest green on a line. */
function spread({ data, width }: Raster, x: number, y: number, dx: number, dy: number, count: number): number {
  let [least, most] = [255, 0]
  for (let i = 0; i < count; i++) {
    const level = data[((y + i * dy) * width + x + i * dx) * 3 + 1]!
    if (level < least) least = level
    if (level > most) most = level
    if (most - least >= flat) return most - least
  }
  return most - least
}
