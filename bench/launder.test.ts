import { describe, expect, it } from 'vitest'
import { renderScene } from '../fixtures/scene.ts'
import { sharp } from '../src/photo/sharp.ts'
import { conditions, launder } from './launder.ts'

const photo = await sharp(Buffer.from(renderScene(1600, 1200, 4)), { raw: { width: 1600, height: 1200, channels: 3 } })
  .jpeg({ quality: 92 })
  .withMetadata({ orientation: 6 })
  .toBuffer()
const sha256 = 'c0ffee00'.repeat(8)

describe('laundering', () => {
  it.each(conditions)('%s gives the same readable photo each time, upright and without metadata', async (condition) => {
    const once = await launder(photo, condition, sha256)
    expect(Buffer.from(await launder(photo, condition, sha256)).equals(once)).toBe(true)
    const { width, height, exif } = await sharp(once).metadata()
    expect(height).toBeGreaterThan(width)
    expect(exif).toBeUndefined()
  })

  it('keeps to the sizes that it names', async () => {
    const sizeAfter = async (condition: (typeof conditions)[number]) => {
      const { width, height, format } = await sharp(await launder(photo, condition, sha256)).metadata()
      return [width, height, format]
    }
    expect(await sizeAfter('resize 0.5')).toEqual([600, 800, 'jpeg'])
    expect(await sizeAfter('resize 1.5')).toEqual([1800, 2400, 'jpeg'])
    expect(await sizeAfter('messenger')).toEqual([810, 1080, 'jpeg'])
    expect(await sizeAfter('screenshot')).toEqual([1080, 2340, 'png'])
    expect(await sizeAfter('WebP')).toEqual([1200, 1600, 'webp'])
  })

  it('equalises each photo in its own way', async () => {
    const one = await sharp(await launder(photo, 'equalised', sha256)).metadata()
    const other = await sharp(await launder(photo, 'equalised', '12345678'.repeat(8))).metadata()
    expect(one.width).not.toBe(other.width)
    for (const { width, height } of [one, other]) {
      expect(Math.max(width, height)).toBeGreaterThanOrEqual(400)
      expect(Math.max(width, height)).toBeLessThanOrEqual(1024)
    }
  })
})
