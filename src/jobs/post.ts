import { request } from 'node:https'
import { isIP } from 'node:net'
import { isInward, publicLookup } from '../photo/fetchByUrl.ts'
import type { Post } from './webhooks.ts'

/** Posts to public addresses only, by https, following no redirect; what is answered beside the status is not read. */
export const postToPublic: Post = (text, headers, body, limitMs) =>
  new Promise((resolve, reject) => {
    const url = new URL(text)
    if (isIP(url.hostname) && isInward(url.hostname)) return reject(new Error('not a public address'))
    const options = { method: 'POST', headers, lookup: publicLookup, signal: AbortSignal.timeout(limitMs) }
    const sending = request(url, options, (response) => {
      response.destroy()
      resolve(response.statusCode ?? 0)
    })
    sending.on('error', reject)
    sending.end(body)
  })
