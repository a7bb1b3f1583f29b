/** The button's look. Pages change it by CSS variables and parts; light and dark follow the page's `color-scheme`. */
export const style = new CSSStyleSheet()
style.replaceSync(`
:host {
  --ink: var(--huoyan-ink, light-dark(#241f1b, #f1e9df));
  --soft: var(--huoyan-soft, light-dark(#655b52, #b8aca0));
  --paper: var(--huoyan-paper, light-dark(#fffdf9, #211c18));
  --wash: var(--huoyan-wash, light-dark(#f8f2e9, #2c2620));
  --line: var(--huoyan-line, light-dark(#dfd4c5, #453c33));
  --accent: var(--huoyan-accent, light-dark(#a8321c, #ff9d7a));
  --on-accent: var(--huoyan-on-accent, light-dark(#ffffff, #2b0f06));
  --radius: var(--huoyan-radius, 16px);
  --clear: light-dark(#1b6b3a, #7bd99a);
  --review: light-dark(#855600, #f2c14e);
  --suspect: light-dark(#a8321c, #ff9d7a);
  --insufficient: light-dark(#4a5568, #a9b4c6);
  display: block;
  max-width: 40rem;
  color: var(--ink);
  font: var(--huoyan-font, 16px/1.55 system-ui, "PingFang SC", "Noto Sans SC", "Noto Sans CJK SC", "Microsoft YaHei", sans-serif);
  -webkit-text-size-adjust: 100%;
}
:host([hidden]) { display: none }
:host([theme="light"]) { color-scheme: light }
:host([theme="dark"]) { color-scheme: dark }
:host([theme="auto"]) { color-scheme: light dark }
* { box-sizing: border-box }
[hidden][hidden] { display: none }
.card { position: relative; padding: clamp(14px, 4vw, 22px); background: var(--paper); border: 1px solid var(--line); border-radius: var(--radius); container-type: inline-size; transition: border-color .2s, box-shadow .2s }
.over { border-color: var(--accent); box-shadow: 0 0 0 4px color-mix(in srgb, var(--accent) 22%, transparent) }
h2, h3, p, ul, ol, figure { margin: 0 }
.head { display: flex; align-items: center; gap: 8px; margin-bottom: 14px; color: var(--accent); font-weight: 600 }
.head h2 { font: inherit; flex: 1; color: var(--ink) }
.icon { width: 1.25em; height: 1.25em; flex: none; fill: none; stroke: currentColor; stroke-width: 1.8; stroke-linecap: round; stroke-linejoin: round }
button, .add, .camera { font: inherit; color: inherit; cursor: pointer }
:focus-visible, .add:focus-within, .camera:focus-within { outline: 3px solid var(--accent); outline-offset: 2px }
.visually { position: absolute; width: 1px; height: 1px; margin: -1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; opacity: 0 }

.photos { display: grid; grid-template-columns: repeat(auto-fill, minmax(88px, 1fr)); gap: 10px; padding: 0; list-style: none }
.photos:not(.some) { grid-template-columns: 1fr }
.photo { position: relative; min-width: 0 }
.thumb { display: grid; width: 100%; aspect-ratio: 1; padding: 0; overflow: hidden; place-items: center; background: var(--wash); border: 1px solid var(--line); border-radius: 12px }
.thumb > * { grid-area: 1/1 }
.thumb img { width: 100%; height: 100%; object-fit: cover }
.thumb .type { font-size: 13px; font-weight: 600; color: var(--soft) }
button.thumb[aria-pressed="true"] { border-color: var(--accent); box-shadow: 0 0 0 2px var(--accent) }
.name { display: block; margin-top: 4px; overflow: hidden; font-size: 12px; line-height: 1.35; color: var(--soft); white-space: nowrap; text-overflow: ellipsis; unicode-bidi: isolate }
.remove { position: absolute; top: 4px; right: 4px; display: grid; place-items: center; width: 28px; height: 28px; padding: 0; color: #fff; background: #1b1613d9; border: 0; border-radius: 50% }
.remove .icon { width: 16px; height: 16px }
.bar { display: block; height: 5px; margin-top: 6px; overflow: hidden; background: var(--line); border-radius: 3px }
.bar > span { display: block; height: 100%; width: 100%; background: var(--accent); border-radius: 3px; transform-origin: left; scale: var(--done, 0) 1; transition: scale .2s }
.looking .bar > span { animation: breathe 1.2s ease-in-out infinite alternate }
@keyframes breathe { from { opacity: .35 } to { opacity: 1 } }
.chip { position: absolute; left: 5px; top: 5px; padding: 1px 8px; font-size: 12px; font-weight: 600; line-height: 1.5; color: var(--paper); background: var(--band); border-radius: 99px; pointer-events: none }
.clear { --band: var(--clear) } .review { --band: var(--review) } .suspect { --band: var(--suspect) } .insufficient { --band: var(--insufficient) }
.add { position: relative; display: grid; place-items: center; align-content: center; gap: 2px; aspect-ratio: 1; padding: 8px; text-align: center; color: var(--soft); background: var(--wash); border: 1.5px dashed color-mix(in srgb, var(--soft) 55%, var(--line)); border-radius: 12px; transition: border-color .2s, color .2s }
.photos:not(.some) .add { aspect-ratio: auto; min-height: 150px }
.some .add { font-size: 13px; line-height: 1.3 }
.some .hint { display: none }
.add:hover { color: var(--accent); border-color: var(--accent) }
.add strong { font-weight: 600; color: var(--ink) }
.add .icon { width: 28px; height: 28px }
.hint { font-size: 13px }

.actions { display: flex; flex-wrap: wrap; gap: 10px; margin-top: 14px }
.primary, .secondary, .camera { display: inline-flex; align-items: center; justify-content: center; gap: 8px; min-height: 48px; padding: 0 20px; font-weight: 600; border-radius: 12px; border: 1px solid var(--line); background: var(--paper) }
.primary { flex: 1 1 9rem; color: var(--on-accent); background: var(--accent); border-color: var(--accent); transition: filter .15s }
.primary:hover { filter: brightness(1.08) }
.primary[aria-disabled="true"] { cursor: default; filter: none; color: var(--soft); background: var(--wash); border-color: var(--line) }
.camera { display: none; position: relative }
@media (any-pointer: coarse) { .camera { display: inline-flex } }
.status { min-height: 1.55em; margin-top: 10px; font-size: 14px; color: var(--soft) }
.status:empty { display: none }
.error { display: flex; gap: 10px; margin-top: 14px; padding: 12px 14px; color: var(--ink); background: color-mix(in srgb, var(--suspect) 9%, var(--paper)); border-left: 4px solid var(--suspect); border-radius: 6px 12px 12px 6px; overflow-wrap: anywhere }

.answer { margin-top: 18px; animation: rise .35s ease-out }
@keyframes rise { from { opacity: 0; translate: 0 8px } }
.verdict { display: grid; grid-template-columns: auto 1fr; gap: 14px; align-items: center; padding: 16px; background: color-mix(in srgb, var(--band) 10%, var(--paper)); border-radius: 14px }
.seal { display: grid; place-items: center; width: 52px; height: 52px; font: 700 28px/1 "Noto Serif SC", "Noto Serif CJK SC", "Songti SC", serif; color: var(--paper); background: var(--band); border-radius: 9px; box-shadow: inset 0 0 0 2.5px var(--band), inset 0 0 0 3.5px color-mix(in srgb, var(--paper) 70%, transparent); rotate: -4deg }
.verdict h3 { font-size: 19px; line-height: 1.3; color: var(--band) }
.verdict p { margin-top: 2px; font-size: 14px; color: var(--soft) }
.part { margin-top: 18px }
.part > h3 { margin-bottom: 6px; font-size: 15px }
.reasons { padding-left: 1.2em }
.reasons li { margin-bottom: 4px; overflow-wrap: anywhere }
.reasons li::marker { color: var(--accent) }
.note { margin-top: 8px; font-size: 14px; color: var(--soft) }

.compare { position: relative; display: grid; width: fit-content; max-width: 100%; margin: 0 auto; overflow: hidden; background: repeating-conic-gradient(var(--wash) 0 25%, var(--paper) 0 50%) 0 0/20px 20px; border-radius: 12px; box-shadow: 0 0 0 1px var(--line); --at: 50% }
.compare > * { grid-area: 1/1 }
.compare img { display: block; width: 100%; height: 100%; object-fit: contain }
.compare .frame { display: block; width: 100%; max-width: 100%; max-height: 420px }
.compare .own, .compare .map { position: absolute; inset: 0 }
.compare .map { clip-path: inset(0 0 0 var(--at)) }
.compare .edge { position: absolute; top: 0; bottom: 0; left: var(--at); width: 3px; margin-left: -1.5px; background: #fff; box-shadow: 0 0 6px #0009; pointer-events: none }
.compare .edge::after { content: "⇆"; position: absolute; top: 50%; left: 50%; translate: -50% -50%; display: grid; place-items: center; width: 36px; height: 36px; font-size: 17px; color: #241f1b; background: #fff; border-radius: 50%; box-shadow: 0 1px 6px #0006 }
.compare input { position: absolute; inset: 0; width: 100%; height: 100%; margin: 0; opacity: 0; cursor: ew-resize; touch-action: pan-y }
.compare:focus-within { outline: 3px solid var(--accent); outline-offset: 2px }
.side { position: absolute; bottom: 8px; padding: 1px 9px; font-size: 12px; line-height: 1.6; color: #fff; background: #1b1613d9; border-radius: 99px; pointer-events: none }
.side.left { left: 8px } .side.right { right: 8px }
.legend { display: grid; grid-template-columns: 1fr auto 1fr; gap: 10px; align-items: center; margin-top: 8px; font-size: 12.5px; color: var(--soft) }
.legend span { display: flex; align-items: center; gap: 6px }
.legend span:last-child { justify-content: flex-end; text-align: right }
.legend i { flex: none; width: 14px; height: 14px; border-radius: 4px }
.legend .cold { background: #0072b2 } .legend .none { background: #808080 } .legend .warm { background: #d55e00 }

.next { padding: 16px; background: var(--wash); border-radius: 14px }
blockquote { margin: 10px 0 12px; padding: 12px 14px; background: var(--paper); border-radius: 12px 12px 12px 3px; box-shadow: 0 0 0 1px var(--line); overflow-wrap: anywhere }
@container (max-width: 300px) { .legend { grid-template-columns: 1fr } .legend span:last-child { justify-content: flex-start; text-align: left } .verdict { grid-template-columns: 1fr } }
@media (prefers-reduced-motion: reduce) { *, *::before, *::after { animation: none !important; transition: none !important } .looking .bar > span { opacity: .7 } }
@media (forced-colors: active) { .primary, .thumb, .add, .verdict { border: 1px solid ButtonText } .bar > span { background: Highlight } }
`)
