import { call, currentKey, read, send } from './api.js'
import { shownTime } from './checksView.js'
import { h } from './dom.js'

/** One check: its answer again, what people decided, the document, an appeal. */
export async function oneCheckView({ w, language, id }) {
  const [verdict, { checks }] = await Promise.all([
    read(`/v1/checks/${encodeURIComponent(id)}`),
    read(`/v1/checks?${new URLSearchParams({ query: id, limit: '1' })}`),
  ])
  const [listed] = checks
  const button = h('huoyan-check', { lang: language === 'zh' ? 'zh-CN' : 'en', check: id })
  button.token = currentKey()
  return [
    h('p', {}, h('a', { href: '#checks' }, `← ${w.back}`)),
    h(
      'div',
      { class: 'one' },
      h('h2', { dir: 'auto' }, w.order(listed?.orderId ?? '')),
      h(
        'p',
        { class: 'soft' },
        [w.channels[verdict.channel], listed?.productId, shownTime(verdict.createdAt, language)]
          .filter(Boolean)
          .join(' · '),
      ),
      h('p', { class: 'soft small' }, h('code', {}, verdict.id)),
    ),
    h(
      'div',
      { class: 'checking' },
      h('div', { class: 'press' }, button),
      h(
        'div',
        { class: 'beside' },
        decision(id, listed?.outcome, w),
        documentCard(id, w, language),
        appealCard(verdict, w, language),
        looks(verdict, w, language),
      ),
    ),
  ]
}

function decision(id, outcome, w) {
  const said = h('p', { class: 'small soft', role: 'status' })
  const buttons = ['genuine', 'fake', 'unresolved'].map((name) =>
    h(
      'button',
      {
        type: 'button',
        class: `choice ${name}`,
        'aria-pressed': String(name === outcome),
        onclick: () => decide(name),
      },
      w.outcomes[name],
    ),
  )
  const decide = async (name) => {
    try {
      await send(`/v1/checks/${id}/outcome`, { outcome: name, decidedBy: w.decidedBy })
      for (const each of buttons) each.setAttribute('aria-pressed', String(each.classList.contains(name)))
      said.textContent = w.decided
    } catch ({ code }) {
      said.textContent = code === 'FORBIDDEN' ? w.keyRight : w.failedCall
    }
  }
  return h(
    'section',
    { class: 'card' },
    h('h2', {}, w.decide),
    h('p', { class: 'soft small' }, w.decideHint),
    h('div', { class: 'choices' }, buttons),
    said,
  )
}

function documentCard(id, w, language) {
  const path = `/v1/checks/${id}/evidence?lang=${language}`
  /** Links cannot carry a key: the document is fetched and opened as a file of this page. */
  const open = async (event) => {
    if (currentKey() === undefined) return
    event.preventDefault()
    const tab = window.open('', '_blank')
    const blob = await (await call(path, { accept: 'text/html' })).blob()
    tab.location = URL.createObjectURL(blob)
    // A window that goes elsewhere forgets who listens to it.
    while (!tab.closed && !tab.document.querySelector('.print')) await new Promise((resolve) => setTimeout(resolve, 50))
    // Such a file has no folder in which it would find its script; its own bytes stay as they were signed.
    tab.document.head.append(
      Object.assign(tab.document.createElement('script'), { src: `${location.origin}/assets/evidence.js` }),
    )
  }
  const download = async () => {
    const blob = await (await call(`/v1/checks/${id}/evidence?format=jws`, { accept: 'application/jose' })).blob()
    const url = URL.createObjectURL(blob)
    h('a', { href: url, download: `${id}.jws` }).click()
    setTimeout(() => URL.revokeObjectURL(url), 10_000)
  }
  return h(
    'section',
    { class: 'card' },
    h('h2', {}, w.evidence),
    h('p', { class: 'soft small' }, w.evidenceHint),
    h(
      'div',
      { class: 'choices' },
      h('a', { class: 'primary', href: path, target: '_blank', rel: 'noopener', onclick: open }, w.evidenceOpen),
      h('button', { type: 'button', class: 'quiet', onclick: download }, w.evidenceSigned),
    ),
  )
}

function appealCard(verdict, w, language) {
  const said = h('div', { role: 'status' })
  const input = h('input', { type: 'file', multiple: true, accept: 'image/*', class: 'visually' })
  const label = h('span', {}, w.appealAdd)
  const run = h('button', { type: 'button', class: 'primary', hidden: true }, w.appealRun)
  input.addEventListener('change', () => {
    label.textContent = input.files.length > 0 ? [...input.files].map((file) => file.name).join(', ') : w.appealAdd
    run.hidden = input.files.length === 0
  })
  run.addEventListener('click', async () => {
    said.textContent = w.loading
    const form = new FormData()
    for (const file of input.files) form.append('photo', file, file.name)
    try {
      const { changes = [] } = await send(`/v1/checks/${verdict.id}/appeal`, form)
      said.replaceChildren(
        h('p', {}, w.appealDone),
        h('h3', {}, changes.length > 0 ? w.appealChanged : w.appealNone),
        h(
          'ul',
          {},
          changes.map((change) => h('li', {}, change.text?.[language] ?? JSON.stringify(change))),
        ),
      )
    } catch ({ code, message }) {
      said.replaceChildren(h('p', { class: 'wrong' }, code === 'NOT_FOUND' ? w.appealMissing : message || w.failedCall))
    }
  })
  return h(
    'section',
    { class: 'card' },
    h('h2', {}, w.appeal),
    h('p', { class: 'soft small' }, w.appealHint),
    h('div', { class: 'choices' }, h('label', { class: 'quiet file' }, input, label), run),
    said,
  )
}

function looks({ photos, versions }, w, language) {
  return h(
    'details',
    { class: 'card' },
    h('summary', {}, w.signals),
    photos.map((photo) =>
      h(
        'dl',
        { class: 'looks' },
        photos.length > 1 ? h('p', { class: 'soft small', dir: 'auto' }, photo.name ?? '') : undefined,
        photo.signals.map((signal) =>
          h('div', {}, h('dt', {}, w.signalNames[signal.signal]), h('dd', {}, saying(signal, w, language))),
        ),
      ),
    ),
    h('p', { class: 'soft small' }, `${w.versions}: ${versions.service} · ${versions.policy} · ${versions.model.name}`),
  )
}

function saying(signal, w, language) {
  if (signal.status === 'unavailable') return ['TIMED_OUT', 'FAILED'].includes(signal.why) ? w.failed : w.unavailable
  return signal.reasons.length === 0 ? w.nothingFound : signal.reasons.map(({ text }) => h('p', {}, text[language]))
}
