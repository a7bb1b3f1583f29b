import type { Allocate } from './decode.ts'

export interface SharedMemory {
  /** Memory that every thread sees without a copy. What it held before is still in it: the caller overwrites all of it. */
  lend: Allocate
  /** Takes memory back that nobody's result depends on any more, to be lent again. */
  takeBack: (lent: Uint8Array) => void
}

/**
 * Memory for rasters, lent out again and again. V8 does not count shared memory when it decides whether it is time to
 * collect: buffers that are merely dropped lay around by the hundred megabytes, and counted ones cost a collection every
 * few photos, a seventh of all time.
 * @param most buffers that are kept for later; more are lent, and left to V8, when more are needed at once.
 */
export function sharedMemory(most: number): SharedMemory {
  const idle: SharedArrayBuffer[] = []
  return {
    lend(bytes) {
      const fitting = idle.findIndex((buffer) => buffer.byteLength >= bytes)
      const buffer = fitting < 0 ? new SharedArrayBuffer(bytes) : idle.splice(fitting, 1)[0]!
      return new Uint8Array(buffer, 0, bytes)
    },
    takeBack({ buffer }) {
      if (!(buffer instanceof SharedArrayBuffer) || idle.includes(buffer)) return
      idle.push(buffer)
      // The largest stay: they fit every photo.
      idle.sort((a, b) => a.byteLength - b.byteLength)
      if (idle.length > most) idle.shift()
    },
  }
}
