import { read } from './api.js'
import { h } from './dom.js'

const bands = ['clear', 'review', 'suspect', 'insufficient']
const weekMs = 7 * 86_400_000
let days = 84

/** What one's checks add up to: which products get honest damage claims. */
export async function insightView({ w }) {
  const holder = h('div', {})
  const load = async () => holder.replaceChildren(...shown(await read(`/v1/insights?days=${days}`), w))
  const period = h(
    'select',
    {
      'aria-label': w.period,
      onchange({ target }) {
        days = Number(target.value)
        load()
      },
    },
    Object.entries(w.days).map(([value, text]) => h('option', { value, selected: Number(value) === days }, text)),
  )
  await load()
  return [h('div', { class: 'title' }, h('h2', {}, w.tabs.insight), period), holder]
}

function shown({ checks, bands: found, outcomes, weeks, products, reasons }, w) {
  if (checks === 0) return [h('p', { class: 'soft empty' }, w.insightEmpty)]
  const decided = decidedOf(outcomes)
  const tile = (value, text) => h('div', { class: 'tile' }, h('b', {}, value), h('span', {}, text))
  return [
    h(
      'div',
      { class: 'tiles' },
      tile(String(checks), w.tiles.checks),
      tile(percent(found.clear, checks), w.tiles.clear),
      tile(String(decided), w.tiles.decided),
      tile(decided === 0 ? '–' : percent(outcomes.genuine, decided), w.tiles.genuine),
    ),
    h(
      'div',
      { class: 'two' },
      h('section', { class: 'card' }, h('h3', {}, w.perWeek), chart(weeks, w), legend(w)),
      h(
        'section',
        { class: 'card' },
        h('h3', {}, w.perReason),
        h(
          'ul',
          { class: 'bars' },
          reasons.map((reason) => bar(title(reason.code, w), reason.checks / checks, w.times(reason.checks))),
        ),
      ),
    ),
    h('section', { class: 'card' }, h('h3', {}, w.perProduct), productTable(products, w)),
  ]
}

const decidedOf = ({ genuine, fake }) => genuine + fake
const percent = (part, whole) => `${Math.round((100 * part) / whole)} %`
const title = (code, w) => w.reasons[code] ?? code.toLowerCase().replaceAll('_', ' ')

function bar(text, share, value) {
  const fill = h('i')
  fill.style.width = `${100 * share}%`
  return h('li', {}, h('span', {}, text), h('b', {}, value), h('span', { class: 'track' }, fill))
}

/** Weeks without a check are weeks too. */
function withEmptyWeeks(weeks) {
  const from = Date.parse(weeks[0].week)
  const count = Math.floor((Date.now() - from) / weekMs) + 1
  return Array.from({ length: Math.max(count, weeks.length) }, (_, n) => {
    const week = new Date(from + n * weekMs).toISOString().slice(0, 10)
    return weeks.find((each) => each.week === week) ?? { week, checks: 0, bands: {}, reasons: [] }
  })
}

/** Stacked bars, a week each. The same numbers stand in every bar's title and in its label for screen readers. */
function chart(found, w) {
  const weeks = withEmptyWeeks(found)
  const every = Math.ceil(weeks.length / 13)
  const most = Math.max(...weeks.map(({ checks }) => checks))
  return h(
    'ol',
    { class: 'chart' },
    weeks.map(({ week, checks, bands: found, reasons }, n) => {
      const parts = bands.filter((band) => found[band] > 0)
      const top = reasons[0] ? `. ${w.topReason}: ${title(reasons[0].code, w)}` : ''
      const label = `${w.weekOf(week)}: ${parts.map((band) => `${found[band]} ${w.bands[band]}`).join(', ') || 0}${top}`
      const column = h(
        'span',
        { class: 'column', 'aria-hidden': 'true' },
        [...parts].reverse().map((band) => {
          const part = h('i', { class: band })
          part.style.flexGrow = found[band]
          return part
        }),
      )
      column.style.height = `${(100 * checks) / most}%`
      return h(
        'li',
        { title: label },
        h('span', { class: 'visually' }, label),
        h(
          'span',
          { class: 'plot', 'aria-hidden': 'true' },
          h('b', {}, checks > 0 && every === 1 ? String(checks) : ''),
          column,
        ),
        h('small', { 'aria-hidden': 'true' }, n % every === 0 ? week.slice(5) : ''),
      )
    }),
  )
}

const legend = (w) =>
  h(
    'ul',
    { class: 'keys' },
    bands.map((band) => h('li', {}, h('i', { class: band }), w.bands[band])),
  )

function productTable(products, w) {
  if (products.length === 0) return h('p', { class: 'soft' }, w.noProducts)
  return h(
    'div',
    { class: 'scroll', tabindex: '0', role: 'region', 'aria-label': w.perProduct },
    h(
      'table',
      {},
      h(
        'thead',
        {},
        h(
          'tr',
          {},
          [w.product, w.tiles.checks, w.band, w.honest, w.topReason].map((text) => h('th', { scope: 'col' }, text)),
        ),
      ),
      h(
        'tbody',
        {},
        products.map(({ productId, checks, bands: found, outcomes, reasons }) => {
          const decided = decidedOf(outcomes)
          return h(
            'tr',
            {},
            h('th', { scope: 'row', dir: 'auto' }, productId),
            h('td', {}, String(checks)),
            h('td', {}, strip(found, checks, w)),
            h(
              'td',
              {},
              w.genuineOf(outcomes.genuine, decided),
              decided > 0 ? track(outcomes.genuine / decided) : undefined,
            ),
            h('td', {}, reasons[0] ? title(reasons[0].code, w) : ''),
          )
        }),
      ),
    ),
  )
}

function track(share) {
  const fill = h('i', { class: 'clear' })
  fill.style.width = `${100 * share}%`
  return h('span', { class: 'track' }, fill)
}

function strip(found, checks, w) {
  const parts = bands.filter((band) => found[band] > 0)
  const strip = h('span', {
    class: 'strip',
    role: 'img',
    'aria-label': parts.map((band) => `${found[band]} ${w.bands[band]}`).join(', '),
  })
  strip.append(
    ...parts.map((band) => {
      const part = h('i', { class: band })
      part.style.width = `${(100 * found[band]) / checks}%`
      return part
    }),
  )
  return strip
}
