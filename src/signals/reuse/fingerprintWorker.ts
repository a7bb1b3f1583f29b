import type { Raster } from '../../check/photo.ts'
import { hashPicture, type PictureHashes } from './views.ts'

export interface FingerprintTask {
  raster: Raster
  within: number
}

export default ({ raster, within }: FingerprintTask): PictureHashes => hashPicture(raster, within)
