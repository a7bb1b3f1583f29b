/**
 * The evidence document is whole without this: it prints on a press, and lays a reader's own photo under the map when
 * its hash is the one that was checked. Texts stand in the page; only classes change, so that a saved copy still verifies.
 */
document.querySelector('.print')?.addEventListener('click', () => print())

for (const figure of document.querySelectorAll('figure.empty')) {
  const take = async (file) => {
    if (!file) return
    const state = await compared(file, figure.dataset.sha256)
    figure.classList.remove('is-same', 'is-other', 'is-unable')
    figure.classList.add(`is-${state}`)
    figure.querySelector('.layers img.own')?.remove()
    if (state !== 'same') return
    const image = new Image()
    image.className = 'own'
    image.alt = ''
    image.src = URL.createObjectURL(file)
    figure.querySelector('.layers svg').after(image)
  }
  figure.querySelector('input').addEventListener('change', ({ target }) => take(target.files[0]))
  figure.addEventListener('dragover', (event) => {
    event.preventDefault()
    figure.classList.add('over')
  })
  figure.addEventListener('dragleave', () => figure.classList.remove('over'))
  figure.addEventListener('drop', (event) => {
    event.preventDefault()
    figure.classList.remove('over')
    take(event.dataTransfer.files[0])
  })
}

/** @returns {Promise<'same' | 'other' | 'unable'>} */
async function compared(file, sha256) {
  if (!globalThis.crypto?.subtle) return 'unable'
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', await file.arrayBuffer()))
  const hex = [...digest].map((byte) => byte.toString(16).padStart(2, '0')).join('')
  return hex === sha256 ? 'same' : 'other'
}
