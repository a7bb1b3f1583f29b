import { extname } from 'node:path'
import { fileURLToPath } from 'node:url'

/**
 * Where a worker's entry stands beside the module that starts it: `name.js` in the build, `name.ts` when the sources
 * run as they are (tests, commands), which Node 20 needs tsx for.
 * @param importMetaUrl `import.meta.url` of the module that starts the worker.
 */
export function workerEntry(importMetaUrl: string, name: string): { filename: string; execArgv: string[] } {
  const extension = extname(fileURLToPath(importMetaUrl))
  return {
    filename: fileURLToPath(new URL(`./${name}${extension}`, importMetaUrl)),
    execArgv: extension === '.ts' ? ['--import', 'tsx'] : [],
  }
}
