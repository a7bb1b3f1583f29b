import { lookup } from 'node:dns'
import { get } from 'node:https'
import { BlockList, isIP, type LookupFunction } from 'node:net'
import { CheckError } from '../check/errors.ts'
import type { PhotoLimits } from './limits.ts'

/** Addresses that no photo comes from: private, loopback, link-local, carrier, documentation, multicast (RFC 6890). */
const inward = { 4: new BlockList(), 6: new BlockList() }
for (const [network, prefix] of [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 3],
] as const)
  inward[4].addSubnet(network, prefix, 'ipv4')
for (const [network, prefix] of [
  ['::', 3],
  ['fc00::', 7],
  ['fe80::', 10],
  ['ff00::', 8],
  ['2001:db8::', 32],
  ['2002::', 16],
] as const)
  inward[6].addSubnet(network, prefix, 'ipv6')

const fetchMs = 10_000
const refused = (detail: string, cause?: unknown) => new CheckError('URL_REFUSED', detail, { cause })

/**
 * Fetches photos from hosts that the operator allows, by https only, without following redirects. The address is
 * judged when the connection is made, so that a name cannot point elsewhere between the look-up and the call.
 * @throws CheckError URL_REFUSED or PHOTO_TOO_LARGE
 */
export function photoFetcher(allowedHosts: string[], limits: PhotoLimits): (url: string) => Promise<Uint8Array> {
  return async (text) => {
    const url = URL.canParse(text) ? new URL(text) : undefined
    if (url?.protocol !== 'https:') throw refused('Only https addresses are fetched.')
    if (url.username || url.password) throw refused('An address with a user name is not fetched.')
    if (!allowedHosts.includes(url.hostname))
      throw refused(`${url.hostname.slice(0, 200)} is not among the allowed hosts (ALLOWED_PHOTO_HOSTS).`)
    if (isIP(url.hostname) && isInward(url.hostname)) throw refused('This address is not a public one.')
    return download(url, limits.maxBytes)
  }
}

/** @returns whether an address belongs to a network that is not the public one. (One list for both would map IPv4 into `::/3`.) */
export function isInward(address: string): boolean {
  return isIP(address) === 6 ? inward[6].check(address, 'ipv6') : inward[4].check(address, 'ipv4')
}

/** Resolves a name to its public addresses only. */
export const publicLookup: LookupFunction = (hostname, options, done) =>
  lookup(hostname, { ...options, all: true }, (error, addresses) => {
    if (error) return done(error, '', 0)
    const open = addresses.filter(({ address }) => !isInward(address))
    if (open.length === 0) return done(new Error(`${hostname} has no public address`), '', 0)
    if (options.all) return done(null, open)
    done(null, open[0]!.address, open[0]!.family)
  })

function download(url: URL, maxBytes: number): Promise<Uint8Array> {
  return new Promise((resolve, reject) => {
    const request = get(url, { lookup: publicLookup, signal: AbortSignal.timeout(fetchMs) }, (response) => {
      if (response.statusCode !== 200) {
        response.destroy()
        return reject(refused(`The host answered ${response.statusCode}; redirects are not followed.`))
      }
      const chunks: Buffer[] = []
      let size = 0
      response.on('data', (chunk: Buffer) => {
        size += chunk.length
        if (size > maxBytes) {
          response.destroy()
          reject(new CheckError('PHOTO_TOO_LARGE', `The fetched photo has over ${maxBytes} bytes.`))
        } else chunks.push(chunk)
      })
      response.on('end', () => resolve(Buffer.concat(chunks)))
      response.on('error', (cause) => reject(refused('The host broke off.', cause)))
    })
    request.on('error', (cause) => reject(refused('The host could not be reached.', cause)))
  })
}
