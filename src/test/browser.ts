import { existsSync } from 'node:fs'
import { readFile, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { fileURLToPath } from 'node:url'
import axe from 'axe-core'
import { type Browser, chromium, type Page } from 'playwright-core'
import sharp from 'sharp'

/** The system's Chromium (Debian: `apt-get install chromium fonts-noto-cjk`); tests in a browser are skipped without. */
const executablePath = [process.env.CHROMIUM, '/usr/bin/chromium', '/usr/bin/google-chrome'].find(
  (path) => path && existsSync(path),
)
export const hasBrowser = executablePath !== undefined
if (!hasBrowser) console.error('skipped: tests in a browser need Chromium; CHROMIUM names its path')

export const startBrowser = (): Promise<Browser> =>
  chromium.launch({ executablePath: executablePath!, args: ['--no-sandbox', '--font-render-hinting=none'] })

/** What axe finds wrong on a page, shadow trees included, one line each. */
export async function violations(page: Page): Promise<string[]> {
  // What is still fading in has less contrast than it will have.
  await page.evaluate(`Promise.all(
    [document, ...[...document.querySelectorAll('*')].map((each) => each.shadowRoot).filter(Boolean)]
      .flatMap((root) => root.getAnimations())
      .filter((each) => each.effect.getComputedTiming().endTime !== Infinity)
      .map((each) => each.finished))`)
  await page.evaluate(axe.source)
  const { violations } = (await page.evaluate(`axe.run(document, { resultTypes: ['violations'] })`)) as axe.AxeResults
  return violations.flatMap(({ id, nodes }) =>
    nodes.map(({ target, failureSummary }) => `${id}: ${target.join(' ')}. ${failureSummary}`),
  )
}

const viewPath = (name: string) => fileURLToPath(new URL(`../web/views/${name}.png`, import.meta.url))
/** A channel may differ by this much before a pixel counts as another one: fonts are drawn a little differently. */
const channelTolerance = 48

/**
 * Share of pixels by which a view differs from the one that was looked at and kept; 1 when its size is another.
 * With UPDATE_VIEWS=1 the view is kept anew: look at it before you commit it.
 */
export async function difference(name: string, shot: Uint8Array): Promise<number> {
  const small = await sharp(shot)
    .resize({ width: 320, withoutEnlargement: true })
    .png({ palette: true, colours: 96 })
    .toBuffer()
  if (process.env.UPDATE_VIEWS) await writeFile(viewPath(name), small)
  const raw = (file: Uint8Array) => sharp(file).removeAlpha().blur(1).raw().toBuffer({ resolveWithObject: true })
  const [now, kept] = await Promise.all([raw(small), raw(await readFile(viewPath(name)))])
  if (Math.abs(now.info.height - kept.info.height) > 0.03 * kept.info.height) return 1
  const length = Math.min(now.data.length, kept.data.length)
  let others = 0
  for (let at = 0; at < length; at += 3)
    if ([0, 1, 2].some((channel) => Math.abs(now.data[at + channel]! - kept.data[at + channel]!) > channelTolerance))
      others++
  return others / (length / 3)
}

/** A shop's own pages, on an origin of its own. */
export async function startShop(pages: Record<string, () => string | Promise<string>>) {
  const server = createServer(async (request, response) => {
    const page = pages[new URL(request.url!, 'http://shop').pathname]
    if (!page) return response.writeHead(404).end()
    const body = await page()
    response.writeHead(200, { 'content-type': body.startsWith('{') ? 'application/json' : 'text/html' }).end(body)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () => new Promise((resolve) => server.close(resolve)),
  }
}
