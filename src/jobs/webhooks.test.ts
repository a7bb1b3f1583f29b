import { createHmac } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { deliveryStore } from '../store/deliveries.ts'
import { openWhileTesting, stores } from '../test/stores.ts'
import { postToPublic } from './post.ts'
import { type Post, signedHeaders, startWebhooks } from './webhooks.ts'
import { backOffMs } from './worker.ts'

const secret = `whsec_${Buffer.from('a secret of a tenant').toString('base64')}`
const start = new Date('2026-11-22T08:00:00Z')

describe.each(stores)('webhooks with the store on %s', (_, fresh) => {
  const own = openWhileTesting(fresh)

  it('are signed, repeated until they are taken, then forgotten', async () => {
    const deliveries = deliveryStore(own.db)
    await deliveries.setWebhook('a', { url: 'https://shop.example/hook', secret }, start)
    await deliveries.add({ id: 'chk_1', tenant: 'a', body: '{"type":"check.completed"}' }, start)
    const answers = [503, new Error('no route'), 200]
    const sent: { id: string; valid: boolean }[] = []
    let now = start
    const attempt = async () => {
      let answered = () => {}
      const answer = new Promise<void>((resolve) => {
        answered = resolve
      })
      const post: Post = async (url, headers, body) => {
        expect(url).toBe('https://shop.example/hook')
        const content = `${headers['webhook-id']}.${headers['webhook-timestamp']}.${body}`
        const expected = createHmac('sha256', 'a secret of a tenant').update(content).digest('base64')
        sent.push({ id: headers['webhook-id']!, valid: headers['webhook-signature'] === `v1,${expected}` })
        const given = answers.shift()!
        answered()
        if (given instanceof Error) throw given
        return given
      }
      const worker = startWebhooks(
        deliveries,
        post,
        () => {},
        () => now,
      )
      await answer
      await worker.close()
    }
    for (let attempts = 1; attempts <= 3; attempts++) {
      await attempt()
      now = new Date(now.getTime() + backOffMs(attempts) + 1)
    }
    expect(sent).toEqual(Array.from({ length: 3 }, () => ({ id: 'chk_1', valid: true })))
    expect(await deliveries.take(new Date(now.getTime() + 86_400_000), 1)).toBeUndefined()
  })
})

describe('what is sent', () => {
  it('goes to no private address', async () => {
    for (const url of ['https://127.0.0.1/', 'https://[::1]/', 'https://localhost/', 'https://169.254.169.254/latest'])
      await expect(postToPublic(url, {}, '{}', 2000)).rejects.toThrow()
  })

  it('is signed as the example of Standard Webhooks is', () => {
    // The test vector of the specification's reference libraries.
    const headers = signedHeaders(
      'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw',
      'msg_p5jXN8AQM9LWM0D4loKWxJek',
      '{"test": 2432232314}',
      new Date(1_614_265_330_000),
    )
    expect(headers['webhook-signature']).toBe('v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=')
  })
})
