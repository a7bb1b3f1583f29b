import { createHash, randomBytes } from 'node:crypto'
import { sql } from 'kysely'
import type { Logger } from 'pino'
import { assembleCheck, newCheckId, serviceVersion } from './assembleCheck.ts'
import { appealer } from './check/appeal.ts'
import { type CheckClaim, checker, refuseWrongCount, type Seen } from './check/check.ts'
import { CheckError } from './check/errors.ts'
import type { PhotoRemains } from './check/kept.ts'
import type { Memory } from './check/memory.ts'
import type { Policy } from './check/policy.ts'
import type { Box } from './check/signal.ts'
import type { PhotoVerdict } from './check/told.ts'
import { evidenceOf } from './check/verdict.ts'
import type { Config } from './config.ts'
import { type DriftWatch, watchDrift } from './driftWatch.ts'
import { evidenceReader } from './evidence/evidence.ts'
import { styleSource } from './evidence/style.ts'
import type { Services } from './http/app.ts'
import { authenticator } from './http/auth.ts'
import { acceptingTokens } from './http/buttonAccess.ts'
import { serviceMetrics } from './http/metrics.ts'
import { countsOfThisProcess, rateLimit } from './http/rateLimit.ts'
import { postToPublic } from './jobs/post.ts'
import { startPromisedChecks } from './jobs/promisedChecks.ts'
import { startWebhooks } from './jobs/webhooks.ts'
import { photoFetcher } from './photo/fetchByUrl.ts'
import { drawMap, drawOverlay } from './photo/heatmap.ts'
import { pinnedChecks } from './pinned.ts'
import { referenceKeeper } from './references.ts'
import { startShadow } from './shadow.ts'
import { buttonTokens } from './signing/buttonToken.ts'
import { keyring } from './signing/keyring.ts'
import { apiKeyStore } from './store/apiKeys.ts'
import { auditTrail } from './store/audit.ts'
import { callCounts } from './store/callCounts.ts'
import { type CheckStore, checkStore, type SavedBeside } from './store/checks.ts'
import { deliveryStore } from './store/deliveries.ts'
import { idempotencyStore } from './store/idempotency.ts'
import { insightsSince } from './store/insights.ts'
import { jobStore } from './store/jobs.ts'
import { buyerMemory, forgetPhotos, photoMemory } from './store/memory.ts'
import { type Database, openStore, type StorePlace } from './store/open.ts'
import { photoRemains } from './store/photoRemains.ts'
import { policyStore } from './store/policies.ts'
import { quarantineStore, waitingInQuarantine } from './store/quarantine.ts'
import { recordStore } from './store/records.ts'
import { referenceStore } from './store/references.ts'
import { purgeBefore } from './store/retention.ts'
import { baselineStore, shadowStore } from './store/shadow.ts'
import { signingKeyStore } from './store/signingKeys.ts'
import { subjectStore } from './store/subjects.ts'
import { vacuumWhereDue } from './store/vacuum.ts'
import { readAsset } from './web/assets.ts'

const dayMs = 86_400_000

export interface Assembly {
  /** The use case for one tenant. */
  check: (tenant: string) => CheckClaim
  services: Services
  /** Reads the policy file again; a broken one changes nothing. */
  reloadPolicy: () => Promise<void>
  /** Deletes what is older than RETENTION_DAYS, and tidies the embedded store. */
  purge: () => Promise<void>
  close: () => Promise<void>
}

