/** Three channels, three costs of being wrong; see `policy.json`. */
export const channels = ['refund', 'dispute', 'appeal'] as const
export type Channel = (typeof channels)[number]

/** Who asks and why. Times are instants; only the border (http, commands) reads text. */
export interface Claim {
  channel: Channel
  orderId: string
  buyerId?: string | undefined
  merchantId?: string | undefined
  productId?: string | undefined
  category?: string | undefined
  amount?: number | undefined
  currency?: string | undefined
  orderedAt?: Date | undefined
  deliveredAt?: Date | undefined
  openedAt?: Date | undefined
}
