import { describe, expect, it } from 'vitest'
import { CheckError } from '../check/errors.ts'
import { rateLimit } from './rateLimit.ts'

describe('a rate limit', () => {
  it('lets a minute’s calls through at once, then one by one, each account for itself', () => {
    let ms = 0
    const limit = rateLimit(60, 'A key', () => ms)
    for (let i = 0; i < 60; i++) limit('a')
    expect(() => limit('a')).toThrow(CheckError)
    expect(() => limit('b')).not.toThrow()
    ms += 1000
    expect(() => limit('a')).not.toThrow()
    expect(() => limit('a')).toThrow()
  })

  it('says when to come back', () => {
    const limit = rateLimit(2, 'A merchant', () => 0)
    limit('a')
    limit('a')
    try {
      limit('a')
      expect.unreachable()
    } catch (error) {
      expect(error).toMatchObject({ code: 'RATE_LIMITED', retryAfterSeconds: 30 })
    }
  })
})
