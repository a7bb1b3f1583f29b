import { createRoute } from '@hono/zod-openapi'
import type { Hono } from 'hono'
import { type Documented, text } from '../documented.ts'
import type { ServiceMetrics } from '../metrics.ts'

export interface OperationServices {
  /** Rejects when the model is not warm or the store cannot be reached. */
  ready: () => Promise<void>
  metrics: ServiceMetrics
  onFault: (cause: unknown) => void
}

/** What an operator's machines ask. */
export function operationRoutes(app: Hono, { ready, metrics, onFault }: OperationServices): void {
  app.get('/healthz', (c) => c.text('alive'))
  app.get('/readyz', async (c) => {
    try {
      await ready()
      return c.text('ready')
    } catch (error) {
      onFault(error)
      return c.text('not ready', 503)
    }
  })
  app.get('/metrics', async (c) => {
    c.header('content-type', metrics.registry.contentType)
    return c.body(await metrics.registry.metrics())
  })
}

export const operationDocuments: Documented[] = [
  createRoute({
    method: 'get',
    path: '/healthz',
    summary: 'The process is alive',
    responses: { 200: text('Alive', 'text/plain') },
  }),
  createRoute({
    method: 'get',
    path: '/readyz',
    summary: 'The model is warm and the store reachable',
    responses: { 200: text('Ready', 'text/plain'), 503: text('Not ready', 'text/plain') },
  }),
  createRoute({
    method: 'get',
    path: '/metrics',
    summary: 'Prometheus metrics',
    responses: { 200: text('Metrics', 'text/plain') },
  }),
]
