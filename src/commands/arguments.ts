import { parseArgs } from 'node:util'

/** Says what is wrong with the command line in one line, and ends. */
export function misused(problem: string, usage: string): never {
  console.error(`${problem}\n${usage}`)
  process.exit(2)
}

/** `parseArgs` with our way of refusing. */
export function readArguments<T extends Record<string, { type: 'string' | 'boolean' }>>(usage: string, options: T) {
  try {
    return parseArgs({ options: { ...options, help: { type: 'boolean' } }, allowPositionals: true })
  } catch (error) {
    return misused((error as Error).message, usage)
  }
}
