import { readFile } from 'node:fs/promises'
import { CheckError } from '../check/errors.ts'
import { readConfig } from '../config.ts'
import { openPhoto } from '../photo/open.ts'
import { loadDetector } from '../signals/generated/card.ts'
import { pdq } from '../signals/reuse/pdq.ts'
import { misused, readArguments } from './arguments.ts'

/** Prints a line a photo: `sha256 pdq-hex quality path`. */
const usage = 'usage: npm run --silent fingerprint -- PHOTO...'

const { values, positionals } = readArguments(usage, {})
if (values.help) {
  process.stdout.write(`${usage}\n`)
  process.exit(0)
}
if (positionals.length === 0) misused('Name at least one photo.', usage)

const config = readConfig()
const { card } = await loadDetector(config.MODEL_DIR)
const limits = { maxBytes: config.MAX_PHOTO_BYTES, maxPixels: config.MAX_PHOTO_PIXELS, decodeMs: 5000 }
let refused = 0
for (const file of positionals) {
  try {
    const { photo, raster } = await openPhoto({ bytes: await readFile(file) }, 0, card.raster.longSideMax, limits)
    const { hash, quality } = pdq(raster)
    process.stdout.write(`${photo.sha256} ${Buffer.from(hash).toString('hex')} ${quality} ${file}\n`)
  } catch (error) {
    refused++
    const code = error instanceof CheckError ? error.code : ((error as NodeJS.ErrnoException).code ?? 'FAILED')
    console.error(`${file}: ${code}. ${(error as Error).message}`)
  }
}
process.exit(refused > 0 ? 1 : 0)
