import sharp from 'sharp'

/**
 * libvips, tamed for untrusted bytes: no caches that keep buyers' pixels, one thread a photo (photos run side by
 * side already), and only the loaders of formats that we accept. AVIF stands behind the HEIF loader.
 */
sharp.cache(false)
sharp.concurrency(1)
sharp.block({ operation: ['VipsForeignLoad'] })
sharp.unblock({
  operation: [
    'VipsForeignLoadJpegBuffer',
    'VipsForeignLoadPngBuffer',
    'VipsForeignLoadWebpBuffer',
    'VipsForeignLoadHeifBuffer',
  ],
})

export { sharp }
