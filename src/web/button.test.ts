import type { Browser, BrowserContextOptions, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type RunningService, startService } from '../../bench/service.ts'
import { fixture } from '../../fixtures/index.ts'
import type { Verdict } from '../check/verdict.ts'
import { difference, hasBrowser, startBrowser, startShop, violations } from '../test/browser.ts'
import { readAsset } from './assets.ts'

const key = 'shop-secret-0123456789'

/** What runs in the page knows the page's types, not Node's. */
// biome-ignore lint/suspicious/noExplicitAny: see above.
type Any = any

/** A shop's page that carries the button: another origin than the service, a policy of its own, no framework. */
const shopPage = (service: string, attributes = '', lang = 'en', inside = '') => `<!doctype html>
<html lang="${lang}"><head><meta charset="utf-8"><title>Shop</title>
<meta name="viewport" content="width=device-width">
<meta http-equiv="content-security-policy" content="default-src 'self'; script-src ${service}; connect-src 'self' ${service}; img-src blob: data: 'self'">
<script type="module" src="${service}/button.js"></script></head>
<body><main><h1>After-sale</h1>
<huoyan-check order="order-1" merchant="shop-1" token-url="/token" ${attributes}>${inside}</huoyan-check>
</main></body></html>`

describe.skipIf(!hasBrowser)('the button on a page of a shop', () => {
  let service: RunningService
  let browser: Browser
  let shop: Awaited<ReturnType<typeof startShop>>
  let tokensAsked = 0
  let token: () => Promise<string>

  const issue = async (grant: object) => {
    const answer = await fetch(`${service.url}/v1/button-tokens`, {
      method: 'POST',
      headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
      body: JSON.stringify(grant),
    })
    return ((await answer.json()) as { token: string }).token
  }

  beforeAll(async () => {
    shop = await startShop({
      '/': () => shopPage(service.url),
      '/chinese': () => shopPage(service.url, '', 'zh-CN'),
      '/dark': () => shopPage(service.url, 'theme="dark"'),
      '/given': () => shopPage(service.url, 'photos="/photo.jpg" auto'),
      '/slotted': () => shopPage(service.url, '', 'en', '<img slot="photo" src="/photo.jpg" alt="">'),
      '/other-order': () => shopPage(service.url).replace('order-1', 'order-2'),
      '/token': async () => {
        tokensAsked++
        return JSON.stringify({ token: await token() })
      },
    })
    service = await startService({ API_KEYS: key, BUTTON_ORIGINS: shop.origin })
    browser = await startBrowser()
    token = () => issue({ merchantId: 'shop-1', orderId: 'order-1', origin: shop.origin })
  })
  afterAll(async () => {
    await browser.close()
    await service.stop()
    await shop.close()
  })

  async function open(path = '/', options: BrowserContextOptions = {}): Promise<Page> {
    const context = await browser.newContext({ viewport: { width: 720, height: 900 }, ...options })
    const page = await context.newPage()
    await page.addInitScript(() => {
      const page = globalThis as Any
      page.heard = []
      for (const type of ['photos', 'progress', 'verdict', 'error'])
        page.addEventListener(`huoyan-${type}`, ({ detail }: { detail: object }) =>
          page.heard.push({ type, ...detail }),
        )
    })
    await page.goto(shop.origin + path)
    await page.locator('huoyan-check .card').waitFor()
    return page
  }
  const heard = (page: Page, type: string) =>
    page.evaluate(`heard.filter((each) => each.type === '${type}')`) as Promise<Record<string, unknown>[]>
  const photo = async (name: 'cup' | 'plate' | 'parcel', as = `${name}.jpg`) => ({
    name: as,
    mimeType: 'image/jpeg',
    buffer: Buffer.from((await readAsset(`example-${name}.jpg`))!.body),
  })
  const picker = (page: Page) => page.locator('huoyan-check .add input')
  const press = (page: Page) => page.locator('huoyan-check [part=check]')
  const answer = (page: Page) => page.locator('huoyan-check .answer')

  it('answers one press in words: band, reasons, map, and what to do next', async () => {
    const page = await open()
    await picker(page).setInputFiles([await photo('plate')])
    await press(page).click()
    await answer(page).waitFor()
    expect(await answer(page).textContent()).toContain('Strong evidence that something does not fit')
    expect(await page.locator('huoyan-check .reasons li').allTextContents()).toContain(
      'The file says it was made by Doubao, an AI service or tool.',
    )
    expect(await page.locator('huoyan-check blockquote').textContent()).toContain('a video of about ten seconds')
    expect(
      await page.locator('huoyan-check .compare img.map').evaluate((image: Any) => image.decode().then(() => true)),
    ).toBe(true)
    expect(await page.locator('huoyan-check').innerText()).not.toMatch(/fraud|scam|liar|fake/i)
    expect(await violations(page)).toEqual([])
    await page.context().close()
  })

  it('tells the page in events, and never a number to aim at', async () => {
    const page = await open()
    await picker(page).setInputFiles([await photo('cup'), await photo('parcel')])
    await press(page).click()
    await answer(page).waitFor()
    const [{ verdict }] = (await heard(page, 'verdict')) as [{ verdict: Verdict }]
    expect(verdict.band).toMatch(/clear|insufficient/)
    expect(verdict.photos.map((each) => each.band)).toEqual(['clear', 'insufficient'])
    expect(JSON.stringify(verdict)).not.toMatch(/"(?:score|logOdds|distance)"/)
    for (const { facts } of verdict.photos.flatMap(({ signals }) =>
      signals.flatMap((s) => ('reasons' in s ? s.reasons : [])),
    ))
      expect(Object.values(facts).filter((value) => typeof value === 'number')).toEqual([])
    await page.context().close()
  })

  it('takes photos that the page names, and checks them at once when told so', async () => {
    const page = await (await browser.newContext()).newPage()
    await page.route('**/photo.jpg', async (route) =>
      route.fulfill({ body: (await photo('parcel')).buffer, contentType: 'image/jpeg' }),
    )
    await page.goto(`${shop.origin}/given`)
    await answer(page).waitFor()
    expect(await answer(page).textContent()).toContain('Not enough to go on')
    expect(await page.locator('huoyan-check blockquote').textContent()).toContain(
      'the original photo straight from your album',
    )
    await page.context().close()
  })

  it('takes photos that stand inside it, and shows an earlier check again', async () => {
    const page = await (await browser.newContext()).newPage()
    await page.route('**/photo.jpg', async (route) =>
      route.fulfill({ body: (await photo('plate')).buffer, contentType: 'image/jpeg' }),
    )
    await page.goto(`${shop.origin}/slotted`)
    await press(page).filter({ hasText: 'Check this photo' }).click()
    await answer(page).waitFor()
    const id = await page.locator('huoyan-check').evaluate((element: Any) => element.verdict.id)
    await page.locator('huoyan-check').evaluate((element: Any, check) => {
      element.clear()
      element.setAttribute('check', check)
    }, id)
    await answer(page).filter({ hasText: 'Strong evidence' }).waitFor()
    expect(await page.locator('huoyan-check .add').isVisible()).toBe(false)
    await page.context().close()
  })

  /** What a browser tells when a file is dropped on a place, or pasted page. */
  const hand = (target: Any, [way, bytes, name]: [string, string, string]) => {
    const data = new (globalThis as Any).DataTransfer()
    const file = (globalThis as Any).Uint8Array.from((globalThis as Any).atob(bytes), (c: string) => c.charCodeAt(0))
    data.items.add(new (globalThis as Any).File([file], name, { type: 'image/jpeg' }))
    const travelling = { bubbles: true, composed: true, cancelable: true }
    const event =
      way === 'paste'
        ? new (globalThis as Any).ClipboardEvent('paste', { clipboardData: data, ...travelling })
        : new (globalThis as Any).DragEvent('drop', { dataTransfer: data, ...travelling })
    target.dispatchEvent(event)
  }

  it.each(['drop', 'paste'])('takes photos by %s', async (way) => {
    const page = await open()
    const bytes = (await photo('cup')).buffer.toString('base64')
    const target = way === 'paste' ? page.locator('body') : page.locator('huoyan-check .card')
    await target.evaluate(hand, [way, bytes, 'dropped.jpg'] as [string, string, string])
    await page.locator('huoyan-check .photo').waitFor()
    expect(await press(page).textContent()).toBe('Check this photo')
    await press(page).click()
    await answer(page).waitFor()
    expect(await answer(page).textContent()).toContain('Nothing found that speaks against it')
    await page.context().close()
  })

  it('works by keyboard alone, and moves the edge of the map with the arrow keys', async () => {
    const page = await open()
    const focused = () =>
      page.evaluate(`(() => {
        const inside = document.activeElement?.shadowRoot?.activeElement
        return inside?.getAttribute('part') ?? inside?.type
      })()`)
    const tabTo = async (what: string) => {
      for (let steps = 0; (await focused()) !== what; steps++) {
        expect(steps).toBeLessThan(8)
        await page.keyboard.press('Tab')
      }
    }
    const chooser = page.waitForEvent('filechooser')
    await tabTo('file')
    await page.keyboard.press('Enter')
    await (await chooser).setFiles([await photo('cup')])
    await page.locator('huoyan-check .photo').waitFor()
    await tabTo('check')
    await page.keyboard.press('Enter')
    await answer(page).waitFor()
    expect(await focused()).toBe('answer')
    await page.keyboard.press('Tab')
    expect(await focused()).toBe('range')
    await page.keyboard.press('ArrowRight')
    expect(await page.locator('huoyan-check .compare input').inputValue()).toBe('51')
    await page.context().close()
  })

  it('speaks Chinese on a Chinese page', async () => {
    const page = await open('/chinese', { locale: 'en-GB' })
    expect(await page.locator('huoyan-check .add').textContent()).toContain('添加照片')
    await picker(page).setInputFiles([await photo('parcel')])
    await press(page).click()
    await answer(page).waitFor()
    expect(await answer(page).textContent()).toMatch(/依据不足.*请买家再补充一点材料.*手机相册里的原图/s)
    expect(await page.locator('huoyan-check').innerText()).not.toMatch(/欺诈|骗|造假/)
    expect(await violations(page)).toEqual([])
    await page.context().close()
  })

  it('fits 320 pixels, in the dark, without motion', async () => {
    const page = await open('/dark', { viewport: { width: 320, height: 700 }, reducedMotion: 'reduce' })
    await picker(page).setInputFiles([await photo('plate'), await photo('cup')])
    await press(page).click()
    await answer(page).waitFor()
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(320)
    expect(await answer(page).evaluate((node: Any) => (globalThis as Any).getComputedStyle(node).animationName)).toBe(
      'none',
    )
    expect(await violations(page)).toEqual([])
    await page.context().close()
  })

  it('shows how far each photo is on a slow network', async () => {
    const page = await open()
    const network = await page.context().newCDPSession(page)
    await network.send('Network.emulateNetworkConditions', {
      offline: false,
      latency: 20,
      downloadThroughput: 1e6,
      uploadThroughput: 120_000,
    })
    await picker(page).setInputFiles([await photo('cup'), await photo('plate')])
    await press(page).click()
    await page.locator('huoyan-check [role=progressbar]').first().waitFor()
    expect(await page.locator('huoyan-check [role=progressbar]').count()).toBe(2)
    await answer(page).waitFor()
    const steps = (await heard(page, 'progress')).map((each) => [each.photo, each.sent] as [number, number])
    expect(steps.some(([index, sent]) => index === 0 && sent > 0 && sent < 1)).toBe(true)
    expect(steps.findIndex(([index, sent]) => index === 0 && sent === 1)).toBeLessThan(
      steps.findIndex(([index, sent]) => index === 1 && sent === 1),
    )
    await page.context().close()
  })

  it('keeps the photos when the service is gone, and goes on when it is back', async () => {
    const page = await open()
    await page.route('**/v1/checks', (route) => route.abort('connectionrefused'))
    await picker(page).setInputFiles([await photo('cup')])
    await press(page).click()
    await page.locator('huoyan-check [role=alert]:not([hidden])').waitFor()
    expect(await page.locator('huoyan-check [role=alert]').textContent()).toMatch(
      /cannot be reached.*press again; your photos stay/,
    )
    expect(await heard(page, 'error')).toEqual([expect.objectContaining({ code: 'UNREACHABLE' })])
    expect(await violations(page)).toEqual([])
    await page.unroute('**/v1/checks')
    await press(page).click()
    await answer(page).waitFor()
    await page.context().close()
  })

  it('waits by itself while the service is busy', async () => {
    const page = await open()
    let refused = 0
    await page.route('**/v1/checks', (route) => {
      if (refused++ > 0) return route.continue()
      const headers = {
        'retry-after': '1',
        'access-control-allow-origin': shop.origin,
        'access-control-expose-headers': 'retry-after',
      }
      return route.fulfill({
        status: 429,
        headers,
        contentType: 'application/problem+json',
        body: '{"code":"OVERLOADED"}',
      })
    })
    await picker(page).setInputFiles([await photo('cup')])
    await press(page).click()
    await page.getByText('It goes on by itself in 1 s.').waitFor()
    await answer(page).waitFor()
    await page.context().close()
  })

  it('asks for a new token once when the old one has expired, and then says what to do', async () => {
    const good = token
    const page = await open()
    await picker(page).setInputFiles([await photo('cup')])
    const before = tokensAsked
    // As old tokens look: signed by a key that is not among the published ones any more.
    token = async () => (tokensAsked === before + 1 ? (await good()).replace(/.{8}$/, 'AAAAAAAA') : good())
    await press(page).click()
    await answer(page).waitFor()
    expect(tokensAsked).toBe(before + 2)
    await press(page).click()
    token = async () => 'not.a.token'
    await page.reload()
    await picker(page).setInputFiles([await photo('cup')])
    await press(page).click()
    await page.locator('huoyan-check [role=alert]:not([hidden])').waitFor()
    expect(await page.locator('huoyan-check [role=alert]').textContent()).toContain('Reload the page and press again')
    token = good
    await page.context().close()
  })

  it('checks nothing but its own order', async () => {
    const page = await open('/other-order')
    await picker(page).setInputFiles([await photo('cup')])
    await press(page).click()
    await page.locator('huoyan-check [role=alert]:not([hidden])').waitFor()
    expect(await page.locator('huoyan-check [role=alert]').textContent()).toContain(
      'may not check photos of this order',
    )
    await page.context().close()
  })

  it('says of a file that cannot be read which one it is, and what to do', async () => {
    const page = await open()
    await picker(page).setInputFiles([
      await photo('cup'),
      { name: 'broken.jpg', mimeType: 'image/jpeg', buffer: await fixture('truncated.jpg') },
    ])
    await press(page).click()
    await page.locator('huoyan-check [role=alert]:not([hidden])').waitFor()
    expect(await page.locator('huoyan-check [role=alert]').textContent()).toContain('broken.jpg seems to be damaged')
    await picker(page).setInputFiles([{ name: 'letter.txt', mimeType: 'text/plain', buffer: Buffer.from('hello') }])
    expect(await page.locator('huoyan-check [role=alert]').textContent()).toContain('letter.txt is not a photo')
    await page.context().close()
  })

  it('shows a hostile file name and runs nothing of it', async () => {
    const page = await open()
    const faults: string[] = []
    page.on('dialog', (dialog) => faults.push(dialog.message()))
    page.on('pageerror', (error) => faults.push(error.message))
    const name = '"><img src=x onerror=alert(1)><script>alert(2)</script>\u202egpj.jpg'
    await picker(page).setInputFiles([await photo('plate', name), await photo('cup')])
    expect(await page.locator('huoyan-check .name').first().textContent()).toContain('<script>')
    await press(page).click()
    await answer(page).waitFor()
    expect(await page.locator('huoyan-check img[src=x], huoyan-check script').count()).toBe(0)
    expect(faults).toEqual([])
    await page.context().close()
  })

  it('is at most 30 kB with all its parts', async () => {
    let bytes = 0
    const context = await browser.newContext()
    const page = await context.newPage()
    const network = await context.newCDPSession(page)
    await network.send('Network.enable')
    const ours = new Set<string>()
    network.on('Network.responseReceived', ({ requestId, response }) => {
      if (response.url.startsWith(service.url)) ours.add(requestId)
      else expect(response.url).toContain(shop.origin)
    })
    network.on('Network.loadingFinished', ({ requestId, encodedDataLength }) => {
      if (ours.has(requestId)) bytes += encodedDataLength
    })
    await page.goto(`${shop.origin}/`, { waitUntil: 'networkidle' })
    expect(ours.size).toBe(4)
    expect(bytes).toBeLessThan(30_000)
    await context.close()
  })

  describe('looks as it was looked at:', () => {
    const sentence = {
      en: 'The file says it was made by Doubao, an AI service or tool.',
      zh: '文件自带的标识表明它由豆包（AI 服务或工具）生成。',
    }
    const camera = { en: 'The picture looks like one that a camera took.', zh: '画面看起来是相机拍摄的。' }
    const verdictIn = (band: Verdict['band'], action: Verdict['action']) => ({
      id: 'chk_1',
      createdAt: '2026-11-22T08:00:00Z',
      channel: 'refund',
      band,
      action,
      degraded: false,
      reasons:
        band === 'insufficient'
          ? []
          : [
              {
                code: band === 'clear' ? 'LOOKS_CAPTURED' : 'DECLARED_AI',
                signal: 'provenance',
                photo: 0,
                text: band === 'clear' ? camera : sentence,
                facts: {},
              },
            ],
      photos: [
        {
          index: 0,
          name: 'photo.jpg',
          sha256: '0',
          format: 'jpeg',
          width: 960,
          height: 1200,
          band,
          signals: [
            band === 'insufficient'
              ? { signal: 'generated', status: 'unavailable', why: 'PHOTO_TOO_SMALL' }
              : { signal: 'generated', status: 'measured', reasons: [] },
          ],
        },
      ],
      versions: { service: '1', policy: '1', model: { name: 'm', sha256: '0' } },
    })
    const looks = [
      ['clear', 'pass', '/'],
      ['review', 'review', '/chinese'],
      ['suspect', 'hold', '/dark'],
      ['insufficient', 'ask_for_more', '/chinese'],
    ] as const

    it.each(looks)('%s', async (band, action, path) => {
      const page = await open(path, { viewport: { width: 480, height: 900 }, reducedMotion: 'reduce' })
      const headers = { 'access-control-allow-origin': shop.origin, 'access-control-allow-headers': '*' }
      await page.route('**/v1/checks', (route) => route.fulfill({ headers, json: verdictIn(band, action) }))
      const map =
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 96 120"><rect width="96" height="70" fill="#0072b2" opacity=".5"/><circle cx="60" cy="70" r="30" fill="#d55e00" opacity=".7"/></svg>'
      await page.route('**/heatmap?*', (route) => route.fulfill({ headers, contentType: 'image/svg+xml', body: map }))
      await picker(page).setInputFiles([await photo(band === 'insufficient' ? 'parcel' : 'plate')])
      await press(page).click()
      await answer(page).waitFor()
      const drawn = () =>
        page.locator('huoyan-check img').evaluateAll((images: Any[]) => images.every((image) => image.complete))
      await expect.poll(drawn).toBe(true)
      expect(await difference(`button-${band}`, await page.locator('huoyan-check').screenshot())).toBeLessThan(0.04)
      await page.context().close()
    })
  })
})
