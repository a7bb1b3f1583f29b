import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { sql } from 'kysely'
import pLimit from 'p-limit'
import type { Logger } from 'pino'
import { ulid } from 'ulid'
import { type CheckClaim, type CheckPorts, checker } from './check/check.ts'
import type { Memory } from './check/memory.ts'
import type { Config } from './config.ts'
import type { Services } from './http/app.ts'
import { authenticator } from './http/auth.ts'
import { serviceMetrics } from './http/metrics.ts'
import { photoFetcher } from './photo/fetchByUrl.ts'
import type { PhotoLimits } from './photo/limits.ts'
import { openPhoto } from './photo/open.ts'
import { readPolicy } from './policy.ts'
import { readCamera } from './signals/camera/camera.ts'
import { readEncoding } from './signals/encoding/encoding.ts'
import { type DetectorCard, loadDetector } from './signals/generated/card.ts'
import { generatedReader } from './signals/generated/generated.ts'
import { type InferencePool, startPool } from './signals/generated/pool.ts'
import { historyReader } from './signals/history/history.ts'
import { startCredentialsPool } from './signals/provenance/credentialsPool.ts'
import { provenanceReader } from './signals/provenance/provenance.ts'
import { startFingerprinter } from './signals/reuse/fingerprinter.ts'
import { reuseReader } from './signals/reuse/reuse.ts'
import { checkStore } from './store/checks.ts'
import { idempotencyStore } from './store/idempotency.ts'
import { buyerMemory, forgetPhotos, photoMemory } from './store/memory.ts'
import { openStore, type StorePlace } from './store/open.ts'
import { purgeBefore } from './store/retention.ts'
import { within } from './timeLimit.ts'
import { readAsset } from './web/assets.ts'

/** Longest time each signal may take, in milliseconds. */
const limitMs = { generated: 5000, provenance: 3000, camera: 1000, encoding: 1000, reuse: 3000, history: 1000 } as const

const dayMs = 86_400_000

const root = (path: string) => fileURLToPath(new URL(`../${path}`, import.meta.url))

export interface Assembly {
  /** The use case for one tenant. */
  check: (tenant: string) => CheckClaim
  services: Services
  /** Deletes what is older than RETENTION_DAYS. */
  purge: () => Promise<void>
  close: () => Promise<void>
}

/** The use case's parts, short of a memory. */
export interface CheckAssembly {
  ports: (memory: Memory) => CheckPorts
  detector: { card: DetectorCard; infer: InferencePool['infer'] }
  limits: PhotoLimits
  close: () => Promise<void>
}

/** The only place that chooses implementations of what a check needs: for the service, the commands and the benchmark. */
export async function assembleCheck(config: Config, onFault: CheckPorts['onFault']): Promise<CheckAssembly> {
  const [detector, policy, version, trustList] = await Promise.all([
    loadDetector(config.MODEL_DIR),
    readPolicy(config.POLICY_FILE),
    serviceVersion(),
    config.C2PA_TRUST_LIST === undefined ? undefined : readFile(config.C2PA_TRUST_LIST, 'utf8'),
  ])
  const pool = await startPool(detector, config.WORKERS)
  const fingerprinter = startFingerprinter()
  const credentials = startCredentialsPool(trustList)
  const { card } = detector
  const limits: PhotoLimits = { maxBytes: config.MAX_PHOTO_BYTES, maxPixels: config.MAX_PHOTO_PIXELS, decodeMs: 5000 }
  // Decoding one photo while another is in the detector keeps every core busy; more would only hold more pixels.
  const slots = pLimit(2 * config.WORKERS)
  return {
    ports: ({ photos, buyers, save, forget }) => ({
      open: (sent, index) => openPhoto(sent, index, card.raster.longSideMax, limits),
      readers: {
        generated: { read: generatedReader(card, pool), limitMs: limitMs.generated },
        provenance: { read: provenanceReader(credentials.read), limitMs: limitMs.provenance },
        camera: { read: readCamera, limitMs: limitMs.camera },
        encoding: { read: readEncoding, limitMs: limitMs.encoding },
        reuse: { read: reuseReader(photos, fingerprinter), limitMs: limitMs.reuse },
        history: { read: historyReader(buyers), limitMs: limitMs.history },
      },
      within,
      slot: (work) => slots(work),
      policy: () => policy,
      versions: () => ({ service: version, model: { name: card.name, sha256: card.sha256 } }),
      save,
      forget,
      onFault,
      now: () => new Date(),
      newId: () => `chk_${ulid()}`,
    }),
    detector: { card, infer: pool.infer },
    limits,
    async close() {
      await Promise.all([pool.close(), fingerprinter.close(), credentials.close()])
    },
  }
}

/** The service: the use case over a store, and what HTTP needs beside it. */
export async function assemble(config: Config, place: StorePlace, log: Logger): Promise<Assembly> {
  const metrics = serviceMetrics()
  const [opened, assembled] = await Promise.allSettled([
    openStore(place),
    assembleCheck(config, (checkId, signal, cause) => {
      metrics.faulted(signal)
      log.warn({ checkId, signal, fault: messageOf(cause) }, 'signal unavailable')
    }),
  ])
  if (opened.status === 'rejected' || assembled.status === 'rejected') {
    if (opened.status === 'fulfilled') await opened.value.close()
    if (assembled.status === 'fulfilled') await assembled.value.close()
    throw opened.status === 'rejected' ? opened.reason : (assembled as PromiseRejectedResult).reason
  }
  const store = opened.value
  const parts = assembled.value
  const { db } = store
  const checks = checkStore(db)
  const version = await serviceVersion()
  const check = (tenant: string) =>
    checker(
      parts.ports({
        photos: photoMemory(db, tenant),
        buyers: buyerMemory(db, tenant),
        async save(claim, verdict) {
          await checks.save(tenant, claim, verdict)
          metrics.checked(verdict)
        },
        forget: (checkId) => forgetPhotos(db, checkId),
      }),
    )

  const services: Services = {
    version,
    check,
    find: checks.find,
    decide: (tenant, id, outcome) => checks.decide(tenant, id, outcome, new Date()),
    idempotency: idempotencyStore(db),
    fetchPhoto: photoFetcher(config.ALLOWED_PHOTO_HOSTS, parts.limits),
    ready: async () => void (await sql`select 1`.execute(db)),
    authenticate: authenticator(config.API_KEYS),
    metrics,
    asset: readAsset,
    maxPhotoBytes: config.MAX_PHOTO_BYTES,
    onFault: (cause) => log.error({ fault: messageOf(cause) }, 'request failed'),
    now: () => new Date(),
  }
  return {
    check,
    services,
    purge: () => purgeBefore(db, new Date(Date.now() - config.RETENTION_DAYS * dayMs)),
    async close() {
      await parts.close()
      await store.close()
    },
  }
}

/** Stack for the log; never the data that was worked on. */
const messageOf = (cause: unknown) =>
  (cause instanceof Error ? (cause.stack ?? cause.message) : String(cause)).slice(0, 2000)

async function serviceVersion(): Promise<string> {
  return (JSON.parse(await readFile(root('package.json'), 'utf8')) as { version: string }).version
}
