import { PGlite } from '@electric-sql/pglite'

/** Makes a new, empty cluster in a folder. */
export default async function makeCluster(folder: string): Promise<void> {
  const cluster = await PGlite.create(folder)
  await cluster.close()
}
