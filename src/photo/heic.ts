import pLimit from 'p-limit'
import { Piscina } from 'piscina'
import { workerFile } from '../workers.ts'
import type { PhotoLimits } from './limits.ts'

export interface RgbaPixels {
  data: Uint8Array
  width: number
  height: number
}

/** sharp's binaries carry no HEVC decoder. One photo at a time: a decoder's heap reaches a few hundred MB. */
const oneAtATime = pLimit(1)

/**
 * Decodes a HEIC photo of a phone with libheif (WebAssembly), each in a fresh worker thread: what hostile bytes do to
 * one decoder's heap dies with it, and a decoder that hangs is terminated after `limits.decodeMs`.
 * @returns upright RGBA in the file's own colour space.
 * @throws Error when libheif refuses the file, runs out of memory or time.
 */
export function decodeHeic(bytes: Uint8Array, limits: PhotoLimits): Promise<RgbaPixels> {
  return oneAtATime(async () => {
    const worker = new Piscina<unknown, RgbaPixels>({
      filename: workerFile(import.meta.url, 'heicWorker'),
      maxThreads: 1,
    })
    try {
      const task = { bytes: Uint8Array.from(bytes), maxPixels: limits.maxPixels }
      return await worker.run(task, { signal: AbortSignal.timeout(limits.decodeMs) })
    } finally {
      await worker.destroy()
    }
  })
}
