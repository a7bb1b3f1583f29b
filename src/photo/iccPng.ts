import { crc32, deflateSync } from 'node:zlib'

const signatureAndHeader = 8 + 25

/**
 * Puts an ICC profile into a PNG, as an iCCP chunk right behind IHDR (PNG specification, third edition, 11.3.2.3):
 * the way to hand a profile to libvips together with raw pixels.
 */
export function withIccProfile(png: Uint8Array, icc: Uint8Array): Uint8Array {
  const body = Buffer.concat([Buffer.from('iCCPprofile\0\0', 'latin1'), deflateSync(icc, { level: 1 })])
  const chunk = Buffer.alloc(body.length + 8)
  chunk.writeUInt32BE(body.length - 4, 0)
  body.copy(chunk, 4)
  chunk.writeUInt32BE(crc32(body), body.length + 4)
  return Buffer.concat([png.subarray(0, signatureAndHeader), chunk, png.subarray(signatureAndHeader)])
}
