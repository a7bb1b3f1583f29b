import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'
import { describe, expect, it } from 'vitest'

/**
 * Who may import whom. A rule names the places inside the project and the packages that a folder's files may import.
 * The longest matching folder applies; what has no rule (assemble, main, commands) may import anything.
 */
const rules: Record<string, { inside: string[]; packages: string[] }> = {
  check: { inside: ['check'], packages: [] },
  photo: { inside: ['check', 'photo', 'workers.ts'], packages: ['sharp', 'libheif-js', 'piscina', 'p-limit'] },
  signals: {
    inside: ['check', 'photo', 'loadModel.ts', 'workers.ts'],
    packages: ['sharp', 'onnxruntime-node', '@contentauth/c2pa-wasm', 'piscina', 'zod'],
  },
  store: { inside: ['check', 'store', 'workers.ts'], packages: ['kysely', 'pg', '@electric-sql/pglite'] },
  web: { inside: ['web'], packages: [] },
  policy: { inside: ['check', 'policy'], packages: ['zod'] },
  jobs: { inside: ['check', 'jobs', 'photo', 'store'], packages: [] },
  signing: { inside: ['check', 'signing'], packages: ['jose'] },
  evidence: { inside: ['check', 'evidence', 'signing'], packages: [] },
  http: { inside: ['check', 'http'], packages: ['hono', '@hono/zod-openapi', 'prom-client'] },
}
const native = ['sharp', 'onnxruntime-node', 'libheif-js', '@contentauth/c2pa-wasm']

const src = resolve(import.meta.dirname)
const files = readdirSync(src, { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts') && !file.startsWith('test/'))
  .sort()
const importsOf = (file: string) =>
  [
    ...readFileSync(join(src, file), 'utf8').matchAll(/^(?:import|export)[^'"]*?from '([^']+)'|^import '([^']+)'/gms),
  ].map((match) => match[1] ?? match[2]!)
const packageOf = (name: string) => name.split('/', name.startsWith('@') ? 2 : 1).join('/')

function faultsOf(file: string): string[] {
  const folder = file.split('/')[0]!
  const rule = rules[folder]
  if (!rule) return []
  const imports = importsOf(file)
  const packages = imports.filter((name) => !name.startsWith('.') && !name.startsWith('node:')).map(packageOf)
  const inside = imports
    .filter((name) => name.startsWith('.'))
    .map((name) => relative(src, resolve(src, dirname(file), name)))
  const own = folder === 'signals' ? file.split('/', 2).join('/') : folder
  return [
    ...inside.filter(
      (target) => ![...rule.inside, own].some((place) => target === place || target.startsWith(`${place}/`)),
    ),
    ...packages.filter((name) => !rule.packages.includes(name)),
    ...(folder === 'check' ? imports.filter((name) => name.startsWith('node:')) : []),
    ...(packages.filter((name) => native.includes(name)).length > 1 ? ['several native libraries'] : []),
  ].map((fault) => `${file} imports ${fault}`)
}

describe('imports', () => {
  it('finds the files that it judges', () => {
    for (const folder of Object.keys(rules)) expect(files.some((file) => file.startsWith(`${folder}/`))).toBe(true)
    expect(importsOf('check/check.ts').length).toBeGreaterThan(3)
    expect(importsOf('http/app.ts')).toContain('hono')
  })

  it.each(files)('of %s keep to the rules', (file) => {
    expect(faultsOf(file)).toEqual([])
  })
})
