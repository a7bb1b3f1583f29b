import { Piscina } from 'piscina'
import type { Claim } from '../../check/claim.ts'
import type { Raster } from '../../check/photo.ts'
import type { Reason } from '../../check/reasons.ts'
import type { Subject } from '../../check/signal.ts'
import { workerFile } from '../../workers.ts'
import type { Landmarks } from './landmarks.ts'
import type { SceneAnswer, SceneTask } from './sceneWorker.ts'

/**
 * From so many shared details on two photos show the same thing or place. Set where no pair of training photos of
 * different sources came near (4 at most); `bench/reuse/scenes.ts` tells what it finds on others.
 */
export const fewestDetails = 10
/** Nobody waits longer for it; what is not known by then is not told. */
const patienceMs = 2000

export interface Scenes {
  /** Which earlier photo of its claim a photo shares a scene with, if any: one reason, for the most alike. */
  compare: (subject: Pick<Subject, 'checkId' | 'claim' | 'photo' | 'raster'>) => Promise<Reason[]>
  close: () => Promise<void>
}

interface Looked {
  photo: number
  landmarks: Landmarks
}

/** A check's photos that were looked at, and whose turn it is: each photo meets all that came before it. */
interface Round {
  checkId: string
  looked: Looked[]
  turn: Promise<unknown>
}

/** One thread for arithmetic of a tenth of a second a photo, while it is needed. */
export function startScenes(): Scenes {
  const pool = new Piscina<SceneTask, SceneAnswer>({
    filename: workerFile(import.meta.url, 'sceneWorker'),
    minThreads: 0,
    maxThreads: 1,
    idleTimeout: 60_000,
  })
  // For as long as a claim is being checked.
  const rounds = new WeakMap<Claim, Round>()

  async function look(round: Round, photo: number, raster: Raster, signal: AbortSignal): Promise<Reason[]> {
    const earlier = [...round.looked]
    const task = { raster, earlier: earlier.map(({ landmarks }) => landmarks) }
    const { landmarks, shared } = await pool.run(task, { signal })
    round.looked.push({ photo, landmarks })
    const most = Math.max(0, ...shared)
    if (most < fewestDetails) return []
    return [{ code: 'SAME_SCENE', facts: { other: earlier[shared.indexOf(most)]!.photo + 1, details: most } }]
  }

  return {
    compare({ checkId, claim, photo, raster }) {
      const known = rounds.get(claim)
      // An appeal checks one claim twice, once by what was pinned.
      const round = known?.checkId === checkId ? known : { checkId, looked: [], turn: Promise.resolve() }
      rounds.set(claim, round)
      // Waiting for one's turn counts: those before it have given up by then.
      const signal = AbortSignal.timeout(patienceMs)
      const found = round.turn
        .then(() => look(round, photo.index, raster, signal))
        .catch((error: Error) => {
          if (error.name !== 'AbortError') throw error
          return []
        })
      round.turn = found.catch(() => {})
      return found
    },
    close: () => pool.close({ force: true }),
  }
}
