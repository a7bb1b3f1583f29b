import { mkdtemp, readFile, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Hono } from 'hono'
import { pino } from 'pino'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { fixture } from '../../fixtures/index.ts'
import { type Assembly, assemble } from '../assemble.ts'
import type { AppealVerdict } from '../check/appeal.ts'
import type { Verdict } from '../check/verdict.ts'
import { readConfig } from '../config.ts'
import { caller } from '../test/caller.ts'
import { stores } from '../test/stores.ts'
import { app } from './app.ts'
import { appealSchema } from './schemas.ts'

const { POLICY_FILE } = readConfig({})
const silent = pino({ level: 'silent' })

/** A policy file of one's own, and what changes it. */
async function ownPolicy(change: (policy: any) => void = () => {}) {
  const file = join(await mkdtemp(join(tmpdir(), 'huoyan-policy-')), 'policy.json')
  const write = async (edit: (policy: any) => void) => {
    const policy = JSON.parse(await readFile(POLICY_FILE, 'utf8'))
    edit(policy)
    await writeFile(file, JSON.stringify(policy))
  }
  await write(change)
  return { file, write }
}

async function eventually<T>(look: () => Promise<T | undefined>): Promise<T> {
  for (;;) {
    const found = await look()
    if (found !== undefined) return found
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
}

describe.each(stores)('with the store on %s,', (_, fresh) => {
  let drop: () => Promise<void>
  let assembly: Assembly
  let service: Hono
  let call: ReturnType<typeof caller>
  let policy: Awaited<ReturnType<typeof ownPolicy>>

  beforeAll(async () => {
    const { place, drop: dropStore } = await fresh()
    drop = dropStore
    policy = await ownPolicy()
    assembly = await assemble(readConfig({ WORKERS: '2', POLICY_FILE: policy.file }), place, silent)
    service = app(assembly.services)
    call = caller(service)
  })
  afterAll(async () => {
    await assembly.close()
    await drop()
  })

  let orders = 0
  const order = () => `order-${++orders}`

  describe('a refund', () => {
    it('goes from claim to outcome to appeal', async () => {
      const claim = {
        channel: 'refund',
        orderId: order(),
        buyerId: 'mei',
        category: '生鲜',
        amount: 20,
        currency: 'CNY',
      }
      const first = await call.check(claim, ['declared.jpg', 'cup.jpg'])
      expect(first).toMatchObject({ band: 'suspect', action: 'review', category: 'fresh_food' })
      const outcome = { outcome: 'genuine', decidedBy: 'li', note: 'The buyer used a filter.' }
      expect((await call.json('POST', `/v1/checks/${first.id}/outcome`, outcome)).status).toBe(200)

      await policy.write((edited) => {
        edited.version = 'gentler'
        edited.reasons.DECLARED_AI.logOdds = 0.1
        edited.reasons.DECLARED_AI_EDIT.logOdds = 0.1
      })
      await assembly.reloadPolicy()
      const response = await call.multipart(`/v1/checks/${first.id}/appeal`, undefined, ['cup.jpg', 'declared.jpg'])
      expect(response.status).toBe(200)
      const appeal = (await response.json()) as AppealVerdict
      expect(appealSchema.safeParse(appeal).error).toBeUndefined()
      expect(appeal).toMatchObject({ channel: 'appeal', action: 'review', appealOf: first.id })
      expect(appeal.photos.map(({ sha256 }) => sha256)).toEqual(first.photos.map(({ sha256 }) => sha256))
      // What was said then is said again by the policy of then; the new policy is what differs.
      expect(appeal.pinned).toMatchObject({ score: first.score, band: first.band, versions: first.versions })
      expect(appeal.versions.policy).toMatch(/^gentler\+/)
      expect(appeal.band).not.toBe('suspect')
      expect(appeal.changes.map(({ what, because }) => `${what} ${because}`)).toContain('policy detector_or_policy')
      expect(appeal.changes.filter(({ because }) => because === 'evidence')).toEqual([])
      expect(await (await call.get(`/v1/checks/${appeal.id}`)).json()).toEqual(appeal)
      await policy.write(() => {})
      await assembly.reloadPolicy()
    })

    it('is told what to ask for, in words that fit the goods', async () => {
      const verdict = await call.check({ channel: 'refund', orderId: order(), category: 'Fragile' }, ['tiny.png'])
      expect(verdict).toMatchObject({ action: 'ask_for_more', category: 'fragile' })
      expect(verdict.ask?.zh).toContain('碎片')
    })

    it('of a large amount, or of a pet, is seen by people before it passes', async () => {
      const passed = { channel: 'refund', orderId: order(), currency: 'CNY', amount: 30 }
      expect(await call.check(passed, ['grey.jpg'])).toMatchObject({ band: 'clear', action: 'pass' })
      const dear = { ...passed, amount: 5000 }
      expect(await call.check(dear, ['grey.jpg'])).toMatchObject({ band: 'clear', action: 'review' })
      const pet = { ...passed, category: '宠物' }
      expect(await call.check(pet, ['grey.jpg'])).toMatchObject({ band: 'clear', action: 'review' })
    })
  })

  describe('a dispute', () => {
    it('sees a photo of another buyer, and an appeal says that this is new', async () => {
      const first = await call.check({ channel: 'dispute', orderId: order(), buyerId: 'anna' }, ['parcel.jpg'])
      expect(first.reasons.map(({ code }) => code)).not.toContain('SAME_FILE_OF_OTHER_BUYER')
      await call.check({ channel: 'refund', orderId: order(), buyerId: 'bo' }, ['parcel.jpg'])
      const response = await call.multipart(`/v1/checks/${first.id}/appeal`, undefined, ['parcel.jpg'])
      const appeal = (await response.json()) as AppealVerdict
      const added = appeal.changes.find(({ what }) => what === 'reason_added')
      expect(added).toMatchObject({ after: 'SAME_FILE_OF_OTHER_BUYER', because: 'evidence', photo: 0 })
    })
  })

  describe('an appeal', () => {
    it('finds the policy of a check during which the policy was changed', async () => {
      const versioned = async (version: string) => {
        await policy.write((edited) => {
          edited.version = version
        })
        await assembly.reloadPolicy()
      }
      await versioned('before')
      const cup = { bytes: await fixture('cup.jpg'), name: 'cup.jpg' }
      const answered = assembly.check('default')({ channel: 'refund', orderId: order() }, [cup])
      await versioned('after')
      const first = await answered
      expect(first.versions.policy).toMatch(/^before\+/)
      expect(await (await call.get(`/v1/checks/${first.id}`)).json()).toEqual(first)
      const response = await call.multipart(`/v1/checks/${first.id}/appeal`, undefined, ['cup.jpg'])
      const appeal = (await response.json()) as AppealVerdict
      expect(appeal.versions.policy).toMatch(/^after\+/)
      expect(appeal.pinned?.versions).toEqual(first.versions)
      await policy.write(() => {})
      await assembly.reloadPolicy()
    })

    it('takes the very same photos, all of them, and no others', async () => {
      const { id } = await call.check({ channel: 'refund', orderId: order() }, ['cup.jpg', 'tiny.png'])
      const appeal = async (photos: Parameters<typeof call.multipart>[2], check = id) => {
        const response = await call.multipart(`/v1/checks/${check}/appeal`, undefined, photos)
        return { status: response.status, body: (await response.json()) as { code: string; detail: string } }
      }
      expect(await appeal(['flat.png'])).toMatchObject({ status: 422, body: { code: 'CLAIM_INVALID' } })
      expect((await appeal(['cup.jpg'])).body.detail).toContain('Photo 2 of the first check is missing')
      expect(await appeal(['cup.jpg'], 'chk_none')).toMatchObject({ status: 404 })
    })
  })

  describe('a promised check', () => {
    const later = { prefer: 'respond-async' }
    it('is made soon, under the id that was promised', async () => {
      const claim = { channel: 'refund', orderId: order() }
      const response = await call.multipart('/v1/checks', claim, ['cup.jpg'], later)
      expect(response.status).toBe(202)
      const { id, status } = (await response.json()) as { id: string; status: string }
      expect(status).toBe('queued')
      expect(response.headers.get('location')).toBe(`/v1/checks/${id}`)
      const verdict = await eventually(async () => {
        const answer = await call.get(`/v1/checks/${id}`)
        return answer.status === 202 ? undefined : ((await answer.json()) as Verdict)
      })
      expect(verdict).toMatchObject({ id, channel: 'refund', photos: [{ name: 'cup.jpg' }] })
    })

    it('whose photo cannot be read says so where its verdict would be', async () => {
      const response = await call.multipart(
        '/v1/checks',
        { channel: 'refund', orderId: order() },
        ['truncated.jpg'],
        later,
      )
      const { id } = (await response.json()) as { id: string }
      const problem = await eventually(async () => {
        const answer = await call.get(`/v1/checks/${id}`)
        return answer.status === 202 ? undefined : { status: answer.status, ...((await answer.json()) as object) }
      })
      expect(problem).toMatchObject({ status: 422, code: 'PHOTO_UNREADABLE', photo: 0 })
    })

    it('that makes no sense is refused at once', async () => {
      const response = await call.multipart('/v1/checks', { channel: 'refund', orderId: order() }, [], later)
      expect(response.status).toBe(422)
    })

    it('is promised once for one idempotency key', async () => {
      const claim = { channel: 'refund', orderId: order() }
      const once = { ...later, 'idempotency-key': order() }
      const ids = new Set<string>()
      for (let i = 0; i < 3; i++) {
        const response = await call.multipart('/v1/checks', claim, ['tiny.png'], once)
        expect(response.status).toBe(202)
        ids.add(((await response.json()) as { id: string }).id)
      }
      expect(ids.size).toBe(1)
    })
  })

  it('two hundred duplicates of one request at the same time make one check', { timeout: 120_000 }, async () => {
    const claim = { channel: 'refund', orderId: order(), buyerId: 'twice' }
    const key = { 'idempotency-key': order() }
    const answers = await Promise.all(
      Array.from({ length: 200 }, async () => {
        const response = await call.multipart('/v1/checks', claim, ['tiny.png'], key)
        return { status: response.status, body: (await response.json()) as { id?: string; code?: string } }
      }),
    )
    const ids = new Set(answers.filter(({ status }) => status === 200).map(({ body }) => body.id))
    expect(ids.size).toBe(1)
    const others = answers.filter(({ status }) => status !== 200)
    expect(new Set(others.map(({ body }) => body.code))).toEqual(
      new Set(others.length > 0 ? ['IDEMPOTENCY_IN_FLIGHT'] : []),
    )
    const held = (await (await call.get('/v1/subjects/twice')).json()) as { checks: object[] }
    expect(held.checks).toHaveLength(1)
  })

  describe('a person', () => {
    it('can see all that is held, and be forgotten', async () => {
      const claim = { channel: 'refund', orderId: order(), buyerId: 'zoe' }
      const key = { 'idempotency-key': order() }
      const first = (await (await call.multipart('/v1/checks', claim, ['cup.jpg'], key)).json()) as Verdict
      await call.json('POST', `/v1/checks/${first.id}/outcome`, { outcome: 'genuine', decidedBy: 'li' })
      const held = (await (await call.get('/v1/subjects/zoe')).json()) as { checks: Record<string, unknown>[] }
      expect(held.checks).toHaveLength(1)
      expect(held.checks[0]).toMatchObject({
        id: first.id,
        claim: { buyerId: 'zoe' },
        outcomes: [{ outcome: 'genuine' }],
        fingerprints: Array.from({ length: 8 }, () => ({ sha256: first.photos[0]!.sha256 })),
      })
      expect(await (await call.json('DELETE', '/v1/subjects/zoe')).json()).toEqual({ checks: 1 })
      expect((await call.get(`/v1/checks/${first.id}`)).status).toBe(404)
      expect(((await (await call.get('/v1/subjects/zoe')).json()) as { checks: [] }).checks).toEqual([])
      // Neither her photo nor her stored answer speak any more.
      const again = await call.check({ channel: 'refund', orderId: order(), buyerId: 'kim' }, ['cup.jpg'])
      expect(JSON.stringify(again.reasons)).not.toContain(first.id)
      const repeated = (await (await call.multipart('/v1/checks', claim, ['cup.jpg'], key)).json()) as Verdict
      expect(repeated.id).not.toBe(first.id)
    })

    it('is read only with a note of who did', async () => {
      const { id } = await call.check({ channel: 'refund', orderId: order() }, ['tiny.png'])
      await call.get(`/v1/checks/${id}`)
      await call.json('POST', `/v1/checks/${id}/outcome`, { outcome: 'unresolved', decidedBy: 'li' })
      const { entries } = (await (await call.get(`/v1/audit?subject=${id}`)).json()) as { entries: object[] }
      expect(entries).toMatchObject([
        { actor: 'anybody', action: 'POST /v1/checks/{id}/outcome', subject: id },
        { actor: 'anybody', action: 'GET /v1/checks/{id}', subject: id },
      ])
    })
  })

  it('a broken policy file keeps the old one', async () => {
    const before = (await call.check({ channel: 'refund', orderId: order() }, ['tiny.png'])).versions.policy
    await policy.write((edited) => delete edited.channels.refund)
    await assembly.reloadPolicy()
    expect((await call.check({ channel: 'refund', orderId: order() }, ['tiny.png'])).versions.policy).toBe(before)
    await policy.write(() => {})
    await assembly.reloadPolicy()
  })
})

describe('a shadow policy', () => {
  it('judges beside the answered one, is counted, and never answers', async () => {
    const stricter = await ownPolicy((edited) => {
      edited.version = 'stricter'
      edited.channels.refund.review = 0.01
    })
    const environment = { WORKERS: '1', SHADOW_POLICY_FILE: stricter.file, SHADOW_SHARE: '1' }
    const assembly = await assemble(readConfig(environment), { memory: true }, silent)
    const call = caller(app(assembly.services))
    const verdict = await call.check({ channel: 'refund', orderId: 'o' }, ['cup.jpg'])
    expect(verdict).toMatchObject({ band: 'clear' })
    expect(verdict.versions.policy).not.toContain('stricter')
    const band = await eventually(async () => {
      const metrics = await (await call.get('/metrics')).text()
      return /huoyan_shadow_checks_total\{band="clear",shadow_band="(\w+)"\} 1/.exec(metrics)?.[1]
    })
    expect(band).toBe('review')
    await assembly.close()
  })
})
