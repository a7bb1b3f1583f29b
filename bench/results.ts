import { createReadStream } from 'node:fs'
import { parse } from 'csv-parse'
import { type Band, bands } from '../src/check/policy.ts'
import { type SignalName, signalNames } from '../src/check/signal.ts'
import { type Label, labels } from './dataset.ts'

/** Parts of a check that take time: reading pixels, then each signal. */
export const stages = ['open', ...signalNames] as const
export type Stage = (typeof stages)[number]

/** One photo of the benchmark: what was known, what the check answered, what it took. */
export interface PhotoResult {
  file: string
  label: Label | ''
  source: string
  generator: string
  /** Why there is no verdict: an error code of the service, or of reading the file; empty when there is one. */
  error: string
  claim: string
  content: string
  /** Of the file's bytes, also where a sweep changed them; empty when the file could not be read. */
  sha256: string
  /** Of the whole check, in milliseconds, beside the others in flight. */
  ms: number
  verdict: PhotoFindings | undefined
}

export interface PhotoFindings {
  /** 0-1, as the service answers it. */
  score: number
  band: Band
  /** What each signal answered, 0-1; absent where it had nothing to look at. */
  signals: Partial<Record<SignalName, number>>
  /** The detector's calibrated log-odds at even prior, before the policy bounds them; absent as `signals.generated`. */
  detectorLogOdds: number | undefined
  /** The detector's mean tile logit, before calibration. */
  tileLogit: number | undefined
  format: string
  width: number
  height: number
  bytes: number
  /** Codes. */
  reasons: string[]
  stageMs: Partial<Record<Stage, number>>
  /** Share of the cells looked at that the map of edits marks, or else the patch map, 0-1. */
  markedArea: number | undefined
  /** Patch map against mask, over pixels of the raster; only where a mask was given. */
  maskF1: number | undefined
  maskIou: number | undefined
}

const otherSignals = signalNames.filter((name) => name !== 'generated')

/** The first nine are a contract with readers of the file. */
const columns = [
  ...['file', 'label', 'source', 'generator', 'score', 'band', 'generated', 'ms', 'error'],
  ...['claim', 'content', 'sha256', 'format', 'width', 'height', 'bytes', 'detector_log_odds', 'tile_logit'],
  ...otherSignals,
  ...['reasons', 'marked_area', 'mask_f1', 'mask_iou'],
  ...stages.map((stage) => `${stage}_ms`),
]

export const csvHeader = `${columns.join(',')}\n`

/** One line; line breaks inside values become visible signs, so that a line is always a photo. */
export function csvLine(result: PhotoResult): string {
  const { verdict } = result
  const { signals, stageMs } = verdict ?? { signals: {}, stageMs: {} }
  const values: Record<string, string | number | undefined> = {
    file: result.file,
    label: result.label,
    source: result.source,
    generator: result.generator,
    score: verdict?.score,
    band: verdict?.band,
    generated: signals.generated,
    ms: rounded(result.ms, 1),
    error: result.error,
    claim: result.claim,
    content: result.content,
    sha256: result.sha256,
    format: verdict?.format,
    width: verdict?.width,
    height: verdict?.height,
    bytes: verdict?.bytes,
    detector_log_odds: rounded(verdict?.detectorLogOdds, 6),
    tile_logit: rounded(verdict?.tileLogit, 6),
    reasons: verdict?.reasons.join(' '),
    marked_area: rounded(verdict?.markedArea, 6),
    mask_f1: rounded(verdict?.maskF1, 6),
    mask_iou: rounded(verdict?.maskIou, 6),
  }
  for (const name of otherSignals) values[name] = signals[name]
  for (const stage of stages) values[`${stage}_ms`] = rounded(stageMs[stage], 2)
  return `${columns.map((column) => quoted(oneLine(`${values[column] ?? ''}`))).join(',')}\n`
}

export const oneLine = (text: string): string => text.replace(/[\r\n]+/g, '␤')
const quoted = (text: string) => (/[",]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text)
const rounded = (value: number | undefined, digits: number) =>
  value === undefined ? undefined : Number(value.toFixed(digits))

/** Streams the results of a file that `csvLine` wrote. */
export async function* readResults(file: string): AsyncGenerator<PhotoResult> {
  const records = createReadStream(file).pipe(parse({ columns: true }))
  for await (const record of records) yield resultOf(record as Record<string, string>)
}

/** @throws Error when a value is not one that `csvLine` writes. */
export function resultOf(record: Record<string, string>): PhotoResult {
  const text = (name: string) => record[name] ?? ''
  const number = (name: string) => (text(name) === '' ? undefined : Number(text(name)))
  const label = ['', ...labels].find((each) => each === text('label')) as Label | '' | undefined
  if (label === undefined) throw new Error(`${text('file')}: ${text('label')} is not a label`)
  const band = bands.find((each) => each === text('band'))
  const measured = (names: readonly string[], column: (name: string) => string) =>
    Object.fromEntries(
      names.flatMap((name) => (number(column(name)) === undefined ? [] : [[name, number(column(name))]])),
    )
  return {
    file: text('file'),
    label,
    source: text('source'),
    generator: text('generator'),
    error: text('error'),
    claim: text('claim'),
    content: text('content'),
    sha256: text('sha256'),
    ms: number('ms') ?? 0,
    verdict: band && {
      score: number('score') ?? 0,
      band,
      signals: measured(signalNames, (name) => name),
      detectorLogOdds: number('detector_log_odds'),
      tileLogit: number('tile_logit'),
      format: text('format'),
      width: number('width') ?? 0,
      height: number('height') ?? 0,
      bytes: number('bytes') ?? 0,
      reasons: text('reasons').split(' ').filter(Boolean),
      stageMs: measured(stages, (stage) => `${stage}_ms`),
      markedArea: number('marked_area'),
      maskF1: number('mask_f1'),
      maskIou: number('mask_iou'),
    },
  }
}
