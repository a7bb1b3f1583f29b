import { mkdtemp, readFile, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { channels } from '../check/claim.ts'
import { reasonCodes } from '../check/reasons.ts'
import { measured } from '../check/signal.ts'
import { judge } from '../check/verdict.ts'
import { readConfig } from '../config.ts'
import { loadDetector } from '../signals/generated/card.ts'
import { barePhoto, reasonOf, signalsOf } from '../test/verdicts.ts'
import { readPolicy } from './read.ts'

const { POLICY_FILE, MODEL_DIR } = readConfig({})

describe('the shipped policy', () => {
  it('weighs every reason there is, and says why', async () => {
    const policy = await readPolicy(POLICY_FILE)
    // The detector's log-odds count by themselves. A part that does not fit the rest is told and weighs nothing, as whoever
    // hides an address makes one; nor does what is told of all photos together.
    const measured = [
      'LOOKS_GENERATED',
      'MAY_BE_GENERATED',
      'LOOKS_CAPTURED',
      'EDITED_REGION',
      'PHOTOS_AGREE',
      'PHOTOS_DIFFER',
      'SOME_PHOTOS_REUSED',
      'ONE_SCENE',
      'ONE_CAMERA',
      'SEVERAL_CAMERAS',
    ]
    const unweighed = reasonCodes.filter((code) => !policy.reasons[code] && !measured.includes(code))
    expect(unweighed).toEqual([])
  })

  it.each(channels)(
    'sends a photo to people in %s from the detector threshold, and calls none suspect by it alone',
    async (channel) => {
      const policy = await readPolicy(POLICY_FILE)
      const { review, suspect } = (await loadDetector(MODEL_DIR)).card.thresholds
      const bandAt = (logOdds: number) => {
        const signals = signalsOf({ generated: measured([], logOdds) })
        return judge({ channel, orderId: 'o' }, [{ photo: barePhoto(), signals }], policy).band
      }
      expect([review - 0.02, review, suspect, 99].map(bandAt)).toEqual(['clear', 'review', 'review', 'review'])
      const withMore = signalsOf({
        generated: measured([], suspect),
        camera: measured([reasonOf('TAKEN_BEFORE_DELIVERY')]),
      })
      expect(judge({ channel, orderId: 'o' }, [{ photo: barePhoto(), signals: withMore }], policy).band).toBe('suspect')
    },
  )

  it('lets no signal but a mark in the file or an earlier sighting move a photo far alone', async () => {
    const { signals } = await readPolicy(POLICY_FILE)
    for (const name of ['camera', 'encoding', 'history'] as const) expect(signals[name].max).toBeLessThanOrEqual(2.5)
  })

  it('never passes an appeal without a person', async () => {
    const { appeal } = (await readPolicy(POLICY_FILE)).channels
    expect(new Set(Object.values(appeal.actions))).toEqual(new Set(['review']))
  })
})

describe('a policy file', () => {
  it('that is wrong is refused with the path of the fault', async () => {
    const file = join(await mkdtemp(join(tmpdir(), 'huoyan-policy-')), 'policy.json')
    const broken = async (change: (policy: Record<string, any>) => void) => {
      const policy = JSON.parse(await readFile(POLICY_FILE, 'utf8'))
      change(policy)
      await writeFile(file, JSON.stringify(policy))
      return readPolicy(file)
    }
    await expect(broken((p) => (p.prior = 2))).rejects.toThrow('prior')
    await expect(broken((p) => (p.reasons.NO_SUCH_REASON = { logOdds: 1, basis: 'x' }))).rejects.toThrow(
      'NO_SUCH_REASON',
    )
    await expect(broken((p) => (p.channels.refund.suspect = 0.1))).rejects.toThrow('refund')
    await expect(broken((p) => delete p.signals.camera)).rejects.toThrow('camera')
    await writeFile(file, '{')
    await expect(readPolicy(file)).rejects.toThrow('is not JSON')
  })
})
