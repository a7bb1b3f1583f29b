import libheif from 'libheif-js/wasm-bundle.js'
import type { RgbaPixels } from './heic.ts'

/** libheif prints what it thinks of a file; untrusted files do not get to write to our output. */
console.log = console.warn = console.error = () => {}

/** Decodes the primary picture of one HEIC file, turned upright by the container's own transformations. */
export default function decodePrimary({ bytes, maxPixels }: { bytes: Uint8Array; maxPixels: number }) {
  const pictures = new libheif.HeifDecoder().decode(bytes)
  const picture = pictures.find((each) => each.is_primary()) ?? pictures[0]
  if (!picture) throw new Error('libheif found no picture')
  const width = picture.get_width()
  const height = picture.get_height()
  if (width * height > maxPixels) throw new Error(`primary picture has ${width} x ${height} pixels`)
  const rgba = new Uint8ClampedArray(width * height * 4)
  return new Promise<RgbaPixels>((resolve, reject) => {
    picture.display({ width, height, data: rgba }, (shown) => {
      if (!shown) return reject(new Error('libheif could not decode the picture'))
      resolve({ width, height, data: new Uint8Array(rgba.buffer) })
    })
  })
}
