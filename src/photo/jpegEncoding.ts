import { type NearestQuality, nearestQuality, ZIGZAG } from './ijgTables.ts'
import { hasAscii, type JpegWalk, MARKER } from './jpegSegments.ts'

/** How a JPEG was encoded, from its tables and its frame header. */
export interface JpegEncoding {
  luminance: NearestQuality
  /** Undefined for grey pictures. */
  chrominance?: NearestQuality
  /** `4:2:0`, `4:2:2`, `4:4:0`, `4:4:4`, `4:1:1`, `grey`, or the factors as they are. */
  subsampling: string
  progressive: boolean
  components: number
  jfif: boolean
  adobe: boolean
}

interface Component {
  horizontal: number
  vertical: number
  table: number
}

/** SOF0 to SOF15 but DHT (C4), JPG (C8) and DAC (CC). */
const isFrame = (marker: number): boolean =>
  marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc

/** SOF2, SOF6, SOF10, SOF14. */
const isProgressive = (marker: number): boolean => (marker & 3) === 2

/**
 * Reads tables and frame header of a walked JPEG. Never throws.
 *
 * @returns undefined where the frame header or its first table is missing or broken
 */
export function readJpegEncoding(bytes: Uint8Array, { segments }: JpegWalk): JpegEncoding | undefined {
  const frame = segments.find(({ marker }) => isFrame(marker))
  const components = frame && readComponents(bytes.subarray(frame.start, frame.end))
  if (!frame || !components) return undefined
  const tables = new Map<number, number[]>()
  for (const { marker, start, end } of segments) {
    if (marker === MARKER.dqt) readTables(bytes.subarray(start, end), tables)
    if (marker === MARKER.sos && tables.size > 0) break
  }
  const luma = tables.get(components[0]!.table)
  const chroma = components.length >= 3 ? tables.get(components[1]!.table) : undefined
  if (!luma) return undefined
  const encoding: JpegEncoding = {
    luminance: nearestQuality(luma, 'luminance'),
    subsampling: subsamplingOf(components),
    progressive: isProgressive(frame.marker),
    components: components.length,
    jfif: segments.some(({ marker, start }) => marker === MARKER.app0 && hasAscii(bytes, start, 'JFIF\0')),
    adobe: segments.some(({ marker, start }) => marker === 0xee && hasAscii(bytes, start, 'Adobe')),
  }
  if (chroma) encoding.chrominance = nearestQuality(chroma, 'chrominance')
  return encoding
}

function readComponents(frame: Uint8Array): Component[] | undefined {
  const count = frame[5] ?? 0
  if (count < 1 || count > 4 || frame.length < 6 + count * 3) return undefined
  return Array.from({ length: count }, (_, index) => {
    const factors = frame[7 + index * 3]!
    return { horizontal: factors >> 4, vertical: factors & 15, table: frame[8 + index * 3]! }
  })
}

/** A DQT segment holds one table or more: precision and number in a byte, then 64 steps of one or two bytes. */
function readTables(segment: Uint8Array, tables: Map<number, number[]>): void {
  let at = 0
  while (at < segment.length) {
    const wide = segment[at]! >> 4 !== 0
    const end = at + 1 + (wide ? 128 : 64)
    if (end > segment.length) return
    const steps = new Array<number>(64)
    for (let i = 0; i < 64; i++) {
      const from = at + 1 + (wide ? i * 2 : i)
      steps[ZIGZAG[i]!] = wide ? (segment[from]! << 8) | segment[from + 1]! : segment[from]!
    }
    const id = segment[at]! & 15
    if (!tables.has(id)) tables.set(id, steps)
    at = end
  }
}

const NAMES: Record<string, string> = { '2x2': '4:2:0', '2x1': '4:2:2', '1x2': '4:4:0', '1x1': '4:4:4', '4x1': '4:1:1' }

function subsamplingOf(components: Component[]): string {
  if (components.length === 1) return 'grey'
  const [luma, ...others] = components.map(({ horizontal, vertical }) => `${horizontal}x${vertical}`)
  const plain = others.every((factors) => factors === '1x1')
  return (plain && NAMES[luma!]) || [luma, ...others].join(' ')
}
