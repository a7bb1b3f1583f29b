import { readFile } from 'node:fs/promises'
import type { JWK } from 'jose'
import type { Browser, BrowserContextOptions, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type RunningService, startService } from '../../bench/service.ts'
import { verifyEvidence } from '../evidence/sealed.ts'
import { difference, hasBrowser, startBrowser, violations } from '../test/browser.ts'
import { readAsset } from './assets.ts'

const key = 'shop-secret-0123456789'

describe.skipIf(!hasBrowser)("the merchant's page", () => {
  let service: RunningService
  let browser: Browser
  beforeAll(async () => {
    service = await startService()
    browser = await startBrowser()
  })
  afterAll(async () => {
    await browser.close()
    await service.stop()
  })

  /** A page that fails the test at its end when anything in it was refused or broke. */
  async function open(path = '/', options: BrowserContextOptions = {}, at = service.url) {
    const context = await browser.newContext({ viewport: { width: 1180, height: 900 }, locale: 'en-GB', ...options })
    const page = await context.newPage()
    const faults: string[] = []
    const watch = (each: Page) => {
      each.on('pageerror', (error) => faults.push(error.message))
      each.on('console', (line) => {
        if (/Content Security Policy|Refused/.test(line.text())) faults.push(line.text())
      })
    }
    context.on('page', watch)
    watch(page)
    await page.goto(at + path)
    return {
      page,
      async close() {
        expect(faults).toEqual([])
        await context.close()
      },
    }
  }
  const answer = (page: Page) => page.locator('huoyan-check .answer')
  const bandOf = [/Nothing found that|未见异常/, /Strong evidence|有较强证据/, /Not enough|依据不足/]
  const pressExample = async (page: Page, n: 0 | 1 | 2) => {
    await page.locator('.example').nth(n).click()
    await answer(page).filter({ hasText: bandOf[n]! }).waitFor()
  }

  it('answers its three examples at the first try, without a key', async () => {
    const { page, close } = await open()
    await pressExample(page, 0)
    expect(await answer(page).textContent()).toContain('Nothing found that speaks against it')
    await pressExample(page, 1)
    expect(await answer(page).textContent()).toMatch(/Strong evidence.*made by Doubao/)
    await pressExample(page, 2)
    expect(await answer(page).textContent()).toMatch(/Not enough to go on.*too small to look at closely/)
    await pressExample(page, 0)
    expect(await answer(page).textContent()).toContain('Nothing found that speaks against it')
    await close()
  })

  it('hands over words ready to send', async () => {
    const { page, close } = await open('/', { permissions: ['clipboard-read', 'clipboard-write'] })
    await pressExample(page, 2)
    await page.getByRole('button', { name: 'Copy message' }).click()
    await page.getByRole('button', { name: 'Copied' }).waitFor()
    expect(await page.evaluate('navigator.clipboard.readText()')).toMatch(
      /^Hello, thank you .*original photo.* Thank you!$/,
    )
    await close()
  })

  it('speaks Chinese when the browser does, and switches at a press', async () => {
    const { page, close } = await open('/', { locale: 'zh-CN' })
    await pressExample(page, 1)
    expect(await answer(page).textContent()).toContain('有较强证据表明存疑')
    expect(await violations(page)).toEqual([])
    await page.getByRole('button', { name: 'English' }).click()
    await page.getByText('Four answers, none of them final').waitFor()
    await close()
  })

  it('finds a check again, takes the decision with one press, and counts it', async () => {
    const { page, close } = await open()
    await page.locator('input[name=productId]').fill('blue cup')
    await page.locator('input[name=orderId]').fill('order-to-find')
    await page.locator('huoyan-check .add input').setInputFiles({
      name: 'cup.jpg',
      mimeType: 'image/jpeg',
      buffer: await readFile(new URL('../../fixtures/photos/parcel.jpg', import.meta.url)),
    })
    await page.locator('huoyan-check [part=check]').click()
    await answer(page).waitFor()
    await page.getByRole('link', { name: 'My checks' }).click()
    await page.getByRole('searchbox').fill('to-find')
    await page.getByRole('button', { name: 'Search' }).click()
    await expect.poll(() => page.locator('.row').count()).toBe(1)
    expect(await violations(page)).toEqual([])
    await page.locator('.row').click()
    await answer(page).waitFor()
    expect(await page.locator('h2').first().textContent()).toBe('Order order-to-find')
    await page.getByRole('button', { name: 'Genuine', exact: true }).click()
    await page.getByText('Kept.').waitFor()
    expect(await violations(page)).toEqual([])
    await page.getByRole('link', { name: 'Insight' }).click()
    await page.getByText('1 of 1 genuine').waitFor()
    expect(await page.locator('tbody tr', { hasText: 'blue cup' }).count()).toBe(1)
    expect(await violations(page)).toEqual([])
    await page.getByRole('link', { name: 'My checks' }).click()
    await page.locator('select[name=outcome]').selectOption('genuine')
    await expect.poll(() => page.locator('.row').count()).toBe(1)
    await close()
  })

  it('fits 320 pixels in the dark, in every view', async () => {
    const { page, close } = await open('/', { viewport: { width: 320, height: 640 }, colorScheme: 'dark' })
    await pressExample(page, 1)
    for (const view of ['check', 'checks', 'insight']) {
      await page.goto(`${service.url}/#${view}`)
      await page.locator('main h2').first().waitFor({ state: 'attached' })
      expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(320)
      expect(await violations(page)).toEqual([])
    }
    await close()
  })

  it('says what to do when the service is gone, and goes on when it is back', async () => {
    const { page, close } = await open('/#checks')
    await page.locator('.filters').waitFor()
    await page.route('**/v1/**', (route) => route.abort())
    await page.getByRole('link', { name: 'Insight' }).click()
    await page.getByText('The service cannot be reached').waitFor()
    await page.unroute('**/v1/**')
    await page.getByRole('button', { name: 'Try again' }).click()
    await page.locator('.tiles, .empty').first().waitFor()
    await close()
  })

  it('looks at an appeal and tells what changed', async () => {
    const { page, close } = await open()
    await pressExample(page, 1)
    await page.getByRole('link', { name: 'Open this check' }).click()
    const photo = Buffer.from((await readAsset('example-plate.jpg'))!.body)
    const add = page.locator('.file input')
    await add.setInputFiles({ name: 'plate.jpg', mimeType: 'image/jpeg', buffer: photo })
    await page.getByRole('button', { name: 'Check again' }).click()
    await page.getByText('Nothing changed: both versions say the same.').waitFor()
    const text = { en: 'The newest detector says less.', zh: '最新模型的判断较弱。' }
    await page.route('**/appeal', (route) => route.fulfill({ json: { changes: [{ what: 'score', text }] } }))
    await page.getByRole('button', { name: 'Check again' }).click()
    await page.getByText(text.en).waitFor()
    await page.unroute('**/appeal')
    await page.route('**/appeal', (route) =>
      route.fulfill({ status: 404, contentType: 'application/problem+json', body: '{"code":"NOT_FOUND"}' }),
    )
    await page.getByRole('button', { name: 'Check again' }).click()
    await page.getByText('does not take appeals yet').waitFor()
    await close()
  })

  it('asks for a key where one is needed, says when it is wrong, and keeps it in the tab', async () => {
    const guarded = await startService({ API_KEYS: key })
    const { page, close } = await open('/', {}, guarded.url)
    const dialog = page.getByRole('dialog')
    await dialog.waitFor()
    expect(await violations(page)).toEqual([])
    await dialog.getByLabel('API key').fill('a-wrong-key-0123456789')
    await page.keyboard.press('Enter')
    await page.getByText('This key is not accepted.').waitFor()
    await dialog.getByLabel('API key').fill(key)
    await page.keyboard.press('Enter')
    await pressExample(page, 0)
    await page.reload()
    await pressExample(page, 0)
    expect(await page.evaluate('[localStorage.getItem("huoyan-key"), document.cookie]')).toEqual([null, ''])
    await page.getByRole('link', { name: 'Open this check' }).click()
    await answer(page).waitFor()
    const opening = page.context().waitForEvent('page')
    await page.getByRole('link', { name: 'Open document' }).click()
    const evidence = await opening
    await evidence.locator('.seal').waitFor()
    await evidence.locator('script[src$="/assets/evidence.js"]').nth(1).waitFor({ state: 'attached' })
    expect(
      await evidence.locator('.seal').evaluate('getComputedStyle(document.querySelector(".seal")).borderRadius'),
    ).not.toBe('0px')
    await close()
    await guarded.stop()
  })

  describe('opens an evidence document that', () => {
    let id: string
    beforeAll(async () => {
      const name = '"><img src=x onerror=alert(1)>\u202egpj.jpg'
      const photos = [
        { bytes: (await readAsset('example-plate.jpg'))!.body, name },
        { bytes: (await readAsset('example-cup.jpg'))!.body, name: 'cup.jpg' },
      ]
      const claim = {
        channel: 'dispute',
        orderId: 'order-7',
        productId: 'plate',
        amount: 128,
        currency: 'CNY',
        orderedAt: '2026-11-10T02:00:00Z',
        deliveredAt: '2026-11-17T10:00:00Z',
        openedAt: '2026-11-19T01:00:00Z',
      }
      id = (JSON.parse((await service.post(claim, photos)).body) as { id: string }).id
    })

    it.each(['en', 'zh'])('is accessible and prints on A4 (%s)', async (lang) => {
      const { page, close } = await open(`/v1/checks/${id}/evidence?lang=${lang}`)
      expect(await violations(page)).toEqual([])
      expect(await page.locator('img[src=x]').count()).toBe(0)
      const pdf = (await page.pdf({ preferCSSPageSize: true, printBackground: true })).toString('latin1')
      expect(pdf).toMatch(/\/MediaBox \[0 0 59[45]\.\d+ 84[12]\.\d+\]/)
      expect(Number(/\/Count (\d+)/.exec(pdf)?.[1])).toBeLessThanOrEqual(6)
      await close()
    })

    it('lays a reader’s own photo under the map when its hash is the same, and says when it is not', async () => {
      const { page, close } = await open(`/v1/checks/${id}/evidence?lang=en`)
      const figure = page.locator('figure.empty').nth(1)
      const choose = async (name: string) =>
        figure
          .locator('input')
          .setInputFiles({ name: 'a.jpg', mimeType: 'image/jpeg', buffer: Buffer.from((await readAsset(name))!.body) })
      await choose('example-plate.jpg')
      await figure.getByText('Another file').waitFor()
      await choose('example-cup.jpg')
      await figure.getByText('The same file').waitFor()
      expect(await figure.locator('img.own').count()).toBe(1)
      await close()
    })

    it('still verifies when a browser has saved it, also after a reader used it', async () => {
      const { page, close } = await open(`/v1/checks/${id}/evidence?lang=zh`)
      const { keys } = (await (await fetch(`${service.url}/.well-known/jwks.json`)).json()) as { keys: JWK[] }
      const served = await (await fetch(`${service.url}/v1/checks/${id}/evidence?lang=zh`)).text()
      expect(await verifyEvidence(served, keys)).toMatchObject({ page: 'every byte' })
      await page
        .locator('figure.empty input')
        .nth(1)
        .setInputFiles({
          name: 'a.jpg',
          mimeType: 'image/jpeg',
          buffer: Buffer.from((await readAsset('example-cup.jpg'))!.body),
        })
      await page.locator('img.own').waitFor()
      expect(await verifyEvidence(await page.content(), keys)).toMatchObject({ page: 'what it shows' })
      await close()
    })
  })

  describe('looks as it was looked at:', () => {
    it('the page', async () => {
      const { page, close } = await open('/', { reducedMotion: 'reduce' })
      await page.locator('.example img').last().waitFor()
      await page.waitForLoadState('networkidle')
      await page.locator('input[name=orderId]').fill('order-1001')
      expect(await difference('page', await page.screenshot())).toBeLessThan(0.04)
      await close()
    })

    it('insight', async () => {
      const { page, close } = await open()
      const counts = (
        clear: number,
        review: number,
        suspect: number,
        insufficient: number,
        genuine: number,
        fake: number,
      ) => ({
        checks: clear + review + suspect + insufficient,
        bands: { clear, review, suspect, insufficient },
        outcomes: { genuine, fake, unresolved: 0 },
        reasons: [{ code: suspect > 2 ? 'DECLARED_AI' : 'LOOKS_CAPTURED', checks: clear }],
      })
      await page.clock.setFixedTime(new Date('2026-11-20'))
      await page.route('**/v1/insights?*', (route) =>
        route.fulfill({
          json: {
            since: '2026-09-01T00:00:00Z',
            ...counts(61, 12, 9, 6, 41, 7),
            weeks: [
              { week: '2026-10-26', ...counts(12, 3, 1, 1, 0, 0) },
              { week: '2026-11-02', ...counts(15, 2, 4, 2, 0, 0) },
              { week: '2026-11-09', ...counts(19, 4, 3, 0, 0, 0) },
              { week: '2026-11-16', ...counts(15, 3, 1, 3, 0, 0) },
            ],
            products: [
              { productId: 'glass-teapot-600ml', ...counts(31, 4, 1, 2, 24, 1) },
              { productId: 'ceramic-plate-blue', ...counts(14, 5, 7, 1, 6, 5) },
            ],
            reasons: [
              { code: 'LOOKS_CAPTURED', checks: 44 },
              { code: 'CAMERA_FACTS', checks: 21 },
              { code: 'DECLARED_AI', checks: 9 },
            ],
          },
        }),
      )
      await page.getByRole('link', { name: 'Insight' }).click()
      await page.locator('.tiles').waitFor()
      expect(await difference('insight', await page.screenshot())).toBeLessThan(0.04)
      await close()
    })
  })
})
