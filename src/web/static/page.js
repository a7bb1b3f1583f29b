const words = {
  en: {
    clear: 'Nothing unusual found',
    review: 'Worth a look by a person',
    suspect: 'Strong evidence against this photo',
    insufficient: 'Cannot be judged from these photos',
    pass: 'Suggested: continue as usual.',
    ask_for_more: 'Suggested: ask the buyer for another photo or a short video, taken close and in good light.',
    hold: 'Suggested: wait until a person has looked.',
    toReview: 'Suggested: let a person look before deciding.',
    checking: 'Checking…',
    nothing: 'Nothing speaks for or against the photos.',
    offline: 'The service cannot be reached. Try again in a moment.',
    id: 'Check',
  },
  zh: {
    clear: '未见异常',
    review: '建议人工查看',
    suspect: '存在较强的疑点证据',
    insufficient: '仅凭这些照片无法判断',
    pass: '建议：照常处理。',
    ask_for_more: '建议：请买家补充近距离、光线充足的照片或短视频。',
    hold: '建议：等待人工查看。',
    toReview: '建议：先由人工查看再决定。',
    checking: '检测中……',
    nothing: '没有支持或反对这些照片的证据。',
    offline: '暂时无法连接服务，请稍后再试。',
    id: '检查编号',
  },
}

let language = navigator.language.startsWith('zh') ? 'zh' : 'en'
let shown
const form = document.querySelector('#claim')
const drop = document.querySelector('#drop')
const files = form.elements.photo
const answer = document.querySelector('#answer')

/** Text only, so that nothing a file or a server says becomes markup. */
function element(tag, text, className) {
  const made = document.createElement(tag)
  if (text !== undefined) made.textContent = text
  if (className) made.className = className
  return made
}

function speak() {
  document.documentElement.lang = language === 'zh' ? 'zh-CN' : 'en'
  document.querySelector('#language').textContent = language === 'zh' ? 'English' : '中文'
  for (const each of document.querySelectorAll('[data-en]')) each.textContent = each.dataset[language]
  shown?.()
}

function showVerdict(verdict) {
  const told = words[language]
  const card = element('article', undefined, verdict.band)
  card.append(element('h2', told[verdict.band]))
  card.append(element('p', told[verdict.action === 'review' ? 'toReview' : verdict.action]))
  const list = element('ul')
  for (const reason of verdict.reasons.slice(0, 6)) list.append(element('li', reason.text[language]))
  card.append(list.children.length > 0 ? list : element('p', told.nothing))
  card.append(element('small', `${told.id} ${verdict.id} · ${verdict.tookMs} ms`))
  answer.replaceChildren(card)
}

function showProblem(detail) {
  const card = element('article', undefined, 'insufficient')
  card.append(element('p', detail))
  answer.replaceChildren(card)
}

function show(how) {
  shown = how
  how()
}

form.addEventListener('submit', async (event) => {
  event.preventDefault()
  const button = form.querySelector('[type=submit]')
  button.disabled = true
  show(() => showProblem(words[language].checking))
  const body = new FormData()
  body.set('claim', JSON.stringify({ channel: form.elements.channel.value, orderId: form.elements.orderId.value }))
  for (const file of files.files) body.append('photo', file, file.name)
  try {
    const response = await fetch('/v1/checks', { method: 'POST', body })
    const answered = await response.json()
    show(() => (response.ok ? showVerdict(answered) : showProblem(`${answered.title}. ${answered.detail}`)))
  } catch {
    show(() => showProblem(words[language].offline))
  } finally {
    button.disabled = false
  }
})

files.addEventListener('change', () => {
  document.querySelector('#chosen').textContent = [...files.files].map((file) => file.name).join(', ')
})
for (const name of ['dragenter', 'dragover'])
  drop.addEventListener(name, (event) => {
    event.preventDefault()
    drop.classList.add('over')
  })
for (const name of ['dragleave', 'drop']) drop.addEventListener(name, () => drop.classList.remove('over'))
drop.addEventListener('drop', (event) => {
  event.preventDefault()
  files.files = event.dataTransfer.files
  files.dispatchEvent(new Event('change'))
})
document.querySelector('#language').addEventListener('click', () => {
  language = language === 'zh' ? 'en' : 'zh'
  speak()
})
speak()
