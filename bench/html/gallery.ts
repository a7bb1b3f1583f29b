import type { Mistake } from '../mistakes.ts'
import { escaped } from './text.ts'

/** The photos judged most wrongly, each with what the detector saw in it and what was said. */
export function mistakeGallery(mistakes: Mistake[]): string {
  if (mistakes.length === 0) return ''
  const of = (real: boolean) => mistakes.filter(({ result }) => (result.label === 'real') === real)
  const group = (title: string, members: Mistake[]) =>
    members.length > 0 ? `<h3>${title}</h3><div class="gallery">${members.map(tile).join('')}</div>` : ''
  return `<section><h2>Worst mistakes</h2><p class="lead">The heat map lies over each thumbnail: the stronger the colour, the
surer the detector that this patch was made.</p>${group('Genuine, scored highest', of(true))}${group('Not genuine, scored lowest', of(false))}</section>`
}

function tile({ result, thumbnail, heatmap, sentences }: Mistake): string {
  const verdict = result.verdict!
  const picture = [
    thumbnail && `<img src="${thumbnail}" alt="">`,
    heatmap && `<img class="heat" src="${heatmap}" alt="">`,
  ].filter(Boolean)
  const from = result.label === 'real' ? result.source : [...new Set([result.generator, result.source])].join(', ')
  const detector = verdict.signals.generated === undefined ? '' : ` · detector ${verdict.signals.generated.toFixed(2)}`
  const said =
    (sentences ?? verdict.reasons).map((reason) => `<li>${escaped(reason)}</li>`).join('') || '<li>no reason given</li>'
  return `<article><div class="picture">${picture.join('')}</div>
<p><b>${verdict.score.toFixed(2)}</b> ${verdict.band}${detector}</p><p class="from">${escaped(from)}</p>
<ul>${said}</ul><p class="file">${escaped(result.file)}</p></article>`
}
