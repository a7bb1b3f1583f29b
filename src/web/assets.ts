import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { basename, dirname, extname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const types: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.jpg': 'image/jpeg',
}
/** Beside the sources, also when the build runs. */
const ownFolder = fileURLToPath(new URL('../../src/web/static', import.meta.url))
const swagger = dirname(createRequire(import.meta.url).resolve('swagger-ui-dist/package.json'))
const fromSwagger = new Set(['swagger-ui-bundle.js', 'swagger-ui.css'])

/** @returns a file of the page or of the API document's page; undefined when there is none of that name. */
export async function readAsset(name: string): Promise<{ type: string; body: Uint8Array } | undefined> {
  const type = types[extname(name)]
  if (!type || basename(name) !== name) return undefined
  const folder = fromSwagger.has(name) ? swagger : ownFolder
  try {
    return { type, body: await readFile(join(folder, name)) }
  } catch {
    return undefined
  }
}
