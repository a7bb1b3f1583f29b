import { describe, expect, it } from 'vitest'
import { readConfig } from './config.ts'

describe('config', () => {
  it('has a default for everything', () => {
    expect(readConfig({})).toMatchObject({ PORT: 8080, HOST: '127.0.0.1', API_KEYS: [], MAX_PHOTO_BYTES: 20_000_000 })
  })

  it('names every variable at fault', () => {
    expect(() => readConfig({ PORT: 'eighty', LOG_LEVEL: 'loud' })).toThrow(/PORT:[\s\S]*LOG_LEVEL:/)
  })

  it('binds beyond loopback only with keys', () => {
    expect(() => readConfig({ HOST: '0.0.0.0' })).toThrow(/HOST.*API_KEYS/)
    const config = readConfig({ HOST: '0.0.0.0', API_KEYS: 'shop-a:0123456789abcdef,fedcba9876543210' })
    expect(config.API_KEYS).toEqual([
      { tenant: 'shop-a', secret: '0123456789abcdef' },
      { tenant: 'default', secret: 'fedcba9876543210' },
    ])
  })

  it('takes origins for the button, and nothing that only looks like one', () => {
    const { BUTTON_ORIGINS } = readConfig({ BUTTON_ORIGINS: 'https://shop.example, http://localhost:3000' })
    expect(BUTTON_ORIGINS).toEqual(['https://shop.example', 'http://localhost:3000'])
    for (const wrong of ['shop.example', 'https://shop.example/', 'https://shop.example/a', '*', 'null', 'file://x'])
      expect(() => readConfig({ BUTTON_ORIGINS: wrong })).toThrow(/BUTTON_ORIGINS.*origin/)
  })

  it('refuses keys that can be guessed', () => {
    expect(() => readConfig({ API_KEYS: 'short' })).toThrow(/API_KEYS.*16 characters/)
  })
})
