import { gzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { sharp } from '../../photo/sharp.ts'
import { plainPng } from '../../test/marks.ts'
import { photoOf } from '../../test/photo.ts'
import { hiddenTextFinding } from './hiddenText.ts'

const novelAi = JSON.stringify({ Description: 'a broken cup', Software: 'NovelAI', Comment: '{"steps":28}' })

/** A PNG with text in its lowest bits, as the tools write it. */
async function hide(form: string, text: Uint8Array, height: number, lengthBits = text.length * 8): Promise<Buffer> {
  const width = 400
  const perPixel = form.includes('rgb') ? 3 : 1
  const length = Buffer.alloc(4)
  length.writeUInt32BE(lengthBits)
  const payload = Buffer.concat([Buffer.from(form), length, text])
  const data = Buffer.alloc(width * height * 4, 0xfe)
  for (let bit = 0; bit < payload.length * 8; bit++) {
    const pixel = Math.floor(bit / perPixel)
    const at = ((pixel % height) * width + Math.floor(pixel / height)) * 4 + (perPixel === 1 ? 3 : bit % 3)
    data[at] = 0xfe | ((payload[bit >> 3]! >> (7 - (bit & 7))) & 1)
  }
  return sharp(data, { raw: { width, height, channels: 4 } })
    .png()
    .toBuffer()
}

describe('text hidden in a PNG', () => {
  it('is read from alpha and colours, plain and packed, in tall and in low pictures', async () => {
    for (const height of [300, 64]) {
      for (const [form, text] of [
        ['stealth_pnginfo', Buffer.from(novelAi)],
        ['stealth_pngcomp', gzipSync(novelAi)],
        ['stealth_rgbinfo', Buffer.from(novelAi)],
        ['stealth_rgbcomp', gzipSync(novelAi)],
      ] as const) {
        const finding = await hiddenTextFinding(await photoOf(await hide(form, text, height)))
        expect(finding, `${form}, ${height}`).toMatchObject({
          code: 'GENERATOR_SETTINGS',
          facts: { producer: 'NovelAI' },
        })
      }
    }
  })

  it('is not found where there is none, where it is cut or where it lies about its length', async () => {
    const none = [
      await plainPng(),
      await hide('stealth_nothing', Buffer.from(novelAi), 300),
      await hide('stealth_pngcomp', Buffer.from('no gzip'), 300),
      await hide('stealth_pnginfo', Buffer.from(novelAi), 300, 0xffffffff),
      await hide('stealth_pnginfo', Buffer.from(novelAi), 300, 400 * 300),
      (await hide('stealth_pnginfo', Buffer.from(novelAi), 300)).subarray(0, 200),
    ]
    for (const [index, png] of none.entries())
      expect(await hiddenTextFinding(await photoOf(png)), `${index}`).toBeUndefined()
  })
})
