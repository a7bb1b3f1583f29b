import { describe, expect, it } from 'vitest'
import { plainJpeg, tiffBlock, unicodeComment } from '../test/marks.ts'
import { rawProfile, readExif, userCommentText } from './exif.ts'

describe('an EXIF block', () => {
  it('gives its fields with their types', async () => {
    const thumbnail = await plainJpeg(30)
    const block = tiffBlock(
      { 271: ' HUAWEI ', 274: 6 },
      { 33434: [1, 50], 36867: '2026:06:07 10:00:00', 37500: Buffer.from('note!') },
      thumbnail,
    )
    expect(readExif(block)).toEqual({
      make: 'HUAWEI',
      orientation: 6,
      exposureTime: 0.02,
      takenAt: '2026:06:07 10:00:00',
      makerNote: new Uint8Array(Buffer.from('note!')),
      thumbnail: new Uint8Array(thumbnail),
    })
  })

  it('in little-endian order is read the same', () => {
    const block = Buffer.from('49492a0008000000010012010300010000000600000000000000', 'hex')
    expect(readExif(block)).toEqual({ orientation: 6 })
  })

  it('with a broken field gives the others', () => {
    const block = tiffBlock({ 271: 'A long maker name', 272: 'A long model name' })
    block.writeUInt32BE(0xffffffff, 8 + 2 + 4)
    expect(readExif(block)).toEqual({ model: 'A long model name' })
  })

  it('with a division by zero, a loop of pointers or no header gives nothing for it', () => {
    expect(readExif(tiffBlock({}, { 33434: [1, 0] }))).toEqual({})
    expect(readExif(tiffBlock({ 34665: 8 }))).toEqual({})
    expect(readExif(Buffer.from('no TIFF header here'))).toBeUndefined()
    expect(readExif(new Uint8Array())).toBeUndefined()
  })

  it('does not follow the pointer to positions', () => {
    expect(readExif(tiffBlock({ 34853: 8, 271: 'X' }))).toEqual({ make: 'X' })
  })
})

describe('a user comment', () => {
  it('is read in every code, and in UTF-16 of either order', () => {
    for (const order of ['big', 'little'] as const) {
      expect(userCommentText(unicodeComment('屏幕截图 ok', order))).toBe('屏幕截图 ok')
    }
    expect(userCommentText(Buffer.from('ASCII\0\0\0Screenshot\0\0'))).toBe('Screenshot')
    expect(userCommentText(Buffer.from('\0\0\0\0\0\0\0\0截图'))).toBe('截图')
    expect(userCommentText(Buffer.from('no code at all'))).toBe('no code at all')
    expect(userCommentText(new Uint8Array())).toBe('')
  })
})

describe("ImageMagick's raw profile", () => {
  it('is decoded from hex, and nothing else is', () => {
    expect(Buffer.from(rawProfile('\nexif\n       6\n457869660000\n')!).toString('latin1')).toBe('Exif\0\0')
    expect(rawProfile('hello')).toBeUndefined()
  })
})
