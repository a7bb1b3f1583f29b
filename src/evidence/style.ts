import { createHash } from 'node:crypto'

/** The document's look: made for A4, readable on a screen. In the page itself, so that a saved copy keeps it. */
export const style = `
@page { size: A4; margin: 16mm 15mm 18mm; @bottom-right { content: counter(page) " / " counter(pages); font: 8pt system-ui, sans-serif; color: #635a52 } @bottom-left { content: "Huoyan 火眼"; font: 8pt system-ui, sans-serif; color: #635a52 } }
:root {
  --ink: #211d1a; --soft: #635a52; --line: #ddd3c6; --paper: #fffdf9; --wash: #f7f1e8; --fire: #a8321c;
  --clear: #1b6b3a; --review: #8a5a00; --suspect: #a8321c; --insufficient: #4a5568;
  font: 10.5pt/1.55 "Noto Sans SC", "Noto Sans CJK SC", "PingFang SC", "Microsoft YaHei", system-ui, sans-serif;
  color: var(--ink);
}
* { box-sizing: border-box }
body { margin: 0; background: #efe7db }
main { max-width: 210mm; margin: 0 auto; padding: 18mm 16mm; background: var(--paper) }
h1, h2, h3, .maker, .seal { font-family: "Noto Serif SC", "Noto Serif CJK SC", "Songti SC", Georgia, serif }
header { position: relative; padding-bottom: 5mm; border-bottom: 2px solid var(--ink) }
.maker { margin: 0; color: var(--fire); letter-spacing: .06em; font-weight: 600 }
h1 { margin: 1mm 0 0; font-size: 23pt; line-height: 1.2; letter-spacing: -.01em }
.subtitle { margin: 1mm 0 0; color: var(--soft) }
.id { margin: 3mm 0 0; font-size: 9pt; color: var(--soft) }
h2 { margin: 8mm 0 2.5mm; font-size: 13.5pt; line-height: 1.3; break-after: avoid }
h3 { margin: 0; font-size: 12pt }
h4 { margin: 0; font-size: 10pt }
h4 small { font-weight: 400; color: var(--soft) }
p { margin: 0 0 1.5mm }
code, pre { font: 8.2pt/1.5 ui-monospace, "SF Mono", Consolas, "DejaVu Sans Mono", monospace; overflow-wrap: anywhere }
pre { padding: 2.5mm 3mm; background: var(--wash); border-radius: 1.5mm; white-space: pre-wrap }
.quiet, small { color: var(--soft) }
.verdict { display: grid; grid-template-columns: auto 1fr; gap: 6mm; margin-top: 6mm; padding: 6mm; background: var(--wash); border-radius: 3mm; break-inside: avoid }
.verdict h2 { margin: 0 0 1mm; font-size: 16pt; color: var(--band) }
.clear { --band: var(--clear) } .review { --band: var(--review) } .suspect { --band: var(--suspect) } .insufficient { --band: var(--insufficient) }
.seal { margin: 0; width: 19mm; height: 19mm; display: grid; place-items: center; font-size: 28pt; font-weight: 700; line-height: 1; color: var(--paper); background: var(--band); border-radius: 2.5mm; box-shadow: inset 0 0 0 1mm var(--band), inset 0 0 0 1.4mm #ffffffa0; transform: rotate(-3deg) }
.reasons { margin: 3mm 0 0; padding-left: 5mm }
.reasons li { margin-bottom: 1.2mm; overflow-wrap: anywhere }
.tag { padding: .2mm 1.6mm; font-size: 8pt; border: 1px solid var(--line); border-radius: 1mm; background: var(--paper); white-space: nowrap }
.columns { display: grid; grid-template-columns: 1fr 1fr; gap: 0 10mm }
dl { margin: 0 }
dl > div { display: grid; grid-template-columns: 27mm 1fr; gap: 3mm; padding: 1.2mm 0; border-bottom: 1px solid var(--line); break-inside: avoid }
dt { color: var(--soft) } dd { margin: 0; min-width: 0; overflow-wrap: anywhere }
.timeline { margin: 0; padding: 0 0 0 4mm; list-style: none; border-left: 1.5px solid var(--line) }
.timeline li { position: relative; padding: 0 0 2.6mm; break-inside: avoid }
.timeline li::before { content: ""; position: absolute; left: -5.35mm; top: 1.7mm; width: 2.4mm; height: 2.4mm; border-radius: 50%; background: var(--paper); border: 1.5px solid var(--soft) }
.timeline .checked::before { background: var(--fire); border-color: var(--fire) }
.timeline .decided::before { background: var(--ink); border-color: var(--ink) }
.timeline time { display: block; font-size: 8.5pt; color: var(--soft) }
.photo, .match { margin: 0 0 6mm; border: 1px solid var(--line); border-radius: 2.5mm }
.head { display: flex; justify-content: space-between; align-items: baseline; gap: 4mm; padding: 2.5mm 4mm; background: var(--wash); border-left: 1.6mm solid var(--band); border-radius: 2.5mm 2.5mm 0 0; break-after: avoid }
.head p { margin: 0; color: var(--band) }
.beside { display: grid; grid-template-columns: 62mm minmax(0, 1fr); gap: 6mm; padding: 4mm }
figure { margin: 0; break-inside: avoid }
figcaption { margin-top: 1.5mm; font-size: 8pt; line-height: 1.45; color: var(--soft) }
.layers { position: relative; max-height: 90mm; overflow: hidden; border-radius: 1.5mm; background: repeating-conic-gradient(#f3ece1 0 25%, #fffdf9 0 50%) 0 0/5mm 5mm; box-shadow: 0 0 0 1px var(--line) }
.layers svg { display: block; width: 100%; height: auto; max-height: 90mm }
.layers img { position: absolute; inset: 0; width: 100%; height: 100%; object-fit: contain }
.two { display: grid; grid-template-columns: 1fr 1fr; gap: 2mm }
.ask { display: block; margin-top: 1mm }
.choose { display: inline-block; margin-top: 1.5mm; padding: 1mm 2.5mm; color: var(--ink); border: 1px solid var(--soft); border-radius: 1.5mm; cursor: pointer }
.choose input { position: absolute; width: 1px; height: 1px; opacity: 0 }
.choose:focus-within { outline: 2px solid var(--fire); outline-offset: 2px }
.over .layers { box-shadow: 0 0 0 2px var(--fire) }
.said { display: none; margin-top: 1.5mm; font-weight: 600 }
.is-same .same { display: block; color: var(--clear) } .is-other .other, .is-unable .unable { display: block; color: var(--suspect) }
.signals { margin-top: 2mm }
.signal { padding: 1.6mm 0; break-inside: avoid; overflow-wrap: anywhere }
.signal p { margin: .5mm 0 }
.facts { font-size: 8pt; line-height: 1.45; color: var(--soft) }
.facts b { font-weight: 500; color: var(--ink) }
.match { padding: 4mm; break-inside: avoid }
.pair { display: grid; grid-template-columns: 1fr 1fr; gap: 8mm; margin-top: 3mm }
.pair img, .hash { display: block; width: 100%; max-height: 44mm; object-fit: contain; border-radius: 1.5mm; background: var(--wash) }
.hash { display: grid; place-items: center; height: 22mm; font-size: 20pt; color: var(--line) }
.pair dl > div { grid-template-columns: 18mm 1fr }
.together { break-inside: avoid }
ul { margin: 0; padding-left: 5mm } li { margin-bottom: 1mm }
.print { position: absolute; top: 0; right: 0; padding: 1.8mm 4mm; font: inherit; color: var(--paper); background: var(--fire); border: 0; border-radius: 2mm; cursor: pointer }
.print:focus-visible { outline: 2px solid var(--ink); outline-offset: 2px }
@media (max-width: 700px) {
  main { padding: 6mm 5mm }
  .columns, .beside, .pair { grid-template-columns: 1fr }
  .verdict { grid-template-columns: 1fr; gap: 3mm; padding: 5mm }
  .print { position: static; margin-top: 3mm }
}
@media print {
  :root { font-size: 9.5pt }
  body, main { background: none } main { max-width: none; padding: 0 }
  .print, .choose, .ask { display: none }
  .photo { break-inside: avoid }
  .timeline li { padding-bottom: 1.4mm }
  * { print-color-adjust: exact; -webkit-print-color-adjust: exact }
}
`

/** For Content-Security-Policy: this style and no other may stand in a page. */
export const styleSource = `'sha256-${createHash('sha256').update(style).digest('base64')}'`
