/**
 * <huoyan-check>: one press on photos of a claim, and an answer in plain words.
 *
 *   <script type="module" src="https://SERVICE/button.js"></script>
 *   <huoyan-check order="1001" merchant="shop-7" token-url="/huoyan-token"></huoyan-check>
 *
 * Attributes: order, merchant, buyer, product, category, channel, amount, currency, ordered-at, delivered-at, opened-at
 * (the claim); photos (addresses of photos, separated by spaces) or <img slot="photo">; token, token-url (a POST there
 * answers `{ token }`); lang (zh, en); theme (light, dark, auto); check (shows an earlier check); auto (checks at once);
 * service (where the service is, if not where this script came from).
 * Events: huoyan-photos, huoyan-progress, huoyan-verdict, huoyan-error. Properties: token (text, or a function that gives
 * one), claim, verdict. Methods: add(files), press(), clear().
 */
import { style } from './assets/buttonStyle.js'
import { asksFor, seals, words } from './assets/buttonWords.js'
import { h, icons } from './assets/dom.js'

const types = ['image/jpeg', 'image/png', 'image/webp', 'image/avif', 'image/heic', 'image/heif']
const endings = /\.(?:jpe?g|png|webp|avif|hei[cf])$/i
const maxPhotos = 9
const maxTries = 4
const limitMs = 120_000

const claimAttributes = {
  channel: 'channel',
  order: 'orderId',
  buyer: 'buyerId',
  merchant: 'merchantId',
  product: 'productId',
  category: 'category',
  amount: 'amount',
  currency: 'currency',
  'ordered-at': 'orderedAt',
  'delivered-at': 'deliveredAt',
  'opened-at': 'openedAt',
}

/** What went wrong, by a code that has words. */
class Refusal extends Error {
  constructor(code, { photo, detail = '', retryAfter } = {}) {
    super(detail || code)
    Object.assign(this, { code, photo, detail, retryAfter })
  }
}

class HuoyanCheck extends HTMLElement {
  static observedAttributes = ['lang', 'check', 'photos']

  /** Text, or a function (also async) that gives a fresh one. */
  token
  verdict
  #photos = []
  #claim = {}
  #shown = 0
  #phase = 'choosing'
  #problem
  #copied
  #key
  #fetchedToken
  #nodes
  #abort

  constructor() {
    super()
    this.attachShadow({ mode: 'open', delegatesFocus: true }).adoptedStyleSheets = [style]
  }

