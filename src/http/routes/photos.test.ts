import { pino } from 'pino'
import sharp from 'sharp'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Assembly, assemble } from '../../assemble.ts'
import { readConfig } from '../../config.ts'
import { caller } from '../../test/caller.ts'
import { app } from '../app.ts'

const claim = { channel: 'refund', orderId: 'order-1' }

async function started(environment: Record<string, string>) {
  const assembly = await assemble(
    readConfig({ WORKERS: '1', ...environment }),
    { memory: true },
    pino({ level: 'silent' }),
  )
  return { assembly, call: caller(app(assembly.services)) }
}

describe('where the detector looked', () => {
  let assembly: Assembly
  let call: ReturnType<typeof caller>
  beforeAll(async () => {
    ;({ assembly, call } = await started({}))
  })
  afterAll(() => assembly.close())

  it('is a transparent map of the photo’s shape, as no pixels are kept', async () => {
    const { id } = await call.check(claim, ['cup.jpg'])
    const response = await call.get(`/v1/checks/${id}/photos/0/heatmap`)
    expect(response.headers.get('content-type')).toBe('image/png')
    const png = await response.arrayBuffer()
    expect(await sharp(png).metadata()).toMatchObject({ width: 384, height: 512, channels: 4 })
    const alpha = (await sharp(png).stats()).channels[3]!
    expect(alpha.min).toBeLessThan(100)
    expect(alpha.max).toBeLessThan(200)
    expect((await call.get(`/v1/checks/${id}/photos/0/thumbnail`)).status).toBe(404)
  })

  it('is grey all over where the detector abstained', async () => {
    const { id } = await call.check(claim, ['tiny.png'])
    const png = await (await call.get(`/v1/checks/${id}/photos/0/heatmap`)).arrayBuffer()
    const { channels } = await sharp(png).stats()
    for (const [channel, level] of [128, 128, 128, 110].entries()) {
      expect(Math.abs(channels[channel]!.min - level)).toBeLessThanOrEqual(1)
      expect(Math.abs(channels[channel]!.max - level)).toBeLessThanOrEqual(1)
    }
  })

  it('is not found for photos that are not there', async () => {
    const { id } = await call.check(claim, ['tiny.png'])
    for (const path of [`${id}/photos/1`, `${id}/photos/x`, `${id}/photos/-1`, 'chk_none/photos/0'])
      expect((await call.get(`/v1/checks/${path}/heatmap`)).status).toBe(404)
  })
})

describe('where an operator keeps pixels', () => {
  it('the map lies over the photo, with a legend below', async () => {
    const { assembly, call } = await started({ KEEP_PHOTOS: 'originals:1' })
    const { id } = await call.check(claim, ['cup.jpg'])
    const png = await (await call.get(`/v1/checks/${id}/photos/0/heatmap`)).arrayBuffer()
    expect(await sharp(png).metadata()).toMatchObject({ width: 480, height: 640 + 28 })
    expect((await sharp(png).stats()).isOpaque).toBe(true)
    const bare = await (await call.get(`/v1/checks/${id}/photos/0/heatmap?layer=map`)).arrayBuffer()
    expect(await sharp(bare).metadata()).toMatchObject({ width: 384, height: 512, hasAlpha: true })
    const original = await call.get(`/v1/checks/${id}/photos/0/original`)
    expect(original.headers.get('content-type')).toBe('image/jpeg')
    expect(original.headers.get('x-content-type-options')).toBe('nosniff')
    const thumbnail = await sharp(
      await (await call.get(`/v1/checks/${id}/photos/0/thumbnail`)).arrayBuffer(),
    ).metadata()
    expect(thumbnail).toMatchObject({ width: 480, height: 640 })
    expect(thumbnail.exif).toBeUndefined()
    await assembly.close()
  })
})
