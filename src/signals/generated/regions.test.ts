import { describe, expect, it } from 'vitest'
import { strongestRegion } from './regions.ts'

const columns = 20
const rows = 10
const bars = { cell: 0, region: 2, cells: 6 }

/** A quiet map with rectangles of cells raised. */
const mapWith = (...parts: { x: number; y: number; w: number; h: number; logit: number }[]) => ({
  columns,
  rows,
  logOdds: Float32Array.from({ length: columns * rows }, (_, at) => {
    const [column, row] = [at % columns, Math.floor(at / columns)]
    const part = parts.find(({ x, y, w, h }) => column >= x && column < x + w && row >= y && row < y + h)
    return part?.logit ?? -1
  }),
})

describe('a part that does not fit the rest', () => {
  it('is told with a box around it, in hundredths of the photo', () => {
    const map = mapWith({ x: 4, y: 2, w: 3, h: 3, logit: 3 })
    expect(strongestRegion(map, bars)).toEqual({ left: 20, top: 20, width: 15, height: 30 })
  })

  it('reaches as far as cells that are less sure hang together with it', () => {
    const map = mapWith({ x: 4, y: 2, w: 3, h: 3, logit: 3 }, { x: 7, y: 2, w: 2, h: 1, logit: 0.5 })
    expect(strongestRegion(map, bars)?.width).toBe(25)
  })

  it('is not told of when it is small, or unsure, or nowhere', () => {
    expect(strongestRegion(mapWith({ x: 4, y: 2, w: 5, h: 1, logit: 9 }), bars)).toBeUndefined()
    expect(strongestRegion(mapWith({ x: 4, y: 2, w: 5, h: 5, logit: 1.9 }), bars)).toBeUndefined()
    expect(strongestRegion(mapWith(), bars)).toBeUndefined()
  })

  it('is the surer one of two that do not touch, corners apart', () => {
    const map = mapWith({ x: 0, y: 0, w: 3, h: 3, logit: 3 }, { x: 3, y: 3, w: 3, h: 3, logit: 4 })
    expect(strongestRegion(map, bars)).toEqual({ left: 15, top: 30, width: 15, height: 30 })
  })

  it('does not reach around the edge, nor over what was not looked at', () => {
    const edges = mapWith({ x: 17, y: 4, w: 3, h: 1, logit: 3 }, { x: 0, y: 5, w: 3, h: 1, logit: 3 })
    expect(strongestRegion(edges, bars)).toBeUndefined()
    const parted = mapWith({ x: 4, y: 2, w: 7, h: 1, logit: 3 })
    parted.logOdds[2 * columns + 7] = Number.NaN
    expect(strongestRegion(parted, bars)).toBeUndefined()
  })
})
