import { describe, expect, it } from 'vitest'
import { isInward, photoFetcher } from './fetchByUrl.ts'

const limits = { maxBytes: 1000, maxPixels: 1000, decodeMs: 1000 }

describe('photos by URL', () => {
  it.each([
    ['https://photos.example/a.jpg', []],
    ['http://photos.example/a.jpg', ['photos.example']],
    ['file:///etc/hostname', ['photos.example']],
    ['https://user@photos.example/a.jpg', ['photos.example']],
    ['https://127.0.0.1/a.jpg', ['127.0.0.1']],
    ['https://169.254.169.254/latest', ['169.254.169.254']],
    ['not an address', ['photos.example']],
  ])('refuses %s with allowed hosts %o', async (url, hosts) => {
    await expect(photoFetcher(hosts, limits)(url)).rejects.toMatchObject({ code: 'URL_REFUSED' })
  })

  it('refuses an allowed name that resolves to this machine', async () => {
    await expect(photoFetcher(['localhost'], limits)('https://localhost/a.jpg')).rejects.toMatchObject({
      code: 'URL_REFUSED',
    })
  })

  it.each([
    ['10.1.2.3', true],
    ['172.31.255.255', true],
    ['100.64.0.1', true],
    ['::1', true],
    ['::ffff:127.0.0.1', true],
    ['fe80::1', true],
    ['fd00::1', true],
    ['8.8.8.8', false],
    ['172.32.0.1', false],
    ['2606:4700::1111', false],
  ])('knows that %s is inward: %s', (address, inward) => {
    expect(isInward(address)).toBe(inward)
  })
})
