import { read } from './api.js'
import { seals } from './buttonWords.js'
import { h } from './dom.js'

const filter = {}

/** The list of one's checks, with search and filters. */
export async function checksView({ w, language }) {
  const list = h('ul', { class: 'list' })
  const older = h('button', { type: 'button', class: 'quiet wide', hidden: true }, w.older)
  const empty = h('p', { class: 'soft empty', role: 'status' })

  const load = async (before) => {
    const query = new URLSearchParams({ ...filter, ...(before ? { before } : {}), limit: '20' })
    const { checks, next } = await read(`/v1/checks?${query}`)
    if (!before) list.replaceChildren()
    list.append(...checks.map((check) => row(check, w, language)))
    older.hidden = next === undefined
    older.onclick = () => load(next)
    const filtered = Object.values(filter).some(Boolean)
    empty.textContent = list.children.length > 0 ? '' : filtered ? w.noMatches : w.noChecks
  }
  const choice = (name, options) =>
    h(
      'label',
      {},
      h('span', { class: 'visually' }, w.any[name]),
      h(
        'select',
        {
          name,
          onchange({ target }) {
            filter[name] = target.value
            load()
          },
        },
        [['', w.any[name]], ...Object.entries(options)].map(([value, text]) =>
          h('option', { value, selected: (filter[name] ?? '') === value }, text),
        ),
      ),
    )
  const search = h('input', {
    type: 'search',
    name: 'query',
    value: filter.query ?? '',
    placeholder: w.search,
    'aria-label': w.search,
    maxlength: '200',
  })
  const submit = (event) => {
    event.preventDefault()
    filter.query = search.value.trim()
    load()
  }
  await load()
  return [
    h('h2', { class: 'visually' }, w.tabs.checks),
    h(
      'form',
      { class: 'filters', role: 'search', onsubmit: submit },
      search,
      choice('band', w.bands),
      choice('outcome', w.outcomes),
      choice('channel', w.channels),
      h('button', { type: 'submit', class: 'primary' }, w.searchButton),
    ),
    list,
    empty,
    older,
  ]
}

function row({ id, createdAt, channel, orderId, productId, band, photos, reasons, outcome }, w, language) {
  return h(
    'li',
    {},
    h(
      'a',
      { href: `#checks/${id}`, class: `row ${band}` },
      h('span', { class: 'seal', 'aria-hidden': 'true' }, seals[band]),
      h(
        'span',
        { class: 'what' },
        h('strong', { dir: 'auto' }, w.order(orderId)),
        h(
          'span',
          { class: 'soft small' },
          [w.channels[channel], productId, w.photos(photos), shownTime(createdAt, language)]
            .filter(Boolean)
            .join(' · '),
        ),
        reasons[0] ? h('span', { class: 'small' }, reasons[0].text[language]) : undefined,
      ),
      h(
        'span',
        { class: 'state' },
        h('b', {}, w.bands[band]),
        h('span', { class: `small decision ${outcome ?? 'none'}` }, w.outcomes[outcome ?? 'none']),
      ),
    ),
  )
}

export const shownTime = (iso, language) =>
  new Date(iso).toLocaleString(language === 'zh' ? 'zh-CN' : 'en-GB', { dateStyle: 'medium', timeStyle: 'short' })
