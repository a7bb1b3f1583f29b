import { plainText } from '../../photo/plainText.ts'
import { xmpValues } from '../../photo/xmp.ts'
import type { Finding, ProvenanceCode } from './finding.ts'

/**
 * IPTC digital source types by what they say of a picture.
 * Source: IPTC NewsCodes, http://cv.iptc.org/newscodes/digitalsourcetype/ (2025).
 */
const SOURCE_TYPES: Record<string, ProvenanceCode> = {
  trainedalgorithmicmedia: 'DECLARED_AI',
  compositewithtrainedalgorithmicmedia: 'DECLARED_AI_EDIT',
  algorithmicmedia: 'DECLARED_SYNTHETIC',
  compositesynthetic: 'DECLARED_SYNTHETIC',
  datadrivenmedia: 'DECLARED_SYNTHETIC',
  digitalart: 'DECLARED_SYNTHETIC',
  digitalcreation: 'DECLARED_SYNTHETIC',
  virtualrecording: 'DECLARED_SYNTHETIC',
  digitalcapture: 'DECLARED_CAPTURE',
  computationalcapture: 'DECLARED_CAPTURE',
  negativefilm: 'DECLARED_CAPTURE',
  positivefilm: 'DECLARED_CAPTURE',
}

/** @param value a source type as URI or bare name */
export function sourceTypeCode(value: string): ProvenanceCode {
  return SOURCE_TYPES[sourceTypeName(value).toLowerCase()] ?? 'SOURCE_TYPE_STATED'
}

/** @returns the last part of a source type's URI, fit for a fact */
export const sourceTypeName = (value: string): string => plainText(value.slice(value.lastIndexOf('/') + 1), 60)

const PROPERTIES = ['DigitalSourceType', 'DigitalSourceFileType', 'DigitalSourcefileType']

/** Digital source types and the AI fields of IPTC 2025.1 in an XMP packet. */
export function sourceTypeFindings(xmp: string, place: string): Finding[] {
  const types = PROPERTIES.flatMap((property) => xmpValues(xmp, property)).map(
    (value): Finding => ({
      code: sourceTypeCode(value),
      mark: 'iptc_source_type',
      place,
      facts: { sourceType: sourceTypeName(value) },
    }),
  )
  const systems = xmpValues(xmp, 'AISystemUsed')
  const prompts = xmpValues(xmp, 'AIPromptInformation')
  if (systems.length + prompts.length === 0) return types
  const facts: Finding['facts'] = {}
  if (systems[0]) facts.producer = plainText(systems[0])
  if (prompts[0]) facts.prompt = plainText(prompts[0])
  return [...types, { code: 'DECLARED_AI', mark: 'iptc_ai_system', place, facts }]
}
