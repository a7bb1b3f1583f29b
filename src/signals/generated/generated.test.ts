import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type FixtureName, fixture } from '../../../fixtures/index.ts'
import type { Raster } from '../../check/photo.ts'
import { openPhoto } from '../../photo/open.ts'
import { sharp } from '../../photo/sharp.ts'
import { chooseTiles, cutTiles } from '../../photo/tiles.ts'
import { subjectOf } from '../../test/photo.ts'
import { type Detector, loadDetector } from './card.ts'
import { generatedReader } from './generated.ts'
import type { Grid } from './inferenceWorker.ts'
import { lastSave } from './lastSave.ts'
import { mapOf } from './map.ts'
import { type InferencePool, startPool } from './pool.ts'
import { strongestRegion } from './regions.ts'
import { toTensor } from './tensor.ts'

const models = fileURLToPath(new URL('../../../models', import.meta.url))
const golden = (name: string) => new URL(`../../../fixtures/golden/${name}`, import.meta.url)
const limits = { maxBytes: 20_000_000, maxPixels: 50_000_000, decodeMs: 5000 }
const idle = new AbortController().signal

let detector: Detector
let pool: InferencePool
beforeAll(async () => {
  detector = await loadDetector(models)
  pool = await startPool(detector, 2)
})
afterAll(() => pool.close())

const opened = async (bytes: Uint8Array) => openPhoto({ bytes }, 0, detector.card.raster.longSideMax, limits)
const read = async (name: FixtureName) => {
  const { photo, raster } = await opened(await fixture(name))
  return generatedReader(detector.card, pool)(subjectOf(photo, {}, raster), idle)
}

/** Of one tile's cells. */
const meanOf = ({ values, rows, columns }: Grid, tile: number) => {
  const cells = values.subarray(tile * rows * columns, (tile + 1) * rows * columns)
  return cells.reduce((sum, each) => sum + each, 0) / cells.length
}

describe('what training saw and what serving sees', () => {
  interface Golden {
    model: { sha256: string }
    tiles: { x: number; y: number; texture: number; logit: number; patchMean: number; editMean: number }[]
    editedRegion: { cell: number; strength: number }
    tensor: { tiles: number }
  }
  let facts: Golden
  let raster: Raster
  beforeAll(async () => {
    facts = JSON.parse(await readFile(golden('golden.json'), 'utf8'))
    raster = (await opened(await readFile(golden('photo.jpg')))).raster
  })

  it('are the same tiles', () => {
    const tiles = chooseTiles(raster, detector.card.tiles)
    expect(tiles.map(({ x, y }) => ({ x, y }))).toEqual(facts.tiles.map(({ x, y }) => ({ x, y })))
    for (const [i, tile] of tiles.entries()) expect(tile.texture).toBeCloseTo(facts.tiles[i]!.texture, 6)
  })

  it('are the same values within a level of 255', async () => {
    const { card } = detector
    const tiles = chooseTiles(raster, card.tiles)
    const bytes = await readFile(golden('golden.f32'))
    const expected = new Float32Array(bytes.buffer, bytes.byteOffset, bytes.length / 4)
    const plane = card.tiles.size ** 2
    const stored = tiles.slice(0, expected.length / (3 * plane))
    expect(stored.length).toBeGreaterThan(0)
    const tensor = toTensor(cutTiles(raster, stored, card.tiles.size), card.tiles.size, card.input)
    let worst = 0
    for (let i = 0; i < tensor.length; i++) {
      const std = card.input.std[Math.floor(i / plane) % 3]!
      worst = Math.max(worst, Math.abs(tensor[i]! - expected[i]!) * std)
    }
    expect(worst).toBeLessThanOrEqual(1 / 255)
  })

  it('give the same logits', async () => {
    expect(detector.card.sha256).toBe(facts.model.sha256)
    const { logits, patches, edits, tiles } = await pool.infer(raster)
    expect(logits).toHaveLength(facts.tiles.length)
    for (const [i, tile] of tiles.entries()) {
      const stored = facts.tiles.find(({ x, y }) => x === tile.x && y === tile.y)
      // Processors of other kinds round integer convolutions a little differently.
      expect(Math.abs(logits[i]! - stored!.logit)).toBeLessThan(0.1)
      expect(Math.abs(meanOf(patches!, i) - stored!.patchMean)).toBeLessThan(0.1)
      expect(Math.abs(meanOf(edits!, i) - stored!.editMean)).toBeLessThan(0.2)
    }
  })

  it('have the same strongest region', async () => {
    const { tiles, edits } = await pool.infer(raster)
    const map = mapOf(raster, tiles, edits!, detector.card.tiles.size)
    const { cell, strength } = facts.editedRegion
    const { cells } = detector.card.edits!
    expect(strongestRegion(map, { cell, region: strength - 0.3, cells })).toBeDefined()
    expect(strongestRegion(map, { cell, region: strength + 0.3, cells })).toBeUndefined()
  })
})

