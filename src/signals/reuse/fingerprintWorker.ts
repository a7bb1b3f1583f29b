import type { Raster } from '../../check/photo.ts'
import { hashPicture, type PictureHashes } from './views.ts'

export interface FingerprintTask {
  raster: Raster
  thorough: boolean
}

export default ({ raster, thorough }: FingerprintTask): PictureHashes => hashPicture(raster, thorough)
