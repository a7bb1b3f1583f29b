import type { AppealFacts } from '../check/appeal.ts'
import type { Band } from '../check/policy.ts'
import type { PhotoVerdict, ToldReason, ToldSignal } from '../check/told.ts'
import type { Verdict } from '../check/verdict.ts'
import type { EvidenceFacts, Match, Moment, Picture } from './facts.ts'
import { Html, html } from './html.ts'
import { style } from './style.ts'
import { type Language, type Words, words } from './words.ts'

/** By index of the photo, and of the match. */
export interface DocumentPictures {
  maps: (Picture | undefined)[]
  photos: (Picture | undefined)[]
  matches: (Picture | undefined)[]
}

/** One character a band, as a seal shows it; decoration, the words say the same. */
const seals: Record<Band, string> = { clear: '明', review: '审', suspect: '疑', insufficient: '缺' }

const unsigned = '<script type="application/jose" id="signed"></script>'

/** Puts the signature where the page leaves room for it. */
export const withSignature = (page: string, jws: string): string =>
  page.replace(unsigned, () => unsigned.replace('><', `>${jws}<`))

/** The document as a page that stands alone: style and pictures are in it, so that a saved copy shows the same. */
export function evidencePage(facts: EvidenceFacts, pictures: DocumentPictures, language: Language): string {
  const w = words[language]
  const { verdict } = facts
  const [headline, explanation] = w.bands[verdict.band]
  const page = html`<!doctype html>
<html lang="${language === 'zh' ? 'zh-CN' : 'en'}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${w.title} ${verdict.id}</title>
<style>${new Html(style)}</style>
<script src="/assets/evidence.js" defer></script>
${new Html(unsigned)}
</head>
<body>
<main>
<header>
<p class="maker">Huoyan 火眼</p>
<h1>${w.title}</h1>
<p class="subtitle">${w.subtitle}</p>
<p class="id">${w.check} <code>${verdict.id}</code> · ${w.time(verdict.createdAt)}</p>
<button type="button" class="print">${w.print}</button>
</header>

<section class="verdict ${verdict.band}">
<p class="seal" aria-hidden="true">${seals[verdict.band]}</p>
<div>
<h2>${headline}</h2>
<p>${explanation}</p>
<p class="quiet">${w.score(verdict.score)} ${w.action}${language === 'zh' ? '：' : ': '}${w.actions[verdict.action]}${language === 'zh' ? '。' : '.'}</p>
${reasonList(verdict.reasons, w, language, verdict.photos.length > 1)}
</div>
</section>

<div class="columns">
<section><h2>${w.sections.claim}</h2>${claimTable(facts, w)}</section>
<section><h2>${w.sections.timeline}</h2><ol class="timeline">${facts.timeline.map((moment) => momentRow(moment, w))}</ol></section>
</div>

<section>
<h2>${w.sections.photos}</h2>
${verdict.photos.map((photo, i) => photoPart(photo, pictures.photos[i], pictures.maps[i], w, language))}
</section>

<section>
<h2>${w.sections.matches}</h2>
${facts.matches.length === 0 ? html`<p>${w.noMatches}</p>` : ''}
${facts.matches.map((match, i) => matchPart(match, facts, pictures.photos[match.photo], pictures.matches[i], w, language))}
</section>

${changes(verdict, w, language)}
<section class="together">
<h2>${w.sections.decisions}</h2>
${
  facts.outcomes.length === 0
    ? html`<p>${w.noDecisions}</p>`
    : html`<dl>${facts.outcomes.map(
        ({ outcome, decidedBy, decidedAt, note }) =>
          html`<div><dt>${w.time(decidedAt)}</dt><dd>${w.outcomes[outcome]} (${decidedBy})${note === undefined ? '' : html`<br>${note}`}</dd></div>`,
      )}</dl>`
}
</section>

<section class="together">
<h2>${w.sections.limits}</h2>
<ul>${[
    ...w.limits,
    ...(verdict.degraded ? [w.limitDegraded] : []),
    ...(verdict.photos.some(({ band }) => band === 'insufficient') ? [w.limitInsufficient] : []),
  ].map((limit) => html`<li>${limit}</li>`)}</ul>
</section>

<div class="columns together">
<section>
<h2>${w.sections.versions}</h2>
<dl>
<div><dt>${w.versions.service}</dt><dd>${verdict.versions.service}</dd></div>
<div><dt>${w.versions.policy}</dt><dd>${verdict.versions.policy}</dd></div>
<div><dt>${w.versions.model}</dt><dd>${verdict.versions.model.name}</dd></div>
<div><dt>${w.versions.weights}</dt><dd><code>${verdict.versions.model.sha256}</code></dd></div>
</dl>
</section>
<section>
<h2>${w.sections.verify}</h2>
<p>${w.verify[0]}</p>
<pre>npm run verify -- ${verdict.id}.html --jwks jwks.json</pre>
<p>${w.verify[1]}</p>
</section>
</div>
</main>
</body>
</html>
`
  return page.text
}

