import type { Finding } from './finding.ts'

/**
 * Galaxy AI edits. Samsung's gallery appends data after the picture (JPEG, PNG) or in a `sefd` box (HEIC); its JSON block
 * `PEg_Info` says `"genAIType"`: 0 for edits without AI. The appended data end with `SEFT`.
 *
 * @param trailer bytes after the picture's end, or the payload of the box
 */
export function samsungFinding(trailer: Uint8Array, place: string): Finding | undefined {
  const buffer = Buffer.from(trailer.buffer, trailer.byteOffset, trailer.byteLength)
  if (buffer.lastIndexOf('SEFT') < 0 && buffer.lastIndexOf('SEFH') < 0) return undefined
  let at = buffer.indexOf('genAIType')
  for (let tries = 0; at >= 0 && tries < 32; tries++) {
    const type = /^["'\s:=\\]{0,8}(\d{1,6})/.exec(buffer.toString('latin1', at + 9, at + 32))?.[1]
    if (type !== undefined && Number(type) !== 0) {
      return {
        code: 'DECLARED_AI_EDIT',
        mark: 'samsung_gen_ai',
        place,
        facts: { producer: 'Samsung Galaxy AI', genAiType: Number(type) },
      }
    }
    at = buffer.indexOf('genAIType', at + 9)
  }
  return undefined
}