describe('generated', () => {
  it('measures a photo that is large and textured enough', async () => {
    const signal = await read('cup.jpg')
    expect(signal).toMatchObject({ status: 'measured', logOdds: expect.any(Number) })
    expect(Number.isFinite((signal as { logOdds: number }).logOdds)).toBe(true)
  })

  it('says nothing of one that is too small or too flat', async () => {
    expect(await read('tiny.png')).toEqual({ status: 'unavailable', why: 'PHOTO_TOO_SMALL', fault: false })
    expect(await read('flat.png')).toEqual({ status: 'unavailable', why: 'PHOTO_TOO_FLAT', fault: false })
  })

  it('says nothing of one that was compressed until little is left, whatever lies beside the picture', async () => {
    const why = async (bytes: Uint8Array) => {
      const { photo, raster } = await opened(bytes)
      const signal = await generatedReader(detector.card, pool)(subjectOf(photo, {}, raster), idle)
      return signal.status === 'unavailable' ? signal.why : signal.status
    }
    const picture = sharp(await fixture('cup.jpg'))
    const crushed = await picture.jpeg({ quality: 1 }).toBuffer()
    const comment = Buffer.concat([Buffer.from([0xff, 0xfe, 0xff, 0xff]), Buffer.alloc(0xfffd)])
    const padded = Buffer.concat([crushed.subarray(0, 2), comment, crushed.subarray(2), Buffer.alloc(50_000, 1)])
    expect(await why(crushed)).toBe('PHOTO_TOO_COMPRESSED')
    expect(await why(padded)).toBe('PHOTO_TOO_COMPRESSED')
    expect(await why(await picture.jpeg({ quality: 60 }).toBuffer())).toBe('measured')
    expect(await why(await picture.webp({ quality: 1 }).toBuffer())).toBe('measured')
  })

  it('measures the same alone and among many', async () => {
    const alone = await read('cup.jpg')
    const among = await Promise.all(Array.from({ length: 6 }, () => read('cup.jpg')))
    for (const signal of among)
      expect((signal as { logOdds: number }).logOdds).toBeCloseTo((alone as { logOdds: number }).logOdds, 4)
  })

  it('takes its thresholds from the card', async () => {
    const { photo, raster } = await opened(await fixture('cup.jpg'))
    const subject = subjectOf(photo, {}, raster)
    const codeWith = async (thresholds: Detector['card']['thresholds']) => {
      const signal = await generatedReader({ ...detector.card, thresholds }, pool)(subject, idle)
      return signal.status === 'measured' ? signal.reasons[0]?.code : signal.why
    }
    expect(await codeWith({ clear: -99, review: -98, suspect: -97 })).toBe('LOOKS_GENERATED')
    expect(await codeWith({ clear: -99, review: -98, suspect: 99 })).toBe('MAY_BE_GENERATED')
    expect(await codeWith({ clear: 97, review: 98, suspect: 99 })).toBe('LOOKS_CAPTURED')
    expect(await codeWith({ clear: -99, review: 98, suspect: 99 })).toBeUndefined()
  })
})

