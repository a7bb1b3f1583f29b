/** The part of libheif-js that `heicWorker.ts` uses; the package ships no types for its wasm bundle. */
declare module 'libheif-js/wasm-bundle.js' {
  interface HeifPicture {
    get_width(): number
    get_height(): number
    is_primary(): boolean
    display(
      target: { data: Uint8ClampedArray; width: number; height: number },
      done: (shown: typeof target | null) => void,
    ): void
  }
  const libheif: { HeifDecoder: new () => { decode(bytes: Uint8Array): HeifPicture[] } }
  export default libheif
}
