import type { Raster } from '../../check/photo.ts'
import { type Landmarks, landmarksOf } from './landmarks.ts'
import { sharedDetails } from './sameScene.ts'

export interface SceneTask {
  raster: Raster
  /** Of the claim's photos that were looked at before. */
  earlier: Landmarks[]
}

export interface SceneAnswer {
  landmarks: Landmarks
  /** With each of the earlier ones. */
  shared: number[]
}

export default ({ raster, earlier }: SceneTask): SceneAnswer => {
  const landmarks = landmarksOf(raster)
  return { landmarks, shared: earlier.map((each) => sharedDetails(each, landmarks)) }
}
