import type { Raster } from '../../check/photo.ts'
import { hashPicture, type PictureHashes } from './views.ts'

export default (raster: Raster): PictureHashes => hashPicture(raster)
