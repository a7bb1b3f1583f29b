import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import initialise, { WasmReader } from '@contentauth/c2pa-wasm'

/** The validator prints what it thinks of a file; untrusted files do not get to write to our output. */
console.log = console.warn = console.error = () => {}

const wasm = createRequire(import.meta.url).resolve('@contentauth/c2pa-wasm/c2pa.wasm')
await initialise({ module_or_path: await readFile(wasm) })

/** One store to validate. */
export interface CredentialsTask {
  bytes: Uint8Array
  /** Media type of the photo. */
  type: string
  /** Settings of c2pa-rs as JSON. */
  settings: string
}

/** @returns c2pa-rs's report as JSON; an empty string where it refuses the store. */
export default async function validate({ bytes, type, settings }: CredentialsTask): Promise<string> {
  try {
    const reader = await WasmReader.fromBytes(type, bytes, settings)
    try {
      return reader.json()
    } finally {
      reader.free()
    }
  } catch (refusal) {
    // A trap leaves the module's memory in an unknown state: the thread must not be used again.
    if (refusal instanceof Error && refusal.name === 'RuntimeError') throw refusal
    return ''
  }
}
