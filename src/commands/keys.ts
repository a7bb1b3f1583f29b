import { randomBytes } from 'node:crypto'
import { ulid } from 'ulid'
import { readConfig, storePlace } from '../config.ts'
import { scopes } from '../http/access.ts'
import { digestOf } from '../http/auth.ts'
import { apiKeyStore } from '../store/apiKeys.ts'
import { openStore } from '../store/open.ts'
import { misused, readArguments } from './arguments.ts'

const usage = `usage: npm run --silent keys -- add --tenant NAME --scopes ${scopes.join(',')} [--name TEXT]
       npm run --silent keys -- list
       npm run --silent keys -- revoke ID

add     makes a key and prints its secret, once; only its hash is stored
list    shows all keys, without secrets
revoke  ends a key; a running service follows within ten seconds

The store is the service's (DATABASE_URL or DATA_DIR); an embedded one must not be open in a running service.
As soon as one key exists nobody calls without one.`

const { values, positionals } = readArguments(usage, {
  tenant: { type: 'string' },
  scopes: { type: 'string' },
  name: { type: 'string' },
})
if (values.help) {
  process.stdout.write(`${usage}\n`)
  process.exit(0)
}
const [verb, id] = positionals
if (verb !== 'add' && verb !== 'list' && verb !== 'revoke') misused('Say add, list or revoke.', usage)
const wanted = (values.scopes ?? '').split(',').filter(Boolean)
if (verb === 'add') {
  if (!values.tenant || !/^[\w.-]{1,100}$/.test(values.tenant))
    misused('Name the tenant: letters, digits, dot, dash, underscore.', usage)
  const unknown = wanted.find((scope) => !(scopes as readonly string[]).includes(scope))
  if (unknown !== undefined || wanted.length === 0) misused(`${unknown ?? 'Nothing'} is not a scope.`, usage)
}
if (verb === 'revoke' && !id) misused('Name the key by its id.', usage)

try {
  const store = await openStore(storePlace(readConfig()))
  const keys = apiKeyStore(store.db)
  let failed = false
  if (verb === 'add') {
    const secret = `hy_${randomBytes(24).toString('base64url')}`
    const key = { id: `key_${ulid()}`, tenant: values.tenant!, name: (values.name ?? '').slice(0, 200), scopes: wanted }
    await keys.add({ ...key, digest: digestOf(secret), createdAt: new Date() })
    process.stdout.write(`${key.id}\n${secret}\n`)
  } else if (verb === 'list') {
    for (const key of await keys.list())
      process.stdout.write(
        `${[key.id, key.tenant, key.scopes.join(','), key.createdAt.toISOString(), key.revokedAt ? `revoked ${key.revokedAt.toISOString()}` : 'valid', key.name].join('\t')}\n`,
      )
  } else {
    failed = !(await keys.revoke(id!, new Date()))
    if (failed) console.error(`There is no valid key ${id}.`)
    else process.stdout.write(`${id} is revoked.\n`)
  }
  await store.close()
  process.exit(failed ? 1 : 0)
} catch (error) {
  console.error((error as Error).message)
  process.exit(1)
}
