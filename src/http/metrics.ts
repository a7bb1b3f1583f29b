import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client'
import type { SignalName } from '../check/signal.ts'
import type { Verdict } from '../check/verdict.ts'

/** What an operator watches. Labels are ours, never a caller's text, so that their number stays small. */
export function serviceMetrics() {
  const registry = new Registry()
  collectDefaultMetrics({ register: registry, prefix: 'huoyan_' })
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
    faulted(signal: SignalName) {
      faults.inc({ signal })
    },
  }
}
export type ServiceMetrics = ReturnType<typeof serviceMetrics>
