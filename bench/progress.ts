/** Tells how far the run is: a bar that renews itself on a terminal, a plain line now and then elsewhere. */
export interface Progress {
  phase: (name: string) => void
  /** Photos that an earlier run has finished. */
  skipped: (photos: number) => void
  finished: (failed: boolean) => void
  end: () => void
}

const barMs = 100
const lineMs = 10_000

export function startProgress(total: number, out: NodeJS.WriteStream, now: () => number): Progress {
  const bar = out.isTTY === true
  let phase = ''
  let skipped = 0
  let finished = 0
  let failed = 0
  let startedAt = now()
  let toldAt = startedAt

  function tell() {
    toldAt = now()
    const done = skipped + finished
    const rate = (1000 * finished) / Math.max(1, toldAt - startedAt)
    const left = finished > 0 ? `${duration((total - done) / rate)} left` : ''
    const speed = finished > 0 ? `${rate.toFixed(1)} photos/s` : ''
    const text = [`${done}/${total}`, phase, speed, left, failed > 0 ? `${failed} unreadable` : '']
    const line = text.filter(Boolean).join('  ')
    if (!bar) return void out.write(`${line}\n`)
    const width = Math.max(10, Math.min(40, (out.columns ?? 80) - line.length - 4))
    const full = Math.round((width * done) / Math.max(1, total))
    out.write(`\r\x1b[2K${'█'.repeat(full)}${'░'.repeat(width - full)}  ${line}`)
  }

  return {
    phase(name) {
      phase = name
      if (!bar) tell()
    },
    skipped(photos) {
      skipped += photos
      // What was not done now must not flatter the rate.
      if (finished === 0) startedAt = now()
    },
    finished(wasRefused) {
      finished++
      if (wasRefused) failed++
      if (now() - toldAt >= (bar ? barMs : lineMs)) tell()
    },
    end() {
      tell()
      if (bar) out.write('\n')
    },
  }
}

function duration(seconds: number): string {
  const whole = Math.round(seconds)
  if (whole < 60) return `${whole} s`
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${whole % 60} s`
  return `${Math.floor(whole / 3600)} h ${Math.floor((whole % 3600) / 60)} min`
}
