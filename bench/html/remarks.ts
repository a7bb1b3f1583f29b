import { genuineCounts } from '../figures.ts'
import type { Report } from '../report.ts'
import type { Table } from '../table.ts'

/** From here on size and compression alone tell too much. */
const probeMax = 0.55
/** Clean photos of one source that a claim of 1 % false alarms needs (three alarms expected). */
const photosFor1 = 300

/** What a careful reader should know before believing the figures. */
export function remarks({ data, figures, run }: Report, table: Table): string {
  const probe = figures.rank.metadata.auc.value
  const sizes = genuineCounts(table)
  const large = sizes.filter((size) => size >= photosFor1).length
  const sources = new Set(table.source).size
  const said = [
    data.real === 0 && 'There are no genuine photos: false alarms and areas under curves cannot be measured.',
    data.notGenuine === 0 && 'There are only genuine photos: what is found and areas under curves cannot be measured.',
    probe !== null &&
      probe > probeMax &&
      `Size and compression alone reach an AUC of ${probe.toFixed(2)} on sources not seen before: this data set is biased, and a detector may score well on it for the wrong reason. The condition <i>equalised</i> of the sweep removes that.`,
    probe === null &&
      'There are too few sources for a metadata-only probe, so bias in size and compression is unknown.',
    sizes.length > 0 &&
      large < sizes.length &&
      `${large} of ${sizes.length} real sources have the ${photosFor1} photos that a claim of 1 % false alarms needs; read figures at 1 % as rough.`,
    sizes.length > 0 && sizes.length < 5 && `Intervals are drawn over ${sources} sources: too few to speak for others.`,
    data.duplicates > 0 && `${data.duplicates} photos have the bytes of another one in the set.`,
    run.faults > 0 && `${run.faults} signals broke or were late in this run: the figures are not of the model alone.`,
    data.unreadable.length > 0 &&
      `${data.unreadable.length} of ${data.rows} rows could not be judged and are in no figure; they are listed at the end.`,
  ].filter((each) => typeof each === 'string')
  if (said.length === 0) return ''
  return `<aside><h2>Read this first</h2><ul>${said.map((each) => `<li>${each}</li>`).join('')}</ul></aside>`
}
