/** The look of the standalone page: readable on a screen of any width, light and dark, and on paper. */
export const HTML_STYLE = `
:root{color-scheme:light dark;--paper:#fdfcf9;--ink:#1d1f2b;--quiet:#5b5e6b;--line:#dedbd2;--link:#4853b5}
@media (prefers-color-scheme:dark){:root{--paper:#14161f;--ink:#ecebe6;--quiet:#a5a7b3;--line:#353846;--link:#9aa6f2}}
body{margin:0;background:var(--paper);color:var(--ink);font:16px/1.6 Inter,system-ui,"Noto Sans","Noto Sans CJK SC","Noto Sans Arabic",sans-serif}
main{max-width:46rem;margin:0 auto;padding:2.5rem 1.25rem 4rem}
h1{font:500 2rem/1.2 Newsreader,Georgia,"Noto Serif CJK SC",serif;margin:0 0 .5rem;overflow-wrap:anywhere}
h2{font:500 1.4rem/1.3 Newsreader,Georgia,"Noto Serif CJK SC",serif;margin:2.5rem 0 .75rem}
.byline{color:var(--quiet);margin:0;overflow-wrap:anywhere}
.short{font:1.2rem/1.55 Newsreader,Georgia,serif}
a{color:var(--link)}
.time{font:.8em ui-monospace,monospace;text-decoration:none;white-space:nowrap;color:var(--link)}
ul{padding-inline-start:1.2rem}li{margin:.5rem 0}
.plain{list-style:none;padding:0}.plain li{margin:.2rem 0}
figure{margin:0;border:1px solid var(--line);border-radius:.5rem;overflow:auto;background:#fdfcf9}
figure svg{display:block;max-width:100%;height:auto}
.cue{margin:.25rem 0}
@media print{
@page{margin:18mm 16mm}
:root{--paper:#fff;--ink:#000;--quiet:#444;--line:#ccc;--link:#000}
main{max-width:none;padding:0}body{font-size:10.5pt}
h2{break-after:avoid}p,li,figure{break-inside:avoid}figure{border:0;overflow:visible}
.transcript{break-before:page;columns:2;column-gap:1.5rem;font-size:9pt}.transcript h2{column-span:all;margin-top:0}
}`.trim();
