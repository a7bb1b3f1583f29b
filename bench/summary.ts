import type { Estimate } from './bootstrap.ts'
import type { Report } from './report.ts'

/** The report in a few lines, for a terminal. */
export function summary({ data, figures, run, sweep, models }: Report): string {
  const { rank, shipped, decisions, calibration } = figures
  const lines = [
    `${data.photos} photos judged: ${data.real} real of ${count(data.realSources)} sources, ` +
      `${data.notGenuine} not genuine of ${count(data.generators)} generators; ${data.unreadable.length} unreadable`,
    `AUC, mean over generators    score ${told(rank.score.macroAuc)}   detector ${told(rank.generated.macroAuc)}`,
    `metadata-only probe          ${told(rank.metadata.auc)}`,
    `suspect: found               ${told(shipped.suspect.tprMacro)}   false alarms ${told(shipped.suspect.fprMacro)}`,
    `balanced accuracy            ${told(shipped.suspect.balancedAccuracy)}`,
    `calibration error            ${told(calibration.score.ece)}   error on the decided ${told(decisions.errorOnDecided)}`,
    ...(sweep ?? []).map(({ condition, lost }) => `lost by ${condition.padEnd(20)} AUC ${told(lost.macroAuc)}`),
    ...(models ?? []).map(
      ({ model, difference }) => `${model.name}: AUC of the detector differs by ${told(difference.detectorMacroAuc)}`,
    ),
    ...(run.photosPerSecond === null
      ? []
      : [`${run.photosPerSecond.toFixed(1)} photos a second with ${run.workers} workers`]),
    ...(run.faults > 0 ? [`${run.faults} signals broke or were late: the figures are not of the model alone`] : []),
  ]
  return lines.join('\n')
}

const count = (names: Record<string, number>) => Object.keys(names).length

function told({ value, low, high }: Estimate): string {
  if (value === null) return 'not measured'
  return low === null || high === null
    ? value.toFixed(3)
    : `${value.toFixed(3)} [${low.toFixed(3)}, ${high.toFixed(3)}]`
}
