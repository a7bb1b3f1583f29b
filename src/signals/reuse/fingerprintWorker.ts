import type { Raster } from '../../check/photo.ts'
import { type Fingerprint, pdq } from './pdq.ts'

export default (raster: Raster): Fingerprint => pdq(raster)
