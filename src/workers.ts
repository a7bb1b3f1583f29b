import { fileURLToPath } from 'node:url'

/**
 * Where a worker thread's entry stands. Threads always run the build (`dist/`), also when the sources run as they are in
 * tests and commands: Node 20 cannot load TypeScript in a thread.
 * @param importMetaUrl `import.meta.url` of the module that starts the worker.
 * @param name of the entry, which stands beside that module, without its extension.
 */
export function workerFile(importMetaUrl: string, name: string): string {
  const beside = fileURLToPath(new URL(`./${name}.js`, importMetaUrl))
  return importMetaUrl.endsWith('.ts') ? beside.replace(/([\\/])src([\\/](?!.*[\\/]src[\\/]))/, '$1dist$2') : beside
}
