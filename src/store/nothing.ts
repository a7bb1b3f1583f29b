import type { Memory } from '../check/memory.ts'

/** Remembers nothing: for commands, where one photo must not speak for or against another, nor take memory. */
export const nothing: Memory = {
  photos: { remember: async () => {}, sameBytes: async () => [], nearby: async () => [], counts: async () => true },
  buyers: {
    outcomes: async () => [],
    claims: async () => 0,
    ring: async () => ({ buyers: 0, links: [], fake: 0 }),
  },
  save: async () => {},
  forget: async () => {},
}
