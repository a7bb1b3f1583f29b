import { createHmac } from 'node:crypto'
import type { deliveryStore, Webhook } from '../store/deliveries.ts'
import { backOffMs, startWorker, type Worker } from './worker.ts'

/** Longest time a receiver may take. */
const answerMs = 15_000
const leaseMs = 60_000
/** About two hours of attempts; then the message is dropped, and GET still has the answer. */
const maxAttempts = 12

/** Posts a body. @returns the status. @throws Error when it cannot be reached or may not be. */
export type Post = (url: string, headers: Record<string, string>, body: string, limitMs: number) => Promise<number>

/** Sends what has not reached its tenant yet, signed, until it was taken. */
export function startWebhooks(
  deliveries: ReturnType<typeof deliveryStore>,
  post: Post,
  onFault: (cause: unknown) => void,
  now: () => Date,
): Worker {
  return startWorker(
    2,
    async () => {
      const delivery = await deliveries.take(now(), leaseMs)
      if (!delivery) return false
      const { id, tenant, body, attempts } = delivery
      const webhook = await deliveries.webhook(tenant)
      const taken = webhook && (await reaches(webhook, id, body))
      if (!webhook || taken || attempts >= maxAttempts) await deliveries.end(id)
      else await deliveries.postpone(id, new Date(now().getTime() + backOffMs(attempts)))
      return true
    },
    onFault,
  )

  async function reaches(webhook: Webhook, id: string, body: string): Promise<boolean> {
    try {
      const status = await post(webhook.url, signedHeaders(webhook.secret, id, body, now()), body, answerMs)
      return status >= 200 && status < 300
    } catch (cause) {
      onFault(cause)
      return false
    }
  }
}

/** The headers of Standard Webhooks 1.0: HMAC-SHA256 over id, time and body (github.com/standard-webhooks). */
export function signedHeaders(secret: string, id: string, body: string, now: Date): Record<string, string> {
  const timestamp = String(Math.floor(now.getTime() / 1000))
  const key = Buffer.from(secret.replace(/^whsec_/, ''), 'base64')
  const signature = createHmac('sha256', key).update(`${id}.${timestamp}.${body}`).digest('base64')
  return {
    'content-type': 'application/json',
    'webhook-id': id,
    'webhook-timestamp': timestamp,
    'webhook-signature': `v1,${signature}`,
  }
}
