import { serve } from '@hono/node-server'
import { pino } from 'pino'
import { assemble } from './assemble.ts'
import { readConfig, storePlace } from './config.ts'
import { app } from './http/app.ts'

/** Requests in flight get this long to finish. */
const graceMs = 20_000
const purgeEveryMs = 3_600_000

try {
  const config = readConfig()
  const log = pino({ level: config.LOG_LEVEL })
  const assembly = await assemble(config, storePlace(config), log)
  const server = serve(
    { fetch: app(assembly.services).fetch, hostname: config.HOST, port: config.PORT },
    ({ port }) => {
      const address = `http://${config.HOST.includes(':') ? `[${config.HOST}]` : config.HOST}:${port}`
      const reach = config.API_KEYS.length === 0 ? ' (no API keys are set, so it listens on loopback only)' : ''
      process.stdout.write(`Huoyan is ready: ${address} has the page, ${address}/docs the API${reach}.\n`)
    },
  )
  server.on('error', (error) => fail(error))

  const purge = () =>
    assembly.purge().catch((error) => log.error({ fault: String(error) }, 'old rows were not deleted'))
  void purge()
  const purging = setInterval(purge, purgeEveryMs)

  let stopping = false
  const stop = async () => {
    if (stopping) return
    stopping = true
    clearInterval(purging)
    const force = setTimeout(() => 'closeAllConnections' in server && server.closeAllConnections(), graceMs)
    const closed = new Promise((resolve) => server.close(resolve))
    if ('closeIdleConnections' in server) server.closeIdleConnections()
    await closed
    clearTimeout(force)
    await assembly.close()
    process.exit(0)
  }
  process.on('SIGTERM', stop)
  process.on('SIGINT', stop)
  process.on('SIGHUP', () => void assembly.reloadPolicy())
} catch (error) {
  fail(error)
}

function fail(error: unknown): never {
  console.error(`Huoyan cannot start. ${error instanceof Error ? error.message : String(error)}`)
  process.exit(1)
}
