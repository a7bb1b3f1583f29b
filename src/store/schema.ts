import type { ColumnType, Generated } from 'kysely'
import type { Claim } from '../check/claim.ts'
import type { Origin, ReferenceKind } from '../check/memory.ts'
import type { Evidence, Verdict } from '../check/verdict.ts'

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
    evidence: ColumnType<Evidence[] | null, string | null, string | null>
  }
  call_counts: {
    account: string
    calls_left: number
    at: Date
  }
  policies: {
    version: string
    body: Json<unknown>
    first_used_at: Date
  }
  api_keys: {
    id: string
    tenant: string
    name: string
    digest: Uint8Array
    scopes: string
    created_at: Date
    revoked_at: Date | null
  }
  audit: {
    id: Generated<number>
    tenant: string
    actor: string
    action: string
    subject: string
    at: Date
  }
  jobs: {
    check_id: string
    tenant: string
    claim: Json<Claim>
    attempts: number
    run_after: Date
    refusal: ColumnType<unknown, string | null, string | null>
    created_at: Date
  }
  job_photos: {
    check_id: string
    photo: number
    name: string | null
    bytes: Uint8Array
  }
  webhooks: {
    tenant: string
    url: string
    secret: string
    created_at: Date
  }
  deliveries: {
    id: string
    tenant: string
    body: string
    attempts: number
    run_after: Date
    created_at: Date
  }
  shadow_verdicts: {
    check_id: string
    tenant: string
    verdict: Json<unknown>
    created_at: Date
  }
  drift_baselines: {
    versions: string
    body: Json<unknown>
    made_at: Date
  }
  sightings: {
    id: Generated<string>
    tenant: string
    origin: Origin
    source_id: string
    photo: number
    sha256: Uint8Array
    order_id: string | null
    buyer_id: string | null
    merchant_id: string | null
    product_id: string | null
    camera_body: Uint8Array | null
    exposure: Uint8Array | null
    seen_at: Date
  }
  /** Beside these, the bands b0 to b15; `fingerprints.ts` alone writes and asks them. */
  fingerprints: {
    sighting: string
    place: number
    view: number
    quality: number
    pdq: string
  }
  quarantine: {
    id: Generated<string>
    tenant: string
    sha256: Uint8Array
    buyers: number
    decision: 'evidence' | 'harmless' | null
    decided_by: string | null
    noticed_at: Date
  }
  photo_references: {
    tenant: string
    id: string
    kind: ReferenceKind
    merchant_id: string | null
    product_id: string | null
    order_id: string | null
    sha256: Uint8Array
    created_at: Date
  }
  photo_maps: {
    check_id: string
    photo: number
    tenant: string
    columns: number
    rows: number
    cells: Uint8Array
    created_at: Date
  }
  kept_photos: {
    check_id: string
    photo: number
    kind: string
    tenant: string
    type: string
    bytes: Uint8Array
    kept_until: Date
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
  signing_keys: {
    kid: string
    purpose: string
    jwk: Json<Record<string, unknown>>
    created_at: Date
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