  connectedCallback() {
    this.#abort = new AbortController()
    const { signal } = this.#abort
    if (!this.#nodes) this.#build()
    this.addEventListener('dragover', (event) => this.#dragged(event), { signal })
    this.addEventListener('dragleave', () => this.#nodes.card.classList.remove('over'), { signal })
    this.addEventListener('drop', (event) => this.#dropped(event), { signal })
    document.addEventListener('paste', (event) => this.#pasted(event), { signal })
    if (this.hasAttribute('check')) this.#open(this.getAttribute('check'))
    else this.#takeGiven()
    this.#render()
  }

  disconnectedCallback() {
    this.#abort.abort()
  }

  attributeChangedCallback(name, before, now) {
    if (!this.#nodes || before === now) return
    if (name === 'check' && now) this.#open(now)
    if (name === 'photos') this.#takeGiven()
    this.#render()
  }

  /** What the page knows of the claim; attributes say the same. */
  get claim() {
    const given = Object.entries(claimAttributes)
      .map(([attribute, name]) => [name, this.getAttribute(attribute)])
      .filter(([, value]) => value)
    const claim = { channel: 'refund', ...Object.fromEntries(given), ...this.#claim }
    return claim.amount === undefined ? claim : { ...claim, amount: Number(claim.amount) }
  }

  set claim(claim) {
    this.#claim = claim
  }

  get #service() {
    return (this.getAttribute('service') ?? new URL('.', import.meta.url).href).replace(/\/$/, '')
  }

  get #words() {
    const language = this.closest('[lang]')?.lang || navigator.language
    return words[language.toLowerCase().startsWith('zh') ? 'zh' : 'en']
  }

  /** Adds photos to what will be checked; anything else is named and left out. */
  add(files) {
    if (this.#phase === 'answered') this.clear()
    if (this.#phase === 'checking') return
    this.#problem = undefined
    for (const file of files) {
      if (!types.includes(file.type) && !endings.test(file.name ?? '')) {
        this.#fail(new Refusal('NOT_A_PHOTO', { detail: file.name ?? '' }))
        continue
      }
      if (this.#photos.length === maxPhotos) {
        this.#fail(new Refusal('TOO_MANY_PHOTOS'))
        break
      }
      this.#photos.push({ file, name: file.name ?? '', url: URL.createObjectURL(file), done: 0 })
    }
    this.#key = undefined
    this.#tell('huoyan-photos', { count: this.#photos.length })
    this.#render()
  }

  clear() {
    for (const { url, map } of this.#photos) for (const each of [url, map]) if (each) URL.revokeObjectURL(each)
    this.#photos = []
    this.#phase = 'choosing'
    this.#problem = undefined
    this.#key = undefined
    this.#shown = 0
    this.verdict = undefined
    this.#render()
  }

  /** The one press. @returns the verdict, or undefined when there is none; the event says why. */
  async press() {
    if (this.#phase === 'checking') return undefined
    if (this.#photos.length === 0) {
      this.#fail(new Refusal('NO_PHOTO'))
      return undefined
    }
    const before = this.#problem
    this.#phase = 'checking'
    this.#problem = undefined
    this.#key = this.#keyFor(before?.code === 'UNREACHABLE' ? this.#key : undefined)
    for (const photo of this.#photos) photo.done = 0
    this.#render()
    try {
      const verdict = await this.#send()
      await this.#answer(verdict)
      this.#tell('huoyan-verdict', { verdict })
      return verdict
    } catch (error) {
      this.#phase = 'choosing'
      this.#fail(error instanceof Refusal ? error : new Refusal('INTERNAL', { detail: String(error) }))
      return undefined
    }
  }

  /** The same claim sent again, after a connection that broke, is the same check. */
  #keyFor(last) {
    const claim = JSON.stringify(this.claim)
    if (last?.claim === claim) return last
    const random = crypto.getRandomValues(new Uint8Array(16))
    return { claim, text: [...random].map((byte) => byte.toString(16).padStart(2, '0')).join('') }
  }

  /** Sends until there is an answer: waits when the service is busy, asks for a new token once. */
  async #send() {
    let renewed = false
    for (let tries = 1; ; tries++) {
      try {
        return await this.#post(await this.#bearer())
      } catch (error) {
        if (error.code === 'UNAUTHORIZED' && this.#canRenew && !renewed) {
          renewed = true
          this.#fetchedToken = undefined
        } else if (error.retryAfter !== undefined && tries < maxTries) await this.#wait(error.retryAfter * tries)
        else throw error
      }
    }
  }

  #post(bearer) {
    const form = new FormData()
    form.set('claim', JSON.stringify(this.claim))
    for (const { file, name } of this.#photos) form.append('photo', file, name || 'photo')
    const request = new XMLHttpRequest()
    request.open('POST', `${this.#service}/v1/checks`)
    request.timeout = limitMs
    request.setRequestHeader('idempotency-key', this.#key.text)
    if (bearer) request.setRequestHeader('authorization', `Bearer ${bearer}`)
    request.upload.addEventListener('progress', ({ loaded }) => this.#progressed(loaded))
    request.upload.addEventListener('load', () => this.#progressed(Number.POSITIVE_INFINITY))
    return new Promise((resolve, reject) => {
      const lost = () => reject(new Refusal('UNREACHABLE'))
      request.addEventListener('error', lost)
      request.addEventListener('timeout', lost)
      request.addEventListener('load', () => {
        const body = parsed(request.responseText)
        if (request.status === 200 && body?.band) resolve(body)
        else reject(refusalOf(request.status, body, request.getResponseHeader('retry-after')))
      })
      request.send(form)
    })
  }

  /** How much of each photo has left, reckoned from how much of all has: they are sent in order. */
  #progressed(loaded) {
    let before = 0
    for (const [index, photo] of this.#photos.entries()) {
      photo.done = Math.max(0, Math.min(1, (loaded - before) / Math.max(1, photo.file.size)))
      before += photo.file.size
      this.#tell('huoyan-progress', { photo: index, sent: photo.done })
    }
    this.#render()
  }

  async #wait(seconds) {
    for (let left = Math.max(1, Math.ceil(seconds)); left > 0; left--) {
      this.#nodes.status.textContent = this.#words.waiting(left)
      await new Promise((resolve) => setTimeout(resolve, 1000))
    }
  }

  get #canRenew() {
    return typeof this.token === 'function' || this.hasAttribute('token-url')
  }

  async #bearer() {
    if (typeof this.token === 'string') return this.token
    if (!this.#canRenew) return this.getAttribute('token')
    try {
      this.#fetchedToken ??= typeof this.token === 'function' ? await this.token() : await this.#askForToken()
      return this.#fetchedToken
    } catch {
      throw new Refusal('UNAUTHORIZED')
    }
  }

  async #askForToken() {
    const { order, merchant } = Object.fromEntries(['order', 'merchant'].map((name) => [name, this.getAttribute(name)]))
    const answer = await fetch(this.getAttribute('token-url'), {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ orderId: order, merchantId: merchant }),
    })
    if (!answer.ok) throw new Refusal('UNAUTHORIZED')
    return (await answer.json()).token
  }

  async #get(path) {
    const bearer = await this.#bearer()
    const answer = await fetch(`${this.#service}${path}`, {
      headers: bearer ? { authorization: `Bearer ${bearer}` } : {},
      signal: AbortSignal.timeout(limitMs),
    }).catch(() => {
      throw new Refusal('UNREACHABLE')
    })
    if (!answer.ok) throw refusalOf(answer.status, parsed(await answer.text()), answer.headers.get('retry-after'))
    return answer
  }

  /** Shows an earlier check. */
  async #open(id) {
    try {
      const verdict = await (await this.#get(`/v1/checks/${encodeURIComponent(id)}`)).json()
      this.#photos = verdict.photos.map(({ name, format }) => ({ name: name ?? '', format, done: 1 }))
      await Promise.all(
        this.#photos.map(async (photo, index) => {
          photo.url = await this.#picture(`/v1/checks/${verdict.id}/photos/${index}/thumbnail`)
        }),
      )
      await this.#answer(verdict)
    } catch (error) {
      this.#fail(error instanceof Refusal ? error : new Refusal('INTERNAL', { detail: String(error) }))
    }
  }

  /** A picture that the page cannot ask for by itself, as only we carry the token; undefined when there is none. */
  async #picture(path) {
    try {
      return URL.createObjectURL(await (await this.#get(path)).blob())
    } catch {
      return undefined
    }
  }

  async #answer(verdict) {
    await Promise.all(
      verdict.photos.map(async ({ index, signals }) => {
        const looked = signals.some(({ signal, status }) => signal === 'generated' && status === 'measured')
        if (looked)
          this.#photos[index].map = await this.#picture(`/v1/checks/${verdict.id}/photos/${index}/heatmap?layer=map`)
      }),
    )
    this.verdict = verdict
    this.#phase = 'answered'
    this.#shown = Math.max(
      0,
      verdict.photos.findIndex(({ band }) => band === verdict.band),
    )
    this.#copied = undefined
    this.#render()
    if (!this.hasAttribute('check')) this.#nodes.answer.focus({ preventScroll: true })
  }

  #fail(refusal) {
    this.#problem = refusal
    this.#tell('huoyan-error', { code: refusal.code, message: this.#told(refusal), photo: refusal.photo })
    this.#render()
  }