describe('the last save', () => {
  const saved = async (bytes: Uint8Array, longSideMax = 4096) => {
    const { photo, raster } = await openPhoto({ bytes }, 0, longSideMax, limits)
    return { photo, raster, coarseness: lastSave(photo, raster).coarseness }
  }
  const jpeg = async (quality: number) =>
    sharp(await fixture('cup.jpg'))
      .jpeg({ quality, quantisationTable: 0 })
      .toBuffer()

  it('is the coarser the lower its quality, up to that of the example tables', async () => {
    expect((await saved(await jpeg(100))).coarseness).toBeCloseTo(0)
    expect((await saved(await jpeg(75))).coarseness).toBeCloseTo(0.5)
    expect((await saved(await jpeg(50))).coarseness).toBeCloseTo(1)
    expect((await saved(await jpeg(10))).coarseness).toBeCloseTo(1)
  })

  it('counts for less where its pixels were averaged, and for nothing where the format does not tell', async () => {
    const coarse = await jpeg(50)
    const { photo, raster } = await saved(coarse)
    const halved = await saved(coarse, Math.max(photo.width, photo.height) / 2)
    expect(raster).toMatchObject({ width: photo.width, height: photo.height })
    expect(halved.coarseness).toBeCloseTo(1 / 4, 2)
    expect((await saved(await sharp(coarse).png().toBuffer())).coarseness).toBe(0)
  })

  it('moves the odds as the card says, and the map with them', async () => {
    const { photo, raster, coarseness } = await saved(await jpeg(60))
    const oddsWith = async (weight: number) => {
      const card = { ...detector.card, calibration: { ...detector.card.calibration, coarseness: weight } }
      const signal = await generatedReader(card, pool)(subjectOf(photo, {}, raster), idle)
      if (signal.status !== 'measured') throw new Error(signal.why)
      return { photo: signal.logOdds!, cell: signal.map!.logOdds.find(Number.isFinite)! }
    }
    const [plain, moved] = [await oddsWith(0), await oddsWith(2)]
    expect(coarseness).toBeCloseTo(0.8)
    expect(moved.photo - plain.photo).toBeCloseTo(1.6, 3)
    expect(moved.cell - plain.cell).toBeCloseTo(1.6, 3)
  })
})

describe('a part of the photo that does not fit', () => {
  const regionWith = async (edits: Detector['card']['edits']) => {
    const { photo, raster } = await opened(await fixture('cup.jpg'))
    const signal = await generatedReader({ ...detector.card, edits }, pool)(subjectOf(photo, {}, raster), idle)
    const reasons = signal.status === 'measured' ? signal.reasons : []
    return reasons.find(({ code }) => code === 'EDITED_REGION')?.facts
  }

  it('is told with its place, from the bars of the card on', async () => {
    const everywhere = { left: 0, top: 0, width: 100, height: 100 }
    expect(await regionWith({ cell: -99, region: -99, cells: 1 })).toEqual(everywhere)
    expect(await regionWith({ cell: 99, region: 99, cells: 1 })).toBeUndefined()
  })

  it('is not looked for with a detector that has no map of edits', async () => {
    expect(await regionWith(undefined)).toBeUndefined()
  })
})

describe('the detector card', () => {
  it('is held against the weights', async () => {
    await expect(loadDetector(fileURLToPath(new URL('../../../fixtures', import.meta.url)))).rejects.toThrow(
      'detector.json',
    )
  })

  it('keeps the worker pool alive after a task that fails', async () => {
    const broken = { data: new Uint8Array(10), width: 2000, height: 2000 }
    await pool.infer(broken).catch(() => {})
    const { raster } = await opened(await fixture('cup.jpg'))
    expect((await pool.infer(raster)).logits.length).toBeGreaterThan(0)
  })
})
