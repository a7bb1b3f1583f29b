import { readdir, readFile, stat } from 'node:fs/promises'
import { basename, extname, join, relative } from 'node:path'
import pino from 'pino'
import { assemble } from '../assemble.ts'
import { origins, type ReferenceKind } from '../check/memory.ts'
import { readConfig, storePlace } from '../config.ts'
import type { ReferenceFacts } from '../http/routes/references.ts'
import { misused, readArguments } from './arguments.ts'

const kinds = origins.filter((origin): origin is ReferenceKind => origin !== 'check')

const usage = `usage: npm run --silent references -- import DIR|CSV [--kind ${kinds.join('|')}] [--merchant ID] [--tenant NAME]
       npm run --silent references -- show ID [--tenant NAME]
       npm run --silent references -- delete ID [--tenant NAME]

import  makes photos known. Of a folder every photo below it, by its path as id; of a CSV file the rows
        file,id,kind,merchantId,productId,orderId (file beside the CSV; all but file may be left out).
        A photo that cannot be read is named, and the others go on. Importing again replaces.

The store is the service's (DATABASE_URL or DATA_DIR); an embedded one must not be open in a running service.`

const { values, positionals } = readArguments(usage, {
  kind: { type: 'string' },
  merchant: { type: 'string' },
  tenant: { type: 'string' },
})
if (values.help) {
  process.stdout.write(`${usage}\n`)
  process.exit(0)
}
const [verb, what] = positionals
if ((verb !== 'import' && verb !== 'show' && verb !== 'delete') || !what)
  misused('Say what to import, show or delete.', usage)
const kind = (values.kind ?? 'listing') as ReferenceKind
if (!kinds.includes(kind)) misused(`There is no kind ${kind}.`, usage)
const tenant = values.tenant ?? 'default'

interface Row extends ReferenceFacts {
  id: string
  path: string
}

try {
  const rows = verb === 'import' ? await rowsOf(what) : []
  const config = readConfig()
  const assembly = await assemble(config, storePlace(config), pino({ level: 'silent' }))
  const { putReference, findReference, removeReference } = assembly.services
  let failed = 0
  if (verb === 'show') {
    const known = await findReference(tenant, what)
    if (known) process.stdout.write(`${JSON.stringify(known)}\n`)
    else failed++
  } else if (verb === 'delete') {
    if (!(await removeReference(tenant, what))) failed++
  } else {
    for (const [i, { id, path, ...facts }] of rows.entries()) {
      try {
        await putReference(tenant, id, facts, { bytes: await readFile(path), name: basename(path) })
      } catch (error) {
        failed++
        console.error(`${path}: ${(error as Error).message}`)
      }
      if ((i + 1) % 100 === 0) console.error(`${i + 1} of ${rows.length}`)
    }
    process.stdout.write(`${rows.length - failed} of ${rows.length} photos are known now.\n`)
  }
  if (failed > 0 && verb !== 'import') console.error(`There is no reference ${what}.`)
  await assembly.close()
  process.exit(failed > 0 ? 1 : 0)
} catch (error) {
  console.error((error as Error).message)
  process.exit(1)
}

async function rowsOf(place: string): Promise<Row[]> {
  const merchantId = values.merchant
  if ((await stat(place)).isFile()) return csvRows(place)
  const files = await readdir(place, { recursive: true, withFileTypes: true })
  return files
    .filter((file) => file.isFile() && /^\.(jpe?g|png|webp|avif|hei[cf])$/i.test(extname(file.name)))
    .map((file) => join(file.parentPath, file.name))
    .sort()
    .map((path) => ({ id: relative(place, path).slice(0, 200), path, kind, merchantId }))
}

/** Simple rows: no field holds a comma or a quote, as ids and file names of shops seldom do; others are refused. */
async function csvRows(file: string): Promise<Row[]> {
  const text = await readFile(file, 'utf8')
  if (text.includes('"')) throw new Error(`${file}: fields with quotes are not read.`)
  const [head = '', ...lines] = text.trim().split(/\r?\n/)
  const names = head.split(',').map((name) => name.trim())
  const unknown = names.find((name) => !['file', 'id', 'kind', 'merchantId', 'productId', 'orderId'].includes(name))
  if (unknown !== undefined || !names.includes('file'))
    throw new Error(`${file}: ${unknown ?? 'file'} is not expected so.`)
  return lines.map((line, i) => {
    const fields = line.split(',')
    if (fields.length !== names.length) throw new Error(`${file}: row ${i + 2} has ${fields.length} fields.`)
    const row = Object.fromEntries(names.map((name, at) => [name, fields[at]!.trim() || undefined]))
    const rowKind = (row.kind ?? kind) as ReferenceKind
    if (!row.file || !kinds.includes(rowKind)) throw new Error(`${file}: row ${i + 2} names no file or no kind.`)
    return {
      id: row.id ?? row.file,
      path: join(file, '..', row.file),
      kind: rowKind,
      merchantId: row.merchantId ?? values.merchant,
      productId: row.productId,
      orderId: row.orderId,
    }
  })
}
