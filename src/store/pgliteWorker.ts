import { parentPort, workerData } from 'node:worker_threads'
import { PGlite } from '@electric-sql/pglite'

export interface Statement {
  sql: string
  parameters: unknown[]
}

export type Answer = { rows: unknown[]; affectedRows: number } | { fault: unknown }

/** The embedded store in a thread of its own: it is synchronous, and the event loop must never wait for it. */
const db = await PGlite.create(workerData as string)
parentPort!.on('message', async (statement: Statement | 'close') => {
  if (statement === 'close') {
    await db.close()
    parentPort!.close()
  } else parentPort!.postMessage(await answerTo(statement))
})
parentPort!.postMessage('ready')

async function answerTo({ sql, parameters }: Statement): Promise<Answer> {
  try {
    const { rows, affectedRows } = await db.query(sql, parameters)
    return { rows, affectedRows: affectedRows ?? 0 }
  } catch (fault) {
    return { fault }
  }
}
