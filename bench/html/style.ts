import { variables } from './palette.ts'

export const style = `${variables}
*{box-sizing:border-box}
body{margin:0;background:var(--page);color:var(--ink);font:15px/1.55 system-ui,-apple-system,"Segoe UI","Noto Sans","Noto Sans CJK SC",sans-serif}
main{max-width:1120px;margin:0 auto;padding:32px 20px 64px}
header p{margin:.3em 0;color:var(--soft)}
header b{color:var(--ink);font-weight:600}
.brand{font-weight:600;letter-spacing:.02em;color:var(--score)!important}
h1{font-size:30px;line-height:1.2;margin:.1em 0 .3em;letter-spacing:-.01em}
h2{font-size:20px;margin:0 0 .3em;letter-spacing:-.005em}
h3{font-size:15px;margin:1.6em 0 .5em}
section,aside{background:var(--panel);border:1px solid var(--grid);border-radius:12px;padding:22px 24px;margin:20px 0}
aside{border-left:4px solid var(--detector)}
aside ul{margin:.3em 0 0;padding-left:1.2em}
.lead{color:var(--soft);max-width:78ch;margin:.1em 0 1.1em}
.cards{display:grid;grid-template-columns:repeat(auto-fill,minmax(190px,1fr));gap:12px;margin:22px 0}
.card{background:var(--panel);border:1px solid var(--grid);border-radius:12px;padding:14px 16px;display:flex;flex-direction:column}
.card span{color:var(--soft);font-size:13px}
.card b{font-size:27px;line-height:1.25;font-weight:650;font-variant-numeric:tabular-nums;letter-spacing:-.01em}
.card i{font-style:normal;font-size:12px;color:var(--soft);min-height:1.5em;font-variant-numeric:tabular-nums}
.card small{font-size:12px;color:var(--soft);margin-top:auto;padding-top:4px}
figure{margin:0 0 14px}
figure svg{display:block;max-width:100%;height:auto;margin:0 auto}
.pair{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,400px),1fr));gap:18px;align-items:center}
.scroll{overflow-x:auto}
table{border-collapse:collapse;width:100%;font-size:13.5px;font-variant-numeric:tabular-nums}
th,td{padding:6px 12px 6px 0;text-align:right;border-bottom:1px solid var(--grid);vertical-align:top}
thead th{color:var(--soft);font-weight:500;font-size:12px;vertical-align:bottom;line-height:1.3}
th:first-child{text-align:left;font-weight:500;overflow-wrap:anywhere;min-width:120px}
td small{display:block;color:var(--soft);font-size:11px;white-space:nowrap}
.none{color:var(--soft)}
.worse{color:var(--bad)}
.better{color:var(--good)}
code{font:12px/1.5 ui-monospace,SFMono-Regular,Menlo,Consolas,monospace;overflow-wrap:anywhere}
header code{background:var(--shade);border:1px solid var(--grid);border-radius:6px;padding:2px 7px}
details{margin-top:12px;color:var(--soft)}
.gallery{display:grid;grid-template-columns:repeat(auto-fill,minmax(160px,1fr));gap:14px}
.gallery article{border:1px solid var(--grid);border-radius:10px;overflow:hidden;background:var(--shade);font-size:12.5px}
.gallery p,.gallery ul{margin:4px 10px;padding:0;list-style:none}
.gallery code{font-size:10.5px}
.picture{position:relative;aspect-ratio:1;background:var(--grid)}
.picture img{position:absolute;inset:0;width:100%;height:100%;object-fit:contain}
.from{color:var(--soft);overflow-wrap:anywhere}
.file{color:var(--soft);font-size:10.5px;overflow-wrap:anywhere;padding-bottom:8px!important}
section:last-child td{text-align:left;overflow-wrap:anywhere}
@media print{
@page{margin:12mm}
body{background:none;font-size:10.5px}
main{max-width:none;padding:0}
h1{font-size:22px}
h2{font-size:14px}
h3{font-size:11.5px}
section,aside,.card{border-color:#ccc}
section{padding:10px 0;margin:0;border:0;border-top:1px solid #ccc;border-radius:0}
aside,figure,tr,article,.card{break-inside:avoid}
h2,h3,.lead{break-after:avoid}
.cards{grid-template-columns:repeat(5,1fr);gap:6px}
.card{padding:6px 8px}
.card b{font-size:16px}
.card span,.card i,.card small{font-size:8px}
.pair{grid-template-columns:1fr 1fr}
.scroll{overflow:visible}
table{font-size:9px}
thead th,td small{font-size:8px}
th,td{padding:3px 8px 3px 0}
code{font-size:8.5px}
.gallery{grid-template-columns:repeat(6,1fr);gap:6px}
.gallery article{font-size:8px}
.file,.gallery code{font-size:7px}
}
`
