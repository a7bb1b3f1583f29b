import { join } from 'node:path'
import { assembleCheck, type CheckAssembly } from '../src/assembleCheck.ts'
import type { Config } from '../src/config.ts'
import { nothing } from '../src/store/nothing.ts'
import type { Shipped } from './accuracy.ts'
import type { Dataset } from './dataset.ts'
import { examiner } from './examine.ts'
import { type Condition, launder } from './launder.ts'
import { illustrated, type Mistake, worstMistakes } from './mistakes.ts'
import type { Progress } from './progress.ts'
import { run } from './run.ts'
import { type Versions, versionsOf } from './versions.ts'

/** A data set as one detector, with everything around it, has judged it. */
export interface Judged {
  /** Where the detector lies. */
  folder: string
  versions: Versions
  shipped: Shipped
  /** Where the results lie. */
  journal: string
  swept: { condition: Condition; journal: string }[]
  mistakes: Mistake[]
  /** Checked now; the others were kept from an earlier run. */
  checked: number
  /** Signals that broke. */
  faults: number
}

export interface Task {
  dataset: Dataset
  /** The service's settings, with the folder of the detector. */
  config: Config
  /** Folder of the results. */
  out: string
  /** Name of the results in it, without extension. */
  name: string
  conditions: Condition[]
  /** Whether the worst mistakes are looked for, which takes their pictures. */
  mistakes: boolean
  progress: Progress
}

/** Runs the data set through one detector, as it is and under each condition. */
export async function judge({ dataset, config, out, name, conditions, mistakes, progress }: Task): Promise<Judged> {
  let faults = 0
  const parts = await assembleCheck(config, { onFault: () => void faults++ })
  try {
    const versions = await versionsOf(parts)
    const key = { versions, maxBytes: config.MAX_PHOTO_BYTES, maxPixels: config.MAX_PHOTO_PIXELS }
    const each = { dataset, examine: examiner(parts), inFlight: 2 * config.WORKERS, progress }
    const journal = join(out, `${name}.csv`)
    progress.phase(`${versions.model.name} ${versions.model.version}`)
    let checked = await run({ ...each, journal, key })
    const swept: Judged['swept'] = []
    for (const condition of conditions) {
      progress.phase(condition)
      const file = join(out, 'sweep', `${condition.replaceAll(' ', '-')}.csv`)
      const transform = (bytes: Uint8Array, sha256: string) => launder(bytes, condition, sha256)
      checked += await run({ ...each, transform, journal: file, key: { ...key, condition } })
      swept.push({ condition, journal: file })
    }
    return {
      folder: config.MODEL_DIR,
      versions,
      shipped: shippedBy(parts),
      journal,
      swept,
      mistakes: mistakes ? await illustrated(await worstMistakes(journal), parts, dataset) : [],
      checked,
      faults,
    }
  } finally {
    await parts.close()
  }
}

function shippedBy(parts: CheckAssembly): Shipped {
  const { prior, channels } = parts.ports(nothing).policy()
  const { review, suspect } = channels.refund
  return { prior, review, suspect, detectorSuspect: parts.detector.card.thresholds.suspect }
}
