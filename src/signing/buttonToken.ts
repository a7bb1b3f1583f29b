import { CheckError } from '../check/errors.ts'
import type { Keyring } from './keyring.ts'

/** How long a token may be used: long enough to take some photos, too short to be worth passing on. */
export const tokenSeconds = 600
const type = 'huoyan-button+jwt'

/** What one token may do: checks of one order of one merchant, from the pages of one origin. */
export interface ButtonGrant {
  tenant: string
  merchantId: string
  orderId: string
  origin: string
}

/** Tokens that a merchant's server hands to its pages. */
export function buttonTokens(keys: Keyring, now: () => Date) {
  const seconds = () => Math.floor(now().getTime() / 1000)
  return {
    async issue({ tenant, merchantId, orderId, origin }: ButtonGrant): Promise<{ token: string; expiresAt: string }> {
      const iat = seconds()
      const exp = iat + tokenSeconds
      const token = await keys.sign({ tenant, merchantId, orderId, origin, iat, exp }, type)
      return { token, expiresAt: new Date(exp * 1000).toISOString() }
    },

    /** @throws CheckError UNAUTHORIZED when it is none of ours or its time is over. */
    async verify(token: string): Promise<ButtonGrant> {
      const { header, payload } = await keys.verify(token).catch((cause) => {
        throw new CheckError('UNAUTHORIZED', 'This token is not one of this service.', { cause })
      })
      const { exp, ...grant } = payload as ButtonGrant & { exp: number }
      if (header.typ !== type) throw new CheckError('UNAUTHORIZED', 'This token is for something else.')
      if (exp <= seconds()) throw new CheckError('UNAUTHORIZED', 'This token has expired; ask for a new one.')
      return { tenant: grant.tenant, merchantId: grant.merchantId, orderId: grant.orderId, origin: grant.origin }
    },
  }
}
