/**
 * Decodes photos for training with the service's own decoder, so that both see the same pixels.
 *
 * usage: node --import tsx models/training/rasters.ts LIST OUT [LONG_SIDE_MAX]
 *
 * LIST holds one `NAME<tab>PATH` a line; each photo becomes OUT/NAME.npy (uint8, height x width x 3), and OUT/coarseness.tsv
 * says how coarsely its last save rounded what is looked at. Photos already there are skipped, so a stopped run can be
 * started again. Photos that the decoder refuses are counted and left out.
 */
import { existsSync } from 'node:fs'
import { appendFile, mkdir, readFile, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { argv, exit } from 'node:process'
import pLimit from 'p-limit'
import type { Raster } from '../../src/check/photo.ts'
import { decode } from '../../src/photo/decode.ts'
import { readHeader } from '../../src/photo/metadata.ts'
import { sniff } from '../../src/photo/sniff.ts'
import { lastSave } from '../../src/signals/generated/lastSave.ts'

const [list, out, longSide = '1024'] = argv.slice(2)
if (!list || !out) {
  console.error('usage: rasters.ts LIST OUT [LONG_SIDE_MAX]')
  exit(2)
}
/** The file's type stands here; further in, a provenance manifest may hold an SVG icon, which sniff() takes for markup. */
const magicBytes = 64
const limits = { maxBytes: 100e6, maxPixels: 50e6, decodeMs: 60_000 }

async function decoded(path: string): Promise<{ raster: Raster; coarseness: number }> {
  const bytes = await readFile(path)
  const format = sniff(bytes.subarray(0, magicBytes))
  const { icc, width, height } = await readHeader(bytes, format, limits)
  const raster = await decode(bytes, format, icc, Number(longSide), limits)
  return { raster, coarseness: lastSave({ format, bytes, width, height }, raster).coarseness }
}

/** NumPy's array file, version 1.0: a header padded to 64 bytes, then the pixels. */
function npy({ data, width, height }: Raster): Uint8Array {
  const shape = `{'descr': '|u1', 'fortran_order': False, 'shape': (${height}, ${width}, 3), }`
  const header = `${shape.padEnd(Math.ceil((10 + shape.length + 1) / 64) * 64 - 11)}\n`
  const start = Buffer.from([0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, 1, 0, header.length & 255, header.length >> 8])
  return Buffer.concat([start, Buffer.from(header, 'latin1'), data])
}

const lines = (await readFile(list, 'utf8')).split('\n').filter(Boolean)
const refused: string[] = []
const two = pLimit(2)
await mkdir(out, { recursive: true })
await Promise.all(
  lines.map((line) =>
    two(async () => {
      const [name, path] = line.split('\t') as [string, string]
      const target = join(out, `${name}.npy`)
      if (existsSync(target)) return
      try {
        const { raster, coarseness } = await decoded(path)
        await appendFile(join(out, 'coarseness.tsv'), `${name}\t${coarseness}\n`)
        await writeFile(`${target}.part`, npy(raster))
        await rename(`${target}.part`, target)
      } catch (cause) {
        refused.push(`${name}\t${cause instanceof Error ? cause.message : cause}`)
      }
    }),
  ),
)
console.error(`${lines.length - refused.length} of ${lines.length} photos decoded`)
for (const line of refused) console.error(line)
