import { readFile } from 'node:fs/promises'
import { InferenceSession, Tensor } from 'onnxruntime-node'
import { decode } from '../src/photo/decode.ts'
import { readHeader } from '../src/photo/metadata.ts'
import { sniff } from '../src/photo/sniff.ts'
import { chooseTiles, cutTiles } from '../src/photo/tiles.ts'
import { loadDetector } from '../src/signals/generated/card.ts'
import { toTensor } from '../src/signals/generated/tensor.ts'

/**
 * The bare cost of a photo: decode, tiles, inference on all cores, one after another in a plain loop; no HTTP, no other
 * signals, no store. Run as a process of its own: `bareLoop.ts MODEL_DIR ROUNDS PHOTO...` prints photos a second.
 */
const [modelDir, rounds, ...files] = process.argv.slice(2)
const { card, weights } = await loadDetector(modelDir!)
const session = await InferenceSession.create(weights)
const limits = { maxBytes: 20_000_000, maxPixels: 50_000_000, decodeMs: 5000 }

async function look(bytes: Uint8Array): Promise<void> {
  const format = sniff(bytes)
  const { icc } = await readHeader(bytes, format, limits)
  const raster = await decode(bytes, format, icc, card.raster.longSideMax, limits)
  const { size } = card.tiles
  const tiles = chooseTiles(raster, card.tiles)
  // An empty tensor crashes the runtime; the service abstains there too.
  if (tiles.length === 0) return
  const values = toTensor(cutTiles(raster, tiles, size), size, card.input)
  await session.run({ [card.input.name]: new Tensor('float32', values, [tiles.length, 3, size, size]) })
}

const photos = await Promise.all(files.map((file) => readFile(file)))
await look(photos[0]!)
const startedAt = performance.now()
for (let round = 0; round < Number(rounds); round++) for (const photo of photos) await look(photo)
const seconds = (performance.now() - startedAt) / 1000
process.stdout.write(`${(Number(rounds) * photos.length) / seconds}\n`)
