import type { Box, EvidenceMap } from '../check/signal.ts'
import { sharp } from './sharp.ts'

/** Log-odds from which a colour is full. */
const full = 4
/** A single cell says little and flickers: each is shown as the mean of the looked-at ones up to so many cells away. */
const reach = 2
const longSide = 512
/** Blue and vermilion of Okabe and Ito's palette, which colour-blind people tell apart; grey where nothing was looked at. */
const blue = [0, 114, 178] as const
const vermilion = [213, 94, 0] as const
const grey = [128, 128, 128] as const
const mostOpaque = 150
const greyOpaque = 110
const frameWidth = 3
const dash = 6

/**
 * The map as a transparent PNG of the photo's shape, to be laid over it: vermilion speaks for "generated", blue against,
 * more strongly the more opaque, grey where the detector did not look.
 * @param map undefined where the detector abstained: all grey.
 * @param photo upright size in pixels; only its shape matters.
 * @param boxes parts to draw a frame around.
 */
export async function drawMap(
  map: EvidenceMap | undefined,
  photo: { width: number; height: number },
  boxes: Box[] = [],
): Promise<Uint8Array> {
  const scale = longSide / Math.max(photo.width, photo.height)
  const size = {
    width: Math.max(1, Math.round(photo.width * scale)),
    height: Math.max(1, Math.round(photo.height * scale)),
  }
  const { columns, rows, logOdds } = map ?? { columns: 1, rows: 1, logOdds: Float32Array.of(Number.NaN) }
  const cells = new Uint8Array(columns * rows * 4)
  for (const at of logOdds.keys()) cells.set(colourOf(meanAround(at, columns, rows, logOdds)), at * 4)
  return sharp(cells, { raw: { width: columns, height: rows, channels: 4 } })
    .resize({ ...size, fit: 'fill', kernel: 'linear' })
    .composite(boxes.length > 0 ? [{ input: frames(boxes, size), raw: { ...size, channels: 4 } }] : [])
    .png()
    .toBuffer()
}

/** Frames around boxes, in black and white dashes that are seen on any photo; all else transparent. */
function frames(boxes: Box[], { width, height }: { width: number; height: number }): Buffer {
  const data = Buffer.alloc(width * height * 4)
  for (const box of boxes) {
    const place = (hundredths: number, length: number) => Math.min(length - 1, Math.round((hundredths * length) / 100))
    const [left, right] = [place(box.left, width), place(box.left + box.width, width)]
    const [top, bottom] = [place(box.top, height), place(box.top + box.height, height)]
    for (let y = top; y <= bottom; y++)
      for (let x = left; x <= right; x++) {
        const inside = Math.min(x - left, right - x, y - top, bottom - y)
        const ink = (x + y) % (2 * dash) < dash ? 0 : 255
        if (inside < frameWidth) data.set([ink, ink, ink, 255], (y * width + x) * 4)
      }
  }
  return data
}

/** The map over the photo's own pixels, with a legend below: a bar from blue (minus) over nothing to vermilion (plus). */
export async function drawOverlay(
  picture: Uint8Array,
  map: EvidenceMap | undefined,
  boxes: Box[] = [],
): Promise<Uint8Array> {
  const { data, info } = await sharp(picture).removeAlpha().png().toBuffer({ resolveWithObject: true })
  const layer = await sharp(await drawMap(map, info, boxes))
    .resize({ width: info.width, height: info.height, fit: 'fill' })
    .png()
    .toBuffer()
  const bar = legend(info.width)
  return sharp(data)
    .extend({ bottom: bar.height, background: { r: 255, g: 255, b: 255 } })
    .composite([
      { input: layer, left: 0, top: 0 },
      {
        input: Buffer.from(bar.data),
        raw: { width: info.width, height: bar.height, channels: 4 },
        left: 0,
        top: info.height,
      },
    ])
    .png()
    .toBuffer()
}

/** NaN where the cell itself was not looked at. */
function meanAround(at: number, columns: number, rows: number, logOdds: Float32Array): number {
  if (Number.isNaN(logOdds[at]!)) return Number.NaN
  const x = at % columns
  const y = Math.floor(at / columns)
  let sum = 0
  let count = 0
  for (let v = Math.max(0, y - reach); v <= Math.min(rows - 1, y + reach); v++)
    for (let u = Math.max(0, x - reach); u <= Math.min(columns - 1, x + reach); u++) {
      const value = logOdds[v * columns + u]!
      if (Number.isNaN(value)) continue
      sum += value
      count++
    }
  return sum / count
}

function colourOf(value: number): [number, number, number, number] {
  if (Number.isNaN(value)) return [...grey, greyOpaque]
  const strength = Math.min(1, Math.abs(value) / full)
  return [...(value > 0 ? vermilion : blue), Math.round(strength * mostOpaque)]
}

/** White ground, the scale in the middle half, a minus left and a plus right of it: no words, so no font. */
function legend(width: number): { data: Uint8Array; height: number } {
  const height = 28
  const data = new Uint8Array(width * height * 4).fill(255)
  const paint = (x: number, y: number, colour: readonly number[]) => data.set(colour, (y * width + Math.round(x)) * 4)
  const from = Math.round(width * 0.25)
  const to = Math.round(width * 0.75)
  for (let x = from; x < to; x++) {
    const [r, g, b, a] = colourOf((((x - from) / (to - from)) * 2 - 1) * full)
    const onWhite = [r, g, b].map((each) => Math.round((each * a + 255 * (255 - a)) / 255))
    for (let y = 9; y < 19; y++) paint(x, y, [...onWhite, 255])
  }
  const ink = [34, 34, 34, 255]
  for (let i = -4; i <= 4; i++)
    for (const thick of [0, 1]) {
      if (from >= 16) paint(from - 12 + i, 13 + thick, ink)
      if (from >= 16) paint(to + 11 + i, 13 + thick, ink)
      if (from >= 16) paint(to + 11 + thick, 14 + i, ink)
    }
  return { data, height }
}