function reasonList(reasons: ToldReason[], w: Words, language: Language, several: boolean): Html {
  if (reasons.length === 0) return html`<p>${w.noReasons}</p>`
  return html`<ol class="reasons">${reasons.map(
    ({ text, photo }) =>
      html`<li>${several && photo !== undefined ? html`<span class="tag">${w.photo(photo)}</span> ` : ''}${text[language]}</li>`,
  )}</ol>`
}

/** Only an appeal has a first answer that it is compared with. */
function changes(verdict: Verdict & Partial<AppealFacts>, w: Words, language: Language): Html {
  if (verdict.appealOf === undefined) return html``
  const told = verdict.changes ?? []
  return html`<section class="together">
<h2>${w.sections.changes}</h2>
<p>${w.firstCheck} <code>${verdict.appealOf}</code></p>
${told.length === 0 ? html`<p>${w.noChanges}</p>` : html`<ul>${told.map(({ text }) => html`<li>${text[language]}</li>`)}</ul>`}
</section>`
}

function claimTable({ claim }: EvidenceFacts, w: Words): Html {
  const known = Object.entries(w.claim).filter(([key]) => key !== 'currency' && claim[key] !== undefined)
  const shown = (key: string): string => {
    const value = claim[key]!
    if (key === 'channel') return w.channels[claim.channel]
    if (key === 'amount') return `${value} ${claim.currency ?? ''}`
    return key.endsWith('At') ? w.time(String(value)) : String(value)
  }
  return html`<dl>${known.map(([key, name]) => html`<div><dt>${name}</dt><dd>${shown(key)}</dd></div>`)}</dl>`
}

function momentRow({ what, at, photo, id, outcome, decidedBy }: Moment, w: Words): Html {
  const about = [
    photo === undefined ? '' : w.photo(photo),
    id ?? '',
    outcome === undefined ? '' : `${w.outcomes[outcome]} (${decidedBy})`,
  ].filter(Boolean)
  return html`<li class="${what}"><time>${w.time(at)}</time><span>${w.moments[what]}${about.length > 0 ? html` <small>${about.join(' · ')}</small>` : ''}</span></li>`
}

function photoPart(
  photo: PhotoVerdict,
  kept: Picture | undefined,
  map: Picture | undefined,
  w: Words,
  language: Language,
): Html {
  /** The photo's shape, whatever lies in it. */
  const layers = (...pictures: Html[]) =>
    html`<div class="layers"><svg viewBox="0 0 ${photo.width} ${photo.height}" aria-hidden="true"></svg>${pictures}</div>`
  return html`<article class="photo">
<div class="head ${photo.band}">
<h3>${w.photo(photo.index)}</h3><p><b>${w.bands[photo.band][0]}</b> · ${w.scoreOfPhoto(photo.score)}</p>
</div>
<div class="beside">
<figure data-sha256="${photo.sha256}"${kept ? '' : new Html(' class="empty"')}>
${kept ? html`<div class="two">${layers(image(kept, w.keptCaption))}${map ? layers(image(kept, ''), image(map, w.mapCaption)) : ''}</div>` : layers(map ? image(map, w.mapCaption) : html``)}
<figcaption>${map ? w.mapCaption : w.noMap}
${
  kept
    ? ''
    : html`<span class="ask">${w.notKept}</span> <label class="choose"><input type="file" accept="image/*">${w.drop}</label>
<span class="said same">${w.dropSame}</span><span class="said other">${w.dropOther}</span><span class="said unable">${w.dropUnable}</span>`
}
</figcaption>
</figure>
<div><dl>
${photo.name === undefined ? '' : html`<div><dt>${w.originalFile}</dt><dd>${photo.name}</dd></div>`}
<div><dt>${w.size}</dt><dd>${photo.format.toUpperCase()}, ${photo.width} × ${photo.height}</dd></div>
<div><dt>${w.file}</dt><dd><code>${photo.sha256}</code></dd></div>
</dl>
<div class="signals">${photo.signals.map((signal) => signalPart(signal, w, language))}</div></div>
</div>
</article>`
}