  #told({ code, photo, detail }) {
    const { errors } = this.#words
    const text = errors[code] ?? errors[code === 'RATE_LIMITED' ? 'OVERLOADED' : 'INTERNAL']
    if (typeof text === 'string') return text
    return text(photo === undefined ? detail : this.#nameOf(photo), detail)
  }

  #tell(type, detail) {
    this.dispatchEvent(new CustomEvent(type, { detail, bubbles: true, composed: true }))
  }

  #nameOf(index) {
    return this.#photos[index]?.name || this.#words.unnamed(index + 1)
  }

  /** Photos that the page gives by attribute or slot. */
  async #takeGiven() {
    const addresses = [
      ...(this.getAttribute('photos') ?? '').split(/\s+/).filter(Boolean),
      ...[...this.querySelectorAll('img[slot=photo]')].map((image) => image.currentSrc || image.src),
    ]
    const files = await Promise.all(
      addresses.map(async (address) => {
        try {
          const answer = await fetch(address)
          if (!answer.ok) throw new Refusal('PHOTO_NOT_LOADED')
          const blob = await answer.blob()
          const name = decodeURIComponent(new URL(address, document.baseURI).pathname.split('/').pop() ?? '')
          return new File([blob], name, { type: blob.type })
        } catch {
          this.#fail(new Refusal('PHOTO_NOT_LOADED'))
          return undefined
        }
      }),
    )
    const found = files.filter(Boolean)
    if (found.length === 0) return
    this.clear()
    this.add(found)
    if (this.hasAttribute('auto')) this.press()
  }

  #dragged(event) {
    if (this.hasAttribute('check') || ![...event.dataTransfer.types].includes('Files')) return
    event.preventDefault()
    this.#nodes.card.classList.add('over')
  }

  #dropped(event) {
    this.#nodes.card.classList.remove('over')
    if (this.hasAttribute('check') || event.dataTransfer.files.length === 0) return
    event.preventDefault()
    this.add(event.dataTransfer.files)
  }

  /** A paste is ours when it happens here, or nowhere in particular on a page with one button. */
  #pasted(event) {
    const here = event.composedPath().includes(this)
    const nowhere = event.target === document.body && document.querySelectorAll('huoyan-check').length === 1
    const files = [...(event.clipboardData?.files ?? [])]
    if (this.hasAttribute('check') || files.length === 0 || !(here || nowhere)) return
    event.preventDefault()
    this.add(files)
  }

  #build() {
    const picked = ({ target }) => {
      this.add(target.files)
      target.value = ''
    }
    const input = (more) =>
      h('input', { type: 'file', accept: types.join(), class: 'visually', onchange: picked, ...more })
    const addLabel = h('strong')
    const hint = h('span', { class: 'hint' })
    const cameraLabel = h('span')
    const nodes = {
      title: h('h2', { part: 'title' }),
      addLabel,
      hint,
      cameraLabel,
      add: h('label', { class: 'add', part: 'add' }, input({ multiple: true }), icons.plus(), addLabel, hint),
      camera: h(
        'label',
        { class: 'camera', part: 'camera' },
        input({ capture: 'environment' }),
        icons.camera(),
        cameraLabel,
      ),
      photos: h('ul', { class: 'photos', part: 'photos' }),
      press: h('button', { type: 'button', class: 'primary', part: 'check', onclick: () => this.#pressed() }),
      status: h('p', { class: 'status', part: 'status', role: 'status' }),
      error: h('div', { class: 'error', part: 'error', role: 'alert', hidden: true }),
      answer: h('section', { class: 'answer', part: 'answer', tabindex: '-1', hidden: true }),
    }
    nodes.actions = h('div', { class: 'actions' }, nodes.press, nodes.camera)
    nodes.card = h(
      'div',
      { class: 'card', part: 'card' },
      h('div', { class: 'head' }, icons.eye(), nodes.title),
      nodes.photos,
      nodes.actions,
      nodes.status,
      nodes.error,
      nodes.answer,
    )
    this.#nodes = nodes
    this.shadowRoot.append(nodes.card)
  }

  #pressed() {
    if (this.#phase !== 'answered') return this.press()
    this.clear()
    return this.#nodes.add.querySelector('input').focus()
  }

  /** Everything on the screen follows from the state. Nodes with focus stay; only what changed is written. */
  #render() {
    if (!this.#nodes) return
    const { title, addLabel, hint, cameraLabel, add, camera, photos, press, status, error, actions } = this.#nodes
    const w = this.#words
    const choosing = this.#phase === 'choosing'
    const reading = this.hasAttribute('check')
    write(title, w.title)
    write(addLabel, w.add)
    write(hint, w.addHint)
    write(cameraLabel, w.camera)
    add.hidden = !choosing || reading || this.#photos.length === maxPhotos
    camera.hidden = add.hidden
    actions.hidden = reading
    photos.classList.toggle('some', this.#photos.length > 0)
    const answered = this.#phase === 'answered'
    // One photo is large enough in the comparison.
    photos.hidden = answered && this.#photos.length === 1 && this.#photos[0].map !== undefined
    press.className = answered ? 'secondary' : 'primary'
    if (answered) this.#nodes.card.append(actions)
    else if (actions.previousElementSibling !== photos) photos.after(actions)
    this.#renderPhotos()
    press.setAttribute('aria-disabled', String(this.#phase === 'checking' || (choosing && this.#photos.length === 0)))
    write(press, this.#pressLabel(w))
    if (this.#phase === 'checking') {
      const done = this.#photos.reduce((sum, photo) => sum + photo.done, 0) / this.#photos.length
      // Told in steps of a quarter, so that a screen reader is not flooded.
      write(status, done < 1 ? w.sending(Math.floor(done * 4) * 25) : w.looking)
    } else write(status, '')
    error.hidden = !this.#problem
    write(error, this.#problem ? this.#told(this.#problem) : '')
    this.#renderAnswer(w)
  }

  #pressLabel(w) {
    if (this.#phase === 'checking') return w.looking
    if (this.#phase === 'answered') return w.again
    return this.#photos.length === 0 ? w.checkNone : w.check(this.#photos.length)
  }

  #renderPhotos() {
    const { photos, add } = this.#nodes
    const w = this.#words
    // While sending, only the bars move.
    if (this.#phase === 'checking' && photos.querySelectorAll('.bar').length === this.#photos.length) {
      for (const [index, item] of [...photos.querySelectorAll('.photo')].entries()) {
        const { done } = this.#photos[index]
        const bar = item.querySelector('.bar')
        item.classList.toggle('looking', done === 1)
        bar.firstChild.style.setProperty('--done', done)
        bar.setAttribute('aria-valuenow', Math.round(done * 100))
      }
      return
    }
    const items = this.#photos.map((photo, index) => {
      const name = this.#nameOf(index)
      const band = this.verdict?.photos[index]?.band
      const picture = photo.url ? h('img', { src: photo.url, alt: '' }) : undefined
      // HEIC is no picture to most browsers; the service reads it all the same.
      picture?.addEventListener('error', () => picture.replaceWith(typeOf(photo)))
      const thumb = picture ?? typeOf(photo)
      const several = this.#phase === 'answered' && this.#photos.length > 1
      const label = `${w.photoOf(index + 1, this.#photos.length)}: ${name}${band ? `, ${w.chips[band]}` : ''}`
      return h(
        'li',
        { class: `photo ${band ?? ''}`, part: 'photo' },
        several
          ? h(
              'button',
              {
                type: 'button',
                class: 'thumb',
                'aria-label': label,
                'aria-pressed': String(index === this.#shown),
                onclick: () => this.#showPhoto(index),
              },
              thumb,
            )
          : h('div', { class: 'thumb' }, thumb),
        band && several ? h('span', { class: 'chip', 'aria-hidden': 'true' }, w.chips[band]) : undefined,
        this.#phase === 'checking'
          ? barFor(w.progress(name))
          : h('span', { class: 'name', dir: 'auto', title: name }, name),
        this.#phase === 'choosing'
          ? h(
              'button',
              { type: 'button', class: 'remove', 'aria-label': w.remove(name), onclick: () => this.#remove(index) },
              icons.cross(),
            )
          : undefined,
      )
    })
    const focused = this.shadowRoot.activeElement
    const at = focused ? [...photos.querySelectorAll('button, input')].indexOf(focused) : -1
    photos.replaceChildren(...items, h('li', { hidden: add.hidden }, add))
    if (at >= 0) photos.querySelectorAll('button, input')[at]?.focus()
  }

  #showPhoto(index) {
    this.#shown = index
    this.#render()
  }

  #remove(index) {
    const [{ url }] = this.#photos.splice(index, 1)
    URL.revokeObjectURL(url)
    this.#problem = undefined
    this.#key = undefined
    this.#tell('huoyan-photos', { count: this.#photos.length })
    this.#render()
    this.#nodes.add.querySelector('input').focus()
  }

  #renderAnswer(w) {
    const { answer } = this.#nodes
    answer.hidden = this.#phase !== 'answered'
    if (answer.hidden) {
      answer.replaceChildren()
      return
    }
    const { verdict } = this
    const [headline, explanation] = w.bands[verdict.band]
    const language = w === words.zh ? 'zh' : 'en'
    const told = reasonsOf(verdict, w, language)
    answer.setAttribute('aria-label', headline)
    answer.replaceChildren(
      h(
        'div',
        { class: `verdict ${verdict.band}`, part: 'band' },
        h('span', { class: 'seal', 'aria-hidden': 'true' }, seals[verdict.band]),
        h('div', {}, h('h3', {}, headline), h('p', {}, explanation)),
      ),
      h(
        'div',
        { class: 'part' },
        h('h3', {}, w.why),
        h(
          'ul',
          { class: 'reasons', part: 'reasons' },
          told.map((text) => h('li', {}, text)),
        ),
        verdict.degraded ? h('p', { class: 'note' }, w.degraded) : undefined,
      ),
      ...this.#comparison(w),
      this.#nextStep(w),
    )
  }

  /** The photo and the map laid over it, with an edge between them that a hand or the arrow keys move. */
  #comparison(w) {
    const { url, map } = this.#photos[this.#shown]
    const { width, height } = this.verdict.photos[this.#shown]
    if (!map) return []
    const own = url ? h('img', { class: 'own', src: url, alt: '' }) : undefined
    own?.addEventListener('error', () => own.remove())
    const frame = document.createElement('canvas')
    const scale = Math.min(1, 1024 / Math.max(width, height))
    Object.assign(frame, { width: Math.max(1, width * scale), height: Math.max(1, height * scale), className: 'frame' })
    frame.setAttribute('aria-hidden', 'true')
    const slider = h('input', { type: 'range', min: '0', max: '100', value: '50', 'aria-label': w.mapSlider })
    const figure = h(
      'div',
      { class: 'compare', part: 'compare' },
      frame,
      own,
      h('img', { class: 'map', src: map, alt: '' }),
      h('span', { class: 'edge' }),
      h('span', { class: 'side left', 'aria-hidden': 'true' }, w.photo),
      h('span', { class: 'side right', 'aria-hidden': 'true' }, w.mapSide),
      slider,
    )
    slider.addEventListener('input', () => figure.style.setProperty('--at', `${slider.value}%`))
    const [cold, none, warm] = w.legend
    const entry = (kind, text) => h('span', {}, h('i', { class: kind }), text)
    return [
      h(
        'div',
        { class: 'part' },
        h('h3', {}, w.map),
        figure,
        h('div', { class: 'legend' }, entry('cold', cold), entry('none', none), entry('warm', warm)),
      ),
    ]
  }

  #nextStep(w) {
    const { verdict } = this
    const codes = [
      ...verdict.reasons.map(({ code }) => code),
      ...verdict.photos.flatMap(({ signals }) => signals.map(({ why }) => why).filter(Boolean)),
    ]
    const text = w.message(asksFor(codes).map((ask) => w.asks[ask]))
    const message = h('blockquote', { part: 'message' }, text)
    const label = h('span', {}, this.#copied === text ? w.copied : w.copy)
    const copy = async () => {
      try {
        await navigator.clipboard.writeText(text)
        this.#copied = text
        label.textContent = w.copied
        write(this.#nodes.status, w.copied)
      } catch {
        getSelection().selectAllChildren(message)
        write(this.#nodes.status, w.copyFailed)
      }
    }
    const asking = verdict.action !== 'pass'
    return h(
      'div',
      { class: 'part next', part: 'next' },
      h('h3', {}, w.next),
      h('p', {}, w.actions[verdict.action]),
      asking ? message : undefined,
      asking
        ? h('button', { type: 'button', class: 'secondary', part: 'copy', onclick: copy }, icons.copy(), label)
        : undefined,
    )
  }
}

/** The two or three that matter: of the photos that gave the answer first, each sentence once. */
function reasonsOf({ band, reasons, photos }, w, language) {
  const rank = ({ photo }) => (photo === undefined ? 1 : photos[photo].band === band ? 0 : 2)
  const texts = [...reasons].sort((a, b) => rank(a) - rank(b)).map(({ text }) => text[language])
  const blind = photos
    .flatMap(({ signals }) => signals)
    .filter(({ signal, status }) => signal === 'generated' && status === 'unavailable')
    .map(({ why }) => w.whyNot[why])
  const told = [...new Set(band === 'insufficient' ? [...blind, ...texts] : [...texts, ...blind])].filter(Boolean)
  return told.length > 0 ? told.slice(0, 3) : [w.nothing]
}

const typeOf = ({ name, format }) =>
  h('span', { class: 'type', 'aria-hidden': 'true' }, (format ?? name.split('.').pop() ?? '').slice(0, 5).toUpperCase())

const barFor = (label) =>
  h(
    'span',
    {
      class: 'bar',
      role: 'progressbar',
      'aria-label': label,
      'aria-valuemin': '0',
      'aria-valuemax': '100',
      'aria-valuenow': '0',
    },
    h('span'),
  )

/** Only what changed: a screen reader says it anew otherwise. */
function write(node, text) {
  if (node.textContent !== text) node.textContent = text
}

function parsed(text) {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function refusalOf(status, body, retryAfter) {
  const code = typeof body?.code === 'string' ? body.code : status === 0 ? 'UNREACHABLE' : 'INTERNAL'
  const busy = status === 429 || status === 503 || code === 'IDEMPOTENCY_IN_FLIGHT'
  return new Refusal(busy ? 'OVERLOADED' : code, {
    photo: body?.photo,
    detail: body?.detail ?? '',
    retryAfter: busy ? Number(retryAfter) || 1 : undefined,
  })
}

customElements.get('huoyan-check') ?? customElements.define('huoyan-check', HuoyanCheck)
