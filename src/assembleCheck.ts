import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import pLimit from 'p-limit'
import { ulid } from 'ulid'
import type { CheckPorts } from './check/check.ts'
import type { Memory } from './check/memory.ts'
import type { Policy } from './check/policy.ts'
import type { Config } from './config.ts'
import { picturesToKeep } from './photo/keep.ts'
import type { PhotoLimits } from './photo/limits.ts'
import { openPhoto } from './photo/open.ts'
import { sharedMemory } from './photo/sharedMemory.ts'
import { watchPolicy } from './policy/read.ts'
import { readCamera } from './signals/camera/camera.ts'
import { cameraIdentity } from './signals/camera/identity.ts'
import { readEncoding } from './signals/encoding/encoding.ts'
import { type Detector, type DetectorCard, loadDetector } from './signals/generated/card.ts'
import { generatedReader } from './signals/generated/generated.ts'
import { type InferencePool, startPool } from './signals/generated/pool.ts'
import { historyReader } from './signals/history/history.ts'
import { startCredentialsPool } from './signals/provenance/credentialsPool.ts'
import { loadLabelModel } from './signals/provenance/labelCard.ts'
import { startLabelPool } from './signals/provenance/labelPool.ts'
import { provenanceReader } from './signals/provenance/provenance.ts'
import { type Fingerprinter, startFingerprinter } from './signals/reuse/fingerprinter.ts'
import { reuseReader } from './signals/reuse/reuse.ts'
import { startScenes } from './signals/reuse/scenes.ts'
import { within } from './timeLimit.ts'

/** Longest time each signal may take, in milliseconds. */
const limitMs = { generated: 5000, provenance: 3000, camera: 1000, encoding: 1000, reuse: 3000, history: 1000 } as const

/** A detector that is loaded and warm. */
export interface RunningDetector extends InferencePool {
  card: DetectorCard
}

/** The use case's parts, short of a memory. */
export interface CheckAssembly {
  /** @param pinned what to judge by instead of the newest: for appeals and shadow runs. */
  ports: (memory: Memory, pinned?: { detector?: RunningDetector; policy?: Policy }) => CheckPorts
  detector: RunningDetector
  policy: () => Policy
  reloadPolicy: () => Promise<void>
  limits: PhotoLimits
  fingerprint: Fingerprinter['fingerprint']
  close: () => Promise<void>
}

/** What the log hears of. */
export interface CheckEvents {
  onFault: CheckPorts['onFault']
  onPolicy?: (result: { policy: Policy } | { fault: string }) => void
}

/** The only place that chooses implementations of what a check needs: for the service, the commands and the benchmark. */
export async function assembleCheck(config: Config, { onFault, onPolicy }: CheckEvents): Promise<CheckAssembly> {
  const [detector, labelModel, policies, version, trustList] = await Promise.all([
    loadDetector(config.MODEL_DIR),
    loadLabelModel(config.LABEL_MODEL_DIR),
    watchPolicy(config.POLICY_FILE, (result) => onPolicy?.(result)),
    serviceVersion(),
    config.C2PA_TRUST_LIST === undefined ? undefined : readFile(config.C2PA_TRUST_LIST, 'utf8'),
  ])
  const [newest, labels] = await Promise.all([
    startDetector(detector, config.WORKERS),
    // Half as many threads as for the detector: a photo takes a small part of its time.
    startLabelPool(labelModel, Math.ceil(config.WORKERS / 2)),
  ])
  const fingerprinter = startFingerprinter()
  const scenes = startScenes()
  const credentials = startCredentialsPool(trustList)
  const limits: PhotoLimits = { maxBytes: config.MAX_PHOTO_BYTES, maxPixels: config.MAX_PHOTO_PIXELS, decodeMs: 5000 }
  // Decoding one photo while another is in the detector keeps every core busy; more would only hold more pixels.
  const photosAtOnce = 2 * config.WORKERS
  const slots = pLimit(photosAtOnce)
  const memory = sharedMemory(photosAtOnce)
  return {
    ports: ({ photos, buyers, save, forget }, { detector = newest, policy = undefined } = {}) => ({
      open: (sent, index) => openPhoto(sent, index, detector.card.raster.longSideMax, limits, memory.lend),
      release: ({ data }) => memory.takeBack(data),
      pictures: (photo, raster, now) => picturesToKeep(config.KEEP_PHOTOS, photo, raster, now),
      readers: {
        generated: { read: generatedReader(detector.card, detector), limitMs: limitMs.generated },
        provenance: { read: provenanceReader(credentials.read, labels), limitMs: limitMs.provenance },
        camera: { read: readCamera, limitMs: limitMs.camera },
        encoding: { read: readEncoding, limitMs: limitMs.encoding },
        reuse: { read: reuseReader(photos, fingerprinter, cameraIdentity, scenes), limitMs: limitMs.reuse },
        history: { read: historyReader(buyers), limitMs: limitMs.history },
      },
      within,
      slot: (work) => slots(work),
      policy: () => policy ?? policies.current(),
      versions: () => ({ service: version, model: { name: detector.card.name, sha256: detector.card.sha256 } }),
      save,
      forget,
      onFault,
      now: () => new Date(),
      newId: newCheckId,
    }),
    detector: newest,
    policy: policies.current,
    reloadPolicy: policies.reload,
    limits,
    fingerprint: fingerprinter.fingerprint,
    async close() {
      policies.close()
      await Promise.all([newest.close(), labels.close(), fingerprinter.close(), scenes.close(), credentials.close()])
    },
  }
}

/** Loads and warms up a detector. */
export async function startDetector(detector: Detector, workers: number): Promise<RunningDetector> {
  return { card: detector.card, ...(await startPool(detector, workers)) }
}

export const newCheckId = () => `chk_${ulid()}`

export async function serviceVersion(): Promise<string> {
  const file = fileURLToPath(new URL('../package.json', import.meta.url))
  return (JSON.parse(await readFile(file, 'utf8')) as { version: string }).version
}