/** The service: the use case over a store, and what HTTP needs beside it. */
export async function assemble(config: Config, place: StorePlace, log: Logger): Promise<Assembly> {
  const metrics = serviceMetrics({
    drift: () => drift?.reading(),
    quarantined: async () => (db ? waitingInQuarantine(db) : 0),
  })
  let db: Database | undefined
  let drift: DriftWatch | undefined
  const [opened, assembled] = await Promise.allSettled([
    openStore(place),
    assembleCheck(config, {
      onFault(checkId, signal, cause) {
        metrics.faulted(signal)
        log.warn({ checkId, signal, fault: messageOf(cause) }, 'signal unavailable')
      },
      onPolicy(result) {
        if ('policy' in result) log.info({ policy: result.policy.version }, 'policy read again')
        else log.error({ fault: result.fault }, 'the new policy is broken; the old one stays')
      },
    }),
  ])
  if (opened.status === 'rejected' || assembled.status === 'rejected') {
    if (opened.status === 'fulfilled') await opened.value.close()
    if (assembled.status === 'fulfilled') await assembled.value.close()
    throw opened.status === 'rejected' ? opened.reason : (assembled as PromiseRejectedResult).reason
  }
  const store = opened.value
  const parts = assembled.value
  db = store.db
  const checks = checkStore(db)
  const remains = photoRemains(db)
  const version = await serviceVersion()
  const now = () => new Date()
  const logFault = (cause: unknown) => log.error({ fault: messageOf(cause) }, 'work in the background failed')
  drift = watchDrift(baselineStore(db), logFault)
  const shadows = shadowStore(db)
  const shadow = await startShadow(
    { policyFile: config.SHADOW_POLICY_FILE, modelFolder: config.SHADOW_MODEL_DIR, share: config.SHADOW_SHARE },
    parts.limits,
    async (tenant, verdict, other) => {
      await shadows.keep(tenant, verdict.id, other, now())
      metrics.shadowed(verdict, other)
    },
    logFault,
  )
  const countCall = config.DATABASE_URL ? callCounts(db) : countsOfThisProcess(() => performance.now())
  const jobs = jobStore(db)
  const deliveries = deliveryStore(db)
  const policies = policyStore(db)
  const keptPolicies = new Set<string>()
  const keepPolicy = async (policy: Policy) => {
    if (keptPolicies.has(policy.version)) return
    await policies.keep(policy, now())
    keptPolicies.add(policy.version)
  }

  const memoryOf = (tenant: string, also?: SavedBeside['also']): Memory => ({
    photos: photoMemory(db, tenant),
    buyers: buyerMemory(db, tenant),
    async save(claim, verdict, seen, policy) {
      await keepPolicy(policy)
      await checks.save(tenant, claim, verdict, {
        evidence: seen.map(evidenceOf),
        remains: seen.map(remainsOf),
        also,
      })
      metrics.checked(verdict)
      drift?.observe(verdict)
      shadow?.follow(tenant, claim, verdict, seen, policy)
    },
    forget: (checkId) => forgetPhotos(db, checkId),
  })
  const check = (tenant: string) => checker(parts.ports(memoryOf(tenant)))

  const webhooks = startWebhooks(deliveries, postToPublic, logFault, now)
  const promisedChecks = startPromisedChecks(config.WORKERS, {
    jobs,
    check: ({ checkId, tenant }, also) => checker({ ...parts.ports(memoryOf(tenant, also)), newId: () => checkId }),
    onMessage: webhooks.wake,
    onFault: logFault,
    now,
  })
  const pinned = pinnedChecks(parts, policies, config.MODEL_DIR)
  const trail = auditTrail(db)
  const records = recordStore(db)
  const evidenceKeys = keyring(signingKeyStore(db, 'evidence'), now)
  const tokens = buttonTokens(keyring(signingKeyStore(db, 'button'), now), now)
  const heatmap = heatmaps(checks.find, remains)

  const services: Services = {
    version,
    check,
    find: checks.find,
    async promise(tenant, claim, photos) {
      refuseWrongCount(photos.length)
      const checkId = newCheckId()
      await jobs.add({ checkId, tenant, claim, photos }, now())
      promisedChecks.wake()
      return { id: checkId, status: 'queued' }
    },
    async promised(tenant, id) {
      const state = await jobs.state(tenant, id)
      if (!state) return undefined
      const { refusal, attempts } = state
      if (!refusal) return { id, status: attempts === 0 ? 'queued' : 'running' }
      if (refusal.code === 'INTERNAL') return { id, status: 'failed' }
      throw new CheckError(refusal.code, refusal.detail, refusal.photo === undefined ? {} : { photo: refusal.photo })
    },
    appeal: (tenant, checkId, photos) =>
      appealer({
        first: (id) => checks.findWithClaim(tenant, id),
        sha256: (bytes) => createHash('sha256').update(bytes).digest('hex'),
        kept: (id, photo) => remains.picture(tenant, id, photo, 'original', now()),
        pinned: pinned(memoryOf(tenant)),
        newest: (finish) => checker({ ...parts.ports(memoryOf(tenant)), finish }),
      })(checkId, photos),
    forgetSubject: (tenant, buyerId) => subjectStore(db, tenant).forget(buyerId),
    exportSubject: (tenant, buyerId) => subjectStore(db, tenant).exported(buyerId),
    auditOf: trail.of,
    note: trail.note,
    putReference: referenceKeeper((tenant) => referenceStore(db, tenant), parts, now),
    findReference: (tenant, id) => referenceStore(db, tenant).find(id),
    removeReference: (tenant, id) => referenceStore(db, tenant).remove(id),
    quarantined: (tenant) => quarantineStore(db, tenant).list(),
    decideQuarantined: (tenant, id, decision, decidedBy) => quarantineStore(db, tenant).decide(id, decision, decidedBy),
    async setWebhook(tenant, url) {
      const secret = `whsec_${randomBytes(24).toString('base64')}`
      await deliveries.setWebhook(tenant, { url, secret }, now())
      return secret
    },
    dropWebhook: deliveries.dropWebhook,
    limits: {
      key: rateLimit(config.RATE_LIMIT, 'A key', countCall),
      merchant: rateLimit(config.MERCHANT_RATE_LIMIT, 'A merchant', countCall),
    },
    heatmap,
    picture: (tenant, checkId, photo, kind) => remains.picture(tenant, checkId, photo, kind, new Date()),
    list: records.list,
    insights: (tenant, since) => insightsSince(db, tenant, since),
    claimOf: async (tenant, id) => (await records.record(tenant, id))?.claim,
    evidence: evidenceReader({
      record: records.record,
      async picture(tenant, id, photo, shows) {
        if (shows === 'photo') return remains.picture(tenant, id, photo, 'thumbnail', now())
        const bytes = await heatmap(tenant, id, photo, true)
        return bytes && { type: 'image/png', bytes }
      },
      sign: evidenceKeys.sign,
      now,
    }),
    evidenceKeys: evidenceKeys.published,
    evidenceStyle: styleSource,
    issueToken: tokens.issue,
    buttonOrigins: config.BUTTON_ORIGINS,
    decide: (tenant, id, outcome) => checks.decide(tenant, id, outcome, new Date()),
    idempotency: idempotencyStore(db),
    fetchPhoto: photoFetcher(config.ALLOWED_PHOTO_HOSTS, parts.limits),
    ready: async () => void (await sql`select 1`.execute(db)),
    authenticate: acceptingTokens(
      authenticator(config.API_KEYS, apiKeyStore(db), () => performance.now()),
      tokens.verify,
    ),
    metrics,
    asset: readAsset,
    maxPhotoBytes: config.MAX_PHOTO_BYTES,
    onFault: (cause) => log.error({ fault: messageOf(cause) }, 'request failed'),
    now: () => new Date(),
  }
  return {
    check,
    services,
    reloadPolicy: parts.reloadPolicy,
    async purge() {
      await purgeBefore(db, new Date(Date.now() - config.RETENTION_DAYS * dayMs), new Date())
      if (!config.DATABASE_URL) await vacuumWhereDue(db)
    },
    async close() {
      await Promise.all([promisedChecks.close(), webhooks.close(), shadow?.close()])
      await parts.close()
      await store.close()
    },
  }
}

