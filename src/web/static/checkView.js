import { currentKey } from './api.js'
import { seals, words } from './buttonWords.js'
import { h } from './dom.js'

const examples = ['cup', 'plate', 'parcel']

/** What was typed stays while the merchant looks at other views. */
const typed = {}

/** Checks photos: the claim, the button, and three photos of ours for a first try. */
export function checkView({ w, language }) {
  typed.orderId ??= `order-${new Date().toISOString().slice(5, 19).replace(/\D/g, '')}`
  const button = h('huoyan-check', { lang: language === 'zh' ? 'zh-CN' : 'en' })
  button.token = currentKey()
  const claim = () =>
    Object.fromEntries(
      Object.entries(typed)
        .filter(([, value]) => value)
        .map(([name, value]) => [name, name.endsWith('At') ? new Date(value).toISOString() : value]),
    )
  button.claim = claim()

  const field = (name, more = {}) =>
    h(
      'label',
      {},
      h('span', {}, w.fields[name]),
      h('input', {
        name,
        value: typed[name] ?? '',
        autocomplete: 'off',
        maxlength: '200',
        ...more,
        oninput({ target }) {
          typed[name] = target.value
          button.claim = claim()
        },
      }),
    )
  const channel = h(
    'select',
    {
      name: 'channel',
      onchange({ target }) {
        typed.channel = target.value
        button.claim = claim()
      },
    },
    Object.entries(w.channels).map(([value, text]) =>
      h('option', { value, selected: (typed.channel ?? 'refund') === value }, text),
    ),
  )
  const time = { type: 'datetime-local' }
  const kept = h('p', { class: 'kept', role: 'status' })
  button.addEventListener('huoyan-verdict', ({ detail: { verdict } }) => {
    kept.replaceChildren(w.saved, ' ', h('a', { href: `#checks/${verdict.id}` }, w.open))
  })
  button.addEventListener('huoyan-photos', () => kept.replaceChildren())

  const tryOne = async (name) => {
    button.clear()
    const photo = await (await fetch(`/assets/example-${name}.jpg`)).blob()
    // Always the same order: what was pressed twice was not sent for two orders.
    button.claim = { channel: 'refund', orderId: `example-${name}`, productId: `example-${name}` }
    button.add([new File([photo], `${name}.jpg`, { type: 'image/jpeg' })])
    button.scrollIntoView({ block: 'nearest', behavior: 'smooth' })
    await button.press()
    button.claim = claim()
  }

  return h(
    'div',
    { class: 'checking three-parts' },
    h('div', { class: 'press' }, button, kept),
    h(
      'div',
      { class: 'beside' },
      h(
        'form',
        { class: 'card', onsubmit: (event) => event.preventDefault() },
        h('h2', {}, w.claim),
        h(
          'div',
          { class: 'fields' },
          field('orderId', { required: true }),
          field('productId'),
          h('label', {}, h('span', {}, w.fields.channel), channel),
        ),
        h(
          'details',
          {},
          h('summary', {}, w.more),
          h('p', { class: 'soft small' }, w.moreHint),
          h(
            'div',
            { class: 'fields' },
            field('buyerId'),
            field('merchantId'),
            field('category'),
            field('amount', { type: 'number', min: '0', step: 'any' }),
            field('currency', { maxlength: '3', placeholder: 'CNY' }),
            field('orderedAt', time),
            field('deliveredAt', time),
            field('openedAt', time),
          ),
        ),
      ),
      h(
        'section',
        { class: 'examples' },
        h('h2', {}, w.examplesTitle),
        h(
          'div',
          { class: 'three' },
          examples.map((name) =>
            h(
              'button',
              { type: 'button', class: 'example', onclick: () => tryOne(name) },
              h('img', { src: `/assets/example-${name}.jpg`, alt: '', width: '176', height: '220', loading: 'lazy' }),
              h('strong', {}, w.examples[name][0]),
              h('span', {}, w.examples[name][1]),
            ),
          ),
        ),
      ),
    ),
    answers(w, language),
  )
}

/** What the seal can say, so that an answer is no riddle. */
function answers(w, language) {
  const { bands } = words[language]
  return h(
    'section',
    { class: 'answers' },
    h('h2', {}, w.answers),
    h(
      'ul',
      {},
      Object.entries(seals).map(([band, seal]) =>
        h(
          'li',
          { class: band },
          h('span', { class: 'seal', 'aria-hidden': 'true' }, seal),
          h('span', {}, h('strong', {}, bands[band][0]), h('span', { class: 'soft small' }, bands[band][1])),
        ),
      ),
    ),
  )
}
