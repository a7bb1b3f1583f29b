import { PGlite } from '@electric-sql/pglite'

/** A process of its own that makes a new, empty cluster in the folder it is given. */
const cluster = await PGlite.create(process.argv[2]!)
await cluster.close()
