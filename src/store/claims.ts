import type { Claim } from '../check/claim.ts'

const times = ['orderedAt', 'deliveredAt', 'openedAt'] as const

/** A claim as it was kept, its times made instants again. */
export function claimFrom(kept: object): Claim {
  const claim = { ...kept } as Claim
  for (const time of times) if (claim[time] !== undefined) claim[time] = new Date(claim[time])
  return claim
}
