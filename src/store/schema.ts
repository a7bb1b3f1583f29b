import type { ColumnType, Generated } from 'kysely'
import type { Claim } from '../check/claim.ts'
import type { Verdict } from '../check/verdict.ts'

/** JSON goes in as text and comes out parsed. */
type Json<T> = ColumnType<T, string, string>

/** The tables as `migrations.ts` makes them. Every key begins with what a distributed PostgreSQL would shard by. */
export interface Schema {
  checks: {
    id: string
    tenant: string
    channel: string
    order_id: string
    buyer_id: string | null
    merchant_id: string | null
    created_at: Date
    claim: Json<Claim>
    verdict: Json<Verdict>
  }
  fingerprints: {
    check_id: string
    photo: number
    sha256: Uint8Array
    pdq: Uint8Array
    quality: number
    tenant: string
    order_id: string
    buyer_id: string | null
    merchant_id: string | null
    seen_at: Date
  }
  fingerprint_bands: {
    band: number
    value: number
    check_id: string
    photo: number
  }
  outcomes: {
    id: Generated<number>
    check_id: string
    tenant: string
    buyer_id: string | null
    outcome: 'fake' | 'genuine' | 'unresolved'
    decided_by: string
    note: string | null
    decided_at: Date
  }
  idempotency: {
    tenant: string
    route: string
    key: string
    body_sha256: string
    status: number | null
    body: ColumnType<unknown, string | null, string | null>
    created_at: Date
  }
}
