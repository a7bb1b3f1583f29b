import { describe, expect, it } from 'vitest'
import type { CheckClaim } from '../check/check.ts'
import { CheckError } from '../check/errors.ts'
import type { Verdict } from '../check/verdict.ts'
import { checkStore, type SavedBeside } from '../store/checks.ts'
import { deliveryStore } from '../store/deliveries.ts'
import { jobStore } from '../store/jobs.ts'
import { openWhileTesting, stores } from '../test/stores.ts'
import { startPromisedChecks } from './promisedChecks.ts'

const now = () => new Date('2026-11-22T08:00:00Z')
const claim = { channel: 'refund', orderId: 'order-1' } as const
const verdictOf = (id: string) => ({ id, createdAt: now().toISOString(), photos: [] }) as unknown as Verdict

describe.each(stores)('a promised check with the store on %s', (_, fresh) => {
  const own = openWhileTesting(fresh)

  /** Makes one promised check of a tenant who wants to hear, as `check` does it. @returns what is left afterwards. */
  async function made(
    tenant: string,
    check: (also: NonNullable<SavedBeside['also']>, verdict: Verdict) => ReturnType<CheckClaim>,
  ) {
    const jobs = jobStore(own.db)
    const checkId = `chk_${tenant}`
    await deliveryStore(own.db).setWebhook(tenant, { url: 'https://shop.example/hook', secret: 'whsec_' }, now())
    await jobs.add({ checkId, tenant, claim, photos: [{ bytes: Uint8Array.of(1) }] }, now())
    const tried = new Promise<void>((resolve) => {
      const hand = startPromisedChecks(1, {
        jobs,
        check: (_, also) => () => check(also, verdictOf(checkId)).finally(() => void hand.close().then(resolve)),
        onMessage: () => {},
        onFault: () => {},
        now,
      })
    })
    await tried
    const messages = await own.db.selectFrom('deliveries').selectAll().where('tenant', '=', tenant).execute()
    return {
      verdict: await checkStore(own.db).find(tenant, checkId),
      job: await jobs.state(tenant, checkId),
      messages: messages.map(({ id, body }) => ({ id, ...JSON.parse(body) })),
    }
  }
  const save = (tenant: string, verdict: Verdict, also: NonNullable<SavedBeside['also']>) =>
    checkStore(own.db).save(tenant, claim, verdict, { also })

  it('has queued its message when the process dies right after its verdict was kept', async () => {
    const left = await made('killed-after', async (also, verdict) => {
      await save('killed-after', verdict, also)
      throw new Error('killed')
    })
    expect(left).toEqual({
      verdict: verdictOf('chk_killed-after'),
      job: undefined,
      messages: [
        {
          id: 'chk_killed-after',
          type: 'check.completed',
          timestamp: now().toISOString(),
          data: verdictOf('chk_killed-after'),
        },
      ],
    })
  })

  it('is still to be made, and told of nowhere, when the process dies before its verdict is kept', async () => {
    const left = await made('killed-before', async (also, verdict) => {
      await save('killed-before', verdict, async (transaction, kept) => {
        await also(transaction, kept)
        throw new Error('killed')
      })
      return verdict
    })
    expect(left).toEqual({ verdict: undefined, job: { attempts: 1 }, messages: [] })
  })

  it('that is refused is told of in the transaction that keeps why', async () => {
    const left = await made('refused', async () => {
      throw new CheckError('PHOTO_UNREADABLE', 'It is truncated.', { photo: 0 })
    })
    const problem = { code: 'PHOTO_UNREADABLE', detail: 'It is truncated.', photo: 0 }
    expect(left).toMatchObject({
      verdict: undefined,
      job: { refusal: problem },
      messages: [{ id: 'chk_refused', type: 'check.refused', data: { id: 'chk_refused', problem } }],
    })
  })

  it('that another process has made already is not refused as well', async () => {
    const left = await made('twice', async (also, verdict) => {
      await save('twice', verdict, also)
      throw new CheckError('PHOTO_UNREADABLE', 'It is truncated.', { photo: 0 })
    })
    expect(left.messages.map(({ type }) => type)).toEqual(['check.completed'])
    expect(left.job).toBeUndefined()
  })
})