/** What stays of a claim's photos when it has been judged. */
const remainsOf = ({ photo, signals: { generated }, pictures }: Seen): PhotoRemains => ({
  photo: photo.index,
  map: generated.status === 'measured' ? generated.map : undefined,
  pictures,
})

/** Draws where the detector looked, over the thumbnail where one is kept. */
function heatmaps(find: CheckStore['find'], remains: ReturnType<typeof photoRemains>): Services['heatmap'] {
  return async (tenant, checkId, index, bare) => {
    const photo = (await find(tenant, checkId))?.photos[index]
    if (!photo) return undefined
    const map = await remains.map(tenant, checkId, index)
    const thumbnail = bare ? undefined : await remains.picture(tenant, checkId, index, 'thumbnail', new Date())
    const boxes = editedRegions(photo)
    return thumbnail ? drawOverlay(thumbnail.bytes, map, boxes) : drawMap(map, photo, boxes)
  }
}

/** The parts of a judged photo that do not fit the rest. */
const editedRegions = ({ signals }: PhotoVerdict): Box[] =>
  signals
    .flatMap((signal) => (signal.status === 'measured' ? signal.reasons : []))
    .filter(({ code }) => code === 'EDITED_REGION')
    .map(({ facts: { left, top, width, height } }) => ({
      left: Number(left),
      top: Number(top),
      width: Number(width),
      height: Number(height),
    }))

/** Stack for the log; never the data that was worked on. */
const messageOf = (cause: unknown) =>
  (cause instanceof Error ? (cause.stack ?? cause.message) : String(cause)).slice(0, 2000)