function signalPart(signal: ToldSignal, w: Words, language: Language): Html {
  const [name, question] = w.signals[signal.signal]
  const head = html`<h4>${name} <small>${question}</small></h4>`
  if (signal.status === 'unavailable')
    return html`<section class="signal">${head}<p class="quiet">${w.unavailable[signal.why] ?? signal.why}</p></section>`
  return html`<section class="signal">${head}${
    signal.reasons.length === 0
      ? html`<p class="quiet">${w.nothingFound}</p>`
      : signal.reasons.map((reason) => html`<p>${reason.text[language]}</p>${factLine(reason, w)}`)
  }</section>`
}

function factLine({ code, facts }: ToldReason, w: Words): Html {
  const shown = (value: string | number | boolean) =>
    typeof value === 'boolean' ? (value ? w.yes : w.no) : (w.values[String(value)] ?? w.time(String(value)))
  const known = Object.entries(facts).map(
    ([key, value]) => html` · ${w.facts[key] ?? key} <b>${key === 'photo' ? Number(value) + 1 : shown(value)}</b>`,
  )
  return html`<p class="facts"><code>${code}</code>${known}</p>`
}

function matchPart(
  match: Match,
  { verdict }: EvidenceFacts,
  here: Picture | undefined,
  there: Picture | undefined,
  w: Words,
  language: Language,
): Html {
  const photo = verdict.photos[match.photo]!
  const side = (caption: string, picture: Picture | undefined, rows: Html[]) =>
    html`<figure>${picture ? image(picture, caption) : html`<div class="hash" aria-hidden="true">#</div>`}<figcaption><b>${caption}</b><dl>${rows}</dl></figcaption></figure>`
  const row = (name: string, value: string | Html) => html`<div><dt>${name}</dt><dd>${value}</dd></div>`
  return html`<article class="match">
<p>${match.reason.text[language]}</p>${factLine(match.reason, w)}
<div class="pair">
${side(w.thisPhoto, here, [
  row(w.check, html`<code>${verdict.id}</code>`),
  row(w.moments.checked, w.time(verdict.createdAt)),
  row(w.file, html`<code>${photo.sha256}</code>`),
])}
${otherSide()}
</div>
</article>`

  function otherSide(): Html {
    const seen = typeof match.reason.facts.seenAt === 'string' ? match.reason.facts.seenAt : undefined
    if (match.of === undefined)
      return side(w.reference, undefined, [
        row(w.facts.referenceId!, html`<code>${match.id}</code>`),
        ...(seen === undefined ? [] : [row(w.facts.seenAt!, w.time(seen))]),
      ])
    if (!match.there) return html`<p class="quiet">${w.earlierGone}</p>`
    return side(w.earlierPhoto, there, [
      row(w.check, html`<code>${match.id}</code>`),
      row(w.claim.orderId!, match.there.orderId),
      row(w.facts.seenAt!, w.time(match.there.createdAt)),
      row(w.file, html`<code>${match.there.sha256}</code>`),
    ])
  }
}

const image = ({ type, bytes }: Picture, alt: string): Html =>
  html`<img alt="${alt}" src="data:${type};base64,${new Html(Buffer.from(bytes).toString('base64'))}">`
