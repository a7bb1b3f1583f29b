import { Piscina } from 'piscina'
import type { Raster } from '../../check/photo.ts'
import { workerFile } from '../../workers.ts'
import type { FingerprintTask } from './fingerprintWorker.ts'
import type { PictureHashes } from './views.ts'

export interface Fingerprinter {
  /** @param within see `hashPicture`. */
  fingerprint: (raster: Raster, within: number) => Promise<PictureHashes>
  close: () => Promise<void>
}

/** Hashing takes ten milliseconds of pure arithmetic: too long for the event loop, too short for more than one thread. */
export function startFingerprinter(): Fingerprinter {
  const pool = new Piscina<FingerprintTask, PictureHashes>({
    filename: workerFile(import.meta.url, 'fingerprintWorker'),
    minThreads: 1,
    maxThreads: 1,
  })
  return { fingerprint: (raster, within) => pool.run({ raster, within }), close: () => pool.close({ force: true }) }
}
