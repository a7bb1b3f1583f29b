import type { Database } from './open.ts'

export interface AuditEntry {
  actor: string
  action: string
  subject: string
  at: Date
}

/** Who read and decided what. Written by the outside face, read by a tenant's admin. */
export function auditTrail(db: Database) {
  return {
    async note(tenant: string, { actor, action, subject, at }: AuditEntry): Promise<void> {
      await db.insertInto('audit').values({ tenant, actor, action, subject, at }).execute()
    },

    /** The newest first. */
    async of(tenant: string, subject: string | undefined, limit: number): Promise<AuditEntry[]> {
      let query = db
        .selectFrom('audit')
        .select(['actor', 'action', 'subject', 'at'])
        .where('tenant', '=', tenant)
        .orderBy('id', 'desc')
        .limit(limit)
      if (subject !== undefined) query = query.where('subject', '=', subject)
      return query.execute()
    },
  }
}
