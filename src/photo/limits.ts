/** What one photo may cost. Set in `config.ts`. */
export interface PhotoLimits {
  maxBytes: number
  maxPixels: number
  /** Longest time one decode may take, in milliseconds. */
  decodeMs: number
}
