import sharp from 'sharp'
import { afterAll, describe, expect, it } from 'vitest'
import type { Claim } from '../../check/claim.ts'
import type { Raster } from '../../check/photo.ts'
import { fromElsewhere, height, image, rasterOf, strewn, width } from '../../test/strewn.ts'
import { barePhoto } from '../../test/verdicts.ts'
import { landmarksOf } from './landmarks.ts'
import { sharedDetails } from './sameScene.ts'
import { fewestDetails, startScenes } from './scenes.ts'

const shared = (a: Raster, b: Raster) => sharedDetails(landmarksOf(a), landmarksOf(b))

describe('the details that two photos share', () => {
  it.each([1, 2, 3])('are many where both show one scene, from whichever place (scene %i)', async (seed) => {
    const scene = await strewn(seed)
    const onItsSide = await rasterOf(image(scene).rotate(90))
    expect(shared(scene, await fromElsewhere(scene))).toBeGreaterThanOrEqual(fewestDetails)
    expect(shared(scene, onItsSide)).toBeGreaterThanOrEqual(fewestDetails)
  })

  it('are too few where they show different scenes, and where there is hardly anything to see', async () => {
    const scene = await strewn(4)
    const flat: Raster = { data: new Uint8Array(width * height * 3).fill(200), width, height }
    const onePixel: Raster = { data: new Uint8Array(3), width: 1, height: 1 }
    for (const other of [await strewn(5), await fromElsewhere(await strewn(6)), flat, onePixel])
      expect(shared(scene, other)).toBeLessThan(fewestDetails)
  })

  it('do not come from what lies at the same place in both: a stamp, a frame, a screen', async () => {
    const stamp = await image(await strewn(7))
      .resize(300, 200)
      .png()
      .toBuffer()
    const stamped = async (seed: number) => {
      const whole = image(await strewn(seed)).composite([{ input: stamp, left: 20, top: 20 }])
      return rasterOf(sharp(await whole.png().toBuffer()))
    }
    expect(shared(await stamped(8), await stamped(9))).toBeLessThan(fewestDetails)
  })
})

describe('the photos of a claim', () => {
  const scenes = startScenes()
  afterAll(() => scenes.close())

  it('are told to share a scene by those that come later, in each check of the claim anew', async () => {
    const claim: Claim = { channel: 'dispute', orderId: 'o-1' }
    const photos = [await strewn(1), await strewn(2), await fromElsewhere(await strewn(1))]
    for (const checkId of ['chk_1', 'chk_2']) {
      const told = await Promise.all(
        photos.map((raster, i) => scenes.compare({ checkId, claim, photo: barePhoto(i), raster })),
      )
      const others = told.map((reasons) => reasons.map(({ code, facts }) => [code, facts.other]))
      expect(others).toEqual([[], [], [['SAME_SCENE', 1]]])
    }
  })
})
