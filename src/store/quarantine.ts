import type { Database } from './open.ts'

export interface QuarantinedPicture {
  id: string
  sha256: string
  /** How many buyers sent it when it was last seen. */
  buyers: number
  noticedAt: Date
}

/** Pictures that very many buyers sent, of one tenant, that nobody has decided on. */
export function quarantineStore(db: Database, tenant: string) {
  return {
    async list(): Promise<QuarantinedPicture[]> {
      const rows = await db
        .selectFrom('quarantine')
        .select(['id', 'sha256', 'buyers', 'noticed_at'])
        .where('tenant', '=', tenant)
        .where('decision', 'is', null)
        .orderBy('buyers', 'desc')
        .limit(1000)
        .execute()
      return rows.map(({ id, sha256, buyers, noticed_at }) => ({
        id: String(id),
        sha256: Buffer.from(sha256).toString('hex'),
        buyers,
        noticedAt: noticed_at,
      }))
    },

    /** `evidence`: it counts again; `harmless`: it never does. @returns false when there is none of that id. */
    async decide(id: string, decision: 'evidence' | 'harmless', decidedBy: string): Promise<boolean> {
      const { numUpdatedRows } = await db
        .updateTable('quarantine')
        .set({ decision, decided_by: decidedBy })
        .where('tenant', '=', tenant)
        .where('id', '=', id)
        .executeTakeFirstOrThrow()
      return numUpdatedRows > 0n
    },
  }
}

/** How many pictures wait for a decision, of all tenants: for the operator's metrics. */
export async function waitingInQuarantine(db: Database): Promise<number> {
  const { count } = await db
    .selectFrom('quarantine')
    .select((eb) => eb.fn.countAll<string>().as('count'))
    .where('decision', 'is', null)
    .executeTakeFirstOrThrow()
  return Number(count)
}
