import type { EvidenceMap } from './signal.ts'

/** What stays of a photo beside its verdict: where the detector looked and, where the operator allows it, pixels. */
export interface PhotoRemains {
  /** Which photo of the check. */
  photo: number
  map?: EvidenceMap | undefined
  pictures: KeptPicture[]
}

export interface KeptPicture {
  kind: 'thumbnail' | 'original'
  /** MIME type. */
  type: string
  bytes: Uint8Array
  /** Deleted after that. */
  until: Date
}
