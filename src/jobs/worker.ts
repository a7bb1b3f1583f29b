/** Something that is done one at a time by each of a few hands, whenever there is something to do. */
export interface Worker {
  /** There is something new to do. */
  wake: () => void
  /** Finishes what is in hand and begins nothing new. */
  close: () => Promise<void>
}

/** Work that another process left, or that waits for its next attempt, is looked for this often. */
const lookMs = 2000

/**
 * @param work does one thing; false when there is nothing to do.
 * @param onFault hears of what `work` throws; it is then left for the next look.
 */
export function startWorker(hands: number, work: () => Promise<boolean>, onFault: (cause: unknown) => void): Worker {
  let closing = false
  let busy = 0
  const running = new Set<Promise<void>>()

  async function drain(): Promise<void> {
    try {
      while (!closing && (await work()));
    } catch (cause) {
      onFault(cause)
    }
  }
  function wake(): void {
    if (closing || busy >= hands) return
    busy++
    const drained = drain().finally(() => {
      busy--
      running.delete(drained)
    })
    running.add(drained)
  }
  const looking = setInterval(wake, lookMs)
  looking.unref()
  wake()
  return {
    wake,
    async close() {
      closing = true
      clearInterval(looking)
      await Promise.all(running)
    },
  }
}

/** Seconds until the next attempt: 2, 8, 32, … at most an hour. */
export const backOffMs = (attempts: number): number => Math.min(3_600_000, 500 * 4 ** attempts)
