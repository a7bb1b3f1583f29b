import type { Raster } from '../../check/photo.ts'
import { fingerprintViews, type ViewFingerprint } from './views.ts'

export default (raster: Raster): ViewFingerprint[] => fingerprintViews(raster)
