import { readFileSync, readdirSync } from 'node:fs'
import { photoOf, subjectOf } from '../src/test/photo.ts'
import { readCamera } from '../src/signals/camera/camera.ts'
import { readEncoding } from '../src/signals/encoding/encoding.ts'
import { readProvenance } from '../src/signals/provenance/provenance.ts'
for (const dir of ['/work/shared/photos/sample/', '/work/shared/hostile/']) {
const rows: [number, string, number, string][] = []
for (const f of readdirSync(dir, { recursive: true }) as string[]) {
  if (f.endsWith('.csv') || dir.includes('sample') && !/[.](png|jpe?g|webp)$/.test(f)) continue
  const photo = await photoOf(readFileSync(dir + f))
  for (const [n, r] of [['p', readProvenance], ['c', readCamera], ['e', readEncoding]] as const) { const t = performance.now(); await r(subjectOf(photo), new AbortController().signal); rows.push([performance.now() - t, f, photo.bytes.length, n + ' ' + photo.metadata.codedWidth + 'x' + photo.metadata.codedHeight]) }
}
rows.sort((a, b) => b[0] - a[0]); console.log(rows.slice(0, 8).map(r => r.map(x => typeof x === 'number' ? Math.round(x) : x).join(' ')).join('\n'))
}
