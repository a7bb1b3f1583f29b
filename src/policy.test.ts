import { mkdtemp, readFile, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { channels } from './check/claim.ts'
import { reasonCodes } from './check/reasons.ts'
import { measured } from './check/signal.ts'
import { judge } from './check/verdict.ts'
import { readConfig } from './config.ts'
import { readPolicy } from './policy.ts'
import { loadDetector } from './signals/generated/card.ts'
import { barePhoto, reasonOf, signalsOf } from './test/verdicts.ts'

const { POLICY_FILE, MODEL_DIR } = readConfig({})

describe('the shipped policy', () => {
  it('weighs every reason there is, and says why', async () => {
    const policy = await readPolicy(POLICY_FILE)
    const unweighed = reasonCodes.filter((code) => !policy.reasons[code] && !code.startsWith('PHOTOS_'))
    expect(unweighed).toEqual([])
  })

  it.each(channels)(
    'calls a photo suspect in %s from the very threshold that the detector was measured at',
    async (channel) => {
      const policy = await readPolicy(POLICY_FILE)
      const { review, suspect } = (await loadDetector(MODEL_DIR)).card.thresholds
      const bandAt = (logOdds: number) => {
        const reasons = logOdds >= suspect ? [reasonOf('LOOKS_GENERATED')] : []
        const signals = signalsOf({ generated: measured(reasons, logOdds) })
        return judge({ channel, orderId: 'o' }, [{ photo: barePhoto(), signals }], policy).band
      }
      expect([suspect, suspect - 0.01, review, review - 0.02].map(bandAt)).toEqual([
        'suspect',
        'review',
        'review',
        'clear',
      ])
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
