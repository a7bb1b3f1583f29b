import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client'
import type { Drift } from '../check/drift.ts'
import type { SignalName } from '../check/signal.ts'
import type { Verdict } from '../check/verdict.ts'

/** What is looked up when somebody asks for the metrics. */
export interface WatchedState {
  drift: () => Drift | undefined
  /** Pictures of very many buyers that wait for a decision. */
  quarantined: () => Promise<number>
}

/** What an operator watches. Labels are ours, never a caller's text, so that their number stays small. */
export function serviceMetrics({ drift, quarantined }: WatchedState) {
  const registry = new Registry()
  // The delay is measured by a timer of that period, which the figures contain: 10 ms, its default, would hide what matters.
  collectDefaultMetrics({ register: registry, prefix: 'huoyan_', eventLoopMonitoringPrecision: 2 })
  const registers = [registry]
  const requests = new Counter({
    name: 'huoyan_http_requests_total',
    help: 'Answered requests.',
    labelNames: ['route', 'status'],
    registers,
  })
  const seconds = new Histogram({
    name: 'huoyan_http_request_seconds',
    help: 'Time to answer a request.',
    labelNames: ['route'],
    buckets: [0.01, 0.05, 0.1, 0.25, 0.5, 1, 2, 5, 10],
    registers,
  })
  const checks = new Counter({
    name: 'huoyan_checks_total',
    help: 'Checks by channel, band and action.',
    labelNames: ['channel', 'band', 'action'],
    registers,
  })
  const scores = new Histogram({
    name: 'huoyan_photo_score',
    help: 'Scores of photos, to see them drift.',
    labelNames: ['channel'],
    buckets: [0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95],
    registers,
  })
  const signals = new Counter({
    name: 'huoyan_signals_total',
    help: 'Signals by what became of them: measured, or why not.',
    labelNames: ['signal', 'state'],
    registers,
  })
  const faults = new Counter({
    name: 'huoyan_signal_faults_total',
    help: 'Signals that broke or were late.',
    labelNames: ['signal'],
    registers,
  })
  const shadow = new Counter({
    name: 'huoyan_shadow_checks_total',
    help: 'Checks that a shadow policy or detector judged too, by both bands.',
    labelNames: ['band', 'shadow_band'],
    registers,
  })
  const shadowDifference = new Histogram({
    name: 'huoyan_shadow_score_difference',
    help: "The shadow's score minus the answered one.",
    buckets: [-0.5, -0.25, -0.1, -0.05, 0, 0.05, 0.1, 0.25, 0.5],
    registers,
  })
  new Gauge({
    name: 'huoyan_drift',
    help: 'Population stability index of the last photos against the baseline: of scores and of bands. Over 0.25 somebody should look.',
    labelNames: ['of'],
    registers,
    collect() {
      this.reset()
      const reading = drift()
      if (!reading) return
      this.set({ of: 'score' }, reading.score)
      this.set({ of: 'band' }, reading.band)
    },
  })
  new Gauge({
    name: 'huoyan_photo_share',
    help: 'Share of the last photos that were abstained from, or that a signal measured, now and in the baseline.',
    labelNames: ['of', 'when'],
    registers,
    collect() {
      this.reset()
      const reading = drift()
      if (!reading) return
      for (const [of, { now, baseline }] of Object.entries({ abstained: reading.abstention, ...reading.measured })) {
        this.set({ of, when: 'now' }, now)
        this.set({ of, when: 'baseline' }, baseline)
      }
    },
  })
  new Gauge({
    name: 'huoyan_quarantined_pictures',
    help: 'Pictures that very many buyers sent and that people have not decided on; GET /v1/quarantine names them.',
    registers,
    async collect() {
      this.set(await quarantined())
    },
  })
  const inFlight = new Gauge({ name: 'huoyan_http_in_flight', help: 'Requests being answered.', registers })
  return {
    registry,
    inFlight,
    answered(route: string, status: number, tookSeconds: number) {
      requests.inc({ route, status })
      seconds.observe({ route }, tookSeconds)
    },
    checked(verdict: Verdict) {
      checks.inc({ channel: verdict.channel, band: verdict.band, action: verdict.action })
      for (const photo of verdict.photos) {
        scores.observe({ channel: verdict.channel }, photo.score)
        for (const signal of photo.signals)
          signals.inc({ signal: signal.signal, state: signal.status === 'measured' ? 'measured' : signal.why })
      }
    },
    shadowed(verdict: Pick<Verdict, 'score' | 'band'>, other: Pick<Verdict, 'score' | 'band'>) {
      shadow.inc({ band: verdict.band, shadow_band: other.band })
      shadowDifference.observe(other.score - verdict.score)
    },
    faulted(signal: SignalName) {
      faults.inc({ signal })
    },
  }
}
export type ServiceMetrics = ReturnType<typeof serviceMetrics>
