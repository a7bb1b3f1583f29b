/**
 * The merchant's page: check, earlier checks, one check, insight. What is shown follows from the address (#checks/chk_...)
 * and the language; the pressing itself is the same element that other pages use.
 */
import '/button.js'
import { call, currentKey, forgetKey, useKeysFrom } from './api.js'
import { checksView } from './checksView.js'
import { checkView } from './checkView.js'
import { h } from './dom.js'
import { insightView } from './insightView.js'
import { oneCheckView } from './oneCheckView.js'
import { pageWords } from './pageWords.js'

const $ = (id) => document.getElementById(id)
const stored = localStorage.getItem('huoyan-language')
let language = stored ?? (navigator.language.toLowerCase().startsWith('zh') ? 'zh' : 'en')

const views = { check: checkView, checks: checksView, insight: insightView }
let current = 0

async function show() {
  const mine = ++current
  const w = pageWords[language]
  const [name = '', id] = location.hash.slice(1).split('/')
  const tab = views[name] ? name : 'check'
  chrome(w, tab)
  const view = id && tab === 'checks' ? oneCheckView : views[tab]
  const target = $('view')
  target.replaceChildren(h('p', { class: 'soft' }, w.loading))
  try {
    const nodes = await view({ w, language, id: id && decodeURIComponent(id) })
    if (mine === current) target.replaceChildren(...[nodes].flat())
  } catch (error) {
    if (mine !== current) return
    target.replaceChildren(
      h('div', { class: 'wrong', role: 'alert' }, wordsFor(error, w)),
      h('button', { type: 'button', class: 'primary', onclick: show }, w.retry),
    )
  }
}

const wordsFor = ({ code, message }, w) =>
  ({ UNREACHABLE: w.unreachable, FORBIDDEN: w.keyRight, NOT_FOUND: message, CLAIM_INVALID: message })[code] ??
  w.failedCall

function chrome(w, tab) {
  document.documentElement.lang = language === 'zh' ? 'zh-CN' : 'en'
  $('tagline').textContent = w.tagline
  $('openness').textContent = w.openness
  $('api').textContent = w.api
  $('language').textContent = w.otherLanguage
  $('language').lang = language === 'zh' ? 'en' : 'zh-CN'
  $('forget').textContent = w.keyForget
  $('forget').hidden = currentKey() === undefined
  $('tabs').replaceChildren(
    ...Object.entries(w.tabs).map(([name, text]) =>
      h('a', { href: `#${name}`, 'aria-current': name === tab ? 'page' : undefined }, text),
    ),
  )
}

/** A key that works, or asked for again. */
useKeysFrom(async (wrong) => {
  const w = pageWords[language]
  const dialog = $('key')
  $('keyTitle').textContent = w.keyTitle
  $('keyHint').textContent = w.keyHint
  $('keyLabel').textContent = w.key
  $('keyUse').textContent = w.keyUse
  $('keyWrong').textContent = w.keyWrong
  $('keyWrong').hidden = !wrong
  const input = dialog.querySelector('input')
  input.value = ''
  if (!dialog.open) dialog.showModal()
  await new Promise((resolve) => dialog.addEventListener('close', resolve, { once: true }))
  $('forget').hidden = false
  return input.value.trim()
})

$('language').addEventListener('click', () => {
  language = language === 'zh' ? 'en' : 'zh'
  localStorage.setItem('huoyan-language', language)
  show()
})
$('forget').addEventListener('click', () => {
  forgetKey()
  show()
})
// Escape would close the dialog without a key and leave the page without an answer.
$('key').addEventListener('cancel', (event) => event.preventDefault())
addEventListener('hashchange', async () => {
  await show()
  $('view').focus({ preventScroll: true })
})

// Asks for a key right away where one is needed, not only after photos were chosen.
await call('/v1/checks?limit=1').catch(() => {})
await show()
