import { shareStyles } from './cells.ts';

/** Sections that are printed lying, since they hold a table of more than six columns. */
export const landscapeSections: ReadonlySet<string> = new Set(['summary', 'connections']);

/**
 * The sheet of styles: white paper on a screen of either theme; in print the paper of the reader’s printer, A4 or Letter.
 * Standing sections follow each other without a break, as a change of the named page would make one; only lying ones have
 * their title at the head of the page. Section titles are ours; `identity` and `runLine` are CSS strings that stand on each
 * printed page.
 */
export function toStyles(
  sections: readonly { readonly id: string; readonly title: string }[],
  identity: string,
  runLine: string,
): string {
  const pages = sections
    .filter(({ id }) => landscapeSections.has(id))
    .map(
      ({ id, title }) => `@page ${id} { size: landscape; @top-right { content: "${title}" } }\n#${id} { page: ${id} }`,
    )
    .join('\n');
  return `${base}${shareStyles}
@page { size: portrait; margin: 15mm; font: 8pt/1.4 ${sans}; color: #626a78;
  @top-left { content: ${identity}; font: 8pt/1.4 ${sans}; color: #626a78 }
  @top-right { font: 8pt/1.4 ${sans}; color: #626a78 }
  @bottom-left { content: ${runLine}; font: 8pt/1.4 ${sans}; color: #626a78 }
  @bottom-right { content: counter(page) " of " counter(pages); font: 8pt/1.4 ${sans}; color: #626a78 } }
${pages}
`;
}

const sans = `Inter, ui-sans-serif, system-ui, "Segoe UI", Roboto, "Noto Sans", sans-serif`;
const mono = `"JetBrains Mono", ui-monospace, SFMono-Regular, Consolas, "Noto Sans Mono", monospace`;

const base = `
:root { color-scheme: light; --ink: #15181e; --ink-2: #454c59; --ink-3: #5b6371; --line: #dfe2e8; --subtle: #f7f8fa;
  --pass: #0b7457; --fail: #b8163c; --partly: #a84b06; --unknown: #805c00; --none: #5f6775; --waived: #7c2a9e;
  --attested: #3b4a94; --imported: #0b667c; --accent: #2456d6 }
* { box-sizing: border-box }
html { -webkit-text-size-adjust: 100%; print-color-adjust: exact; -webkit-print-color-adjust: exact }
body { margin: 0; padding: 24px 16px 48px; background: #eef0f3; color: var(--ink); font: 9.5pt/1.45 ${sans};
  font-variant-numeric: tabular-nums; overflow-wrap: anywhere }
h1, h2, h3, h4, p, ul, ol, dl, dd, figure, table { margin: 0 }
h1 { font-size: 26pt; line-height: 1.15; font-weight: 600; letter-spacing: -.018em }
h2 { font-size: 17pt; line-height: 1.25; font-weight: 600; letter-spacing: -.014em }
h3, .minor { font-size: 11pt; letter-spacing: 0; line-height: 1.35; font-weight: 600; margin: 16px 0 5px; break-after: avoid }
h4 { font-size: 9.5pt; line-height: 1.4; font-weight: 600; margin: 0; break-after: avoid }
p + p { margin-top: 6px }
ul, ol { padding: 0; list-style: none }
code, pre, .mono { font-family: ${mono}; font-size: .9em }
a { color: var(--accent) }
a:focus-visible, [tabindex]:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px }
td, th, dd, li, code, h1, h2, h3, h4 { unicode-bidi: isolate }
.definitions { position: absolute }
.sheet { width: min(210mm, 100%); margin: 0 auto 18px; padding: 15mm; background: #fff;
  box-shadow: 0 1px 3px rgb(20 24 32 / .16), 0 6px 20px rgb(20 24 32 / .08) }
.sheet.landscape { width: min(297mm, 100%) }
.running { display: flex; justify-content: space-between; gap: 16px; color: var(--ink-3); font-size: 8pt; margin: -6mm 0 5mm }
.lead { font-size: 10.5pt; line-height: 1.5; max-width: 92ch; margin-top: 5px }
.quiet { color: var(--ink-2) }
.small { font-size: 8pt; line-height: 1.4 }
.id { color: var(--ink-3); font-family: ${mono}; font-size: 6.5pt }
.hidden { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap }
.caution { border: 1px solid var(--unknown); border-left-width: 4px; padding: 8px 12px; margin-top: 10px; max-width: 90ch }
.table { position: relative; overflow-x: auto }
table { width: 100%; table-layout: fixed; border-collapse: collapse; font-size: 9pt; line-height: 1.4 }
caption { text-align: left; font-weight: 600; font-size: 11pt; line-height: 1.35; padding: 14px 0 3px; break-after: avoid }
th { text-align: left; font-weight: 600; vertical-align: bottom; padding: 4px 10px 4px 0; color: var(--ink-2); font-size: 8.5pt }
thead th { border-bottom: 1.5px solid var(--ink) }
tbody th { font-weight: 500; font-size: inherit; color: var(--ink); vertical-align: top }
td { vertical-align: top; padding: 4px 10px 4px 0 }
tbody td, tbody th { padding-top: 4px; padding-bottom: 4px; border-bottom: 1px solid var(--line) }
tr { break-inside: avoid }
thead { display: table-header-group; break-inside: avoid; break-after: avoid }
tbody tr:first-child { break-before: avoid }
.number { text-align: right; padding-right: 14px; white-space: nowrap }
.total th, .total td { font-weight: 600 }
.dense { font-size: 8.5pt; line-height: 1.3 }
.dense tbody :is(td, th) { padding-top: 2.5px; padding-bottom: 2.5px }
.icon { width: 1.15em; height: 1.15em; flex: none; margin-top: .12em }
.mark { display: inline-flex; vertical-align: top; gap: 5px; align-items: flex-start; font-weight: 500; overflow-wrap: normal }
.mark.pass { color: var(--pass) } .mark.fail { color: var(--fail) } .mark.partly { color: var(--partly) }
.mark.unknown { color: var(--unknown) } .mark.waived { color: var(--waived) } .mark.none { color: var(--none) }
.mark.observed { color: var(--ink-2) } .mark.attested { color: var(--attested) } .mark.imported { color: var(--imported) }
.mark.observed, .mark.attested, .mark.imported { font-weight: 400 }
.stacked .mark { flex-direction: column; gap: 1px }
.severity { display: inline-flex; gap: 6px; align-items: center; white-space: nowrap }
.severity svg { width: 14px; height: 11px; flex: none }
.facts { display: grid; grid-template-columns: 34mm minmax(0, 1fr); gap: 4px 16px; margin-top: 12px }
.facts dt { color: var(--ink-3) }
.facts li + li { margin-top: 2px }
.contents { columns: 2; margin-top: 6px }
.contents li { padding: 2px 0 }
.cover { min-height: 245mm; display: flex; flex-direction: column }
.cover .result { font-size: 15pt; line-height: 1.35; font-weight: 600; margin: 10mm 0 0; max-width: 34ch }
.cover .seal { margin-top: auto; border-top: 1px solid var(--line); padding-top: 10px }

#summary .lead { max-width: none }
#summary tbody :is(td, th) { padding-top: 2px; padding-bottom: 2px }
.asides { columns: 2; column-gap: 8mm; font-size: 8pt; line-height: 1.35 }
.asides > * { break-inside: avoid; margin-bottom: 6px }
.asides .evidence li { margin-top: 1px }
#method .facts { font-size: 8pt; line-height: 1.4 }
#summary .bullets { font-size: 8.5pt; line-height: 1.35 }
.columns { display: grid; grid-template-columns: minmax(0, 1.55fr) minmax(0, 1fr); gap: 0 12mm; align-items: start }
.coverage { display: block; width: 100%; height: auto; margin: 4px 0 6px }
.counts { display: flex; flex-wrap: wrap; gap: 4px 16px }
.evidence li { margin-top: 3px }
.bullets li { padding-left: 12px; margin-top: 2px; position: relative }
.bullets li::before { content: ""; position: absolute; left: 1px; top: .62em; width: 4px; height: 4px; border-radius: 50%; background: var(--ink-3) }
.steps { list-style: decimal; padding-left: 18px }
.steps li { padding-left: 2px; margin-top: 4px }
.reason { margin-top: 10px }
.evidence .source { color: var(--ink-3); font-family: ${mono}; font-size: 7.5pt }
.do { margin-top: 4px }
.row { margin-top: 14px; padding-top: 10px; border-top: 1px solid var(--line) }
.row h3 { font-size: 10pt; margin: 0 }
.row > header { break-inside: avoid; break-after: avoid }
.row > .facts > * { break-inside: avoid }
h3 + p { break-after: avoid }
.row .facts { margin: 5px 0 6px; gap: 2px 16px; font-size: 9pt; line-height: 1.4 }
.row p { margin-top: 6px }
.verdict { display: inline-flex; gap: 8px; align-items: baseline; white-space: nowrap }
.one-line { white-space: nowrap }
.row > header { display: flex; justify-content: space-between; gap: 16px; align-items: baseline; break-after: avoid }
.quote { margin-top: 12px }
.quote figcaption { break-after: avoid }
.quote figcaption strong { margin-right: 8px }
.quote pre { position: relative; margin: 4px 0 0; border: 1px solid var(--line); border-radius: 4px; padding: 6px 0; background: var(--subtle);
  white-space: pre-wrap; font-size: 7.5pt; line-height: 1.5; tab-size: 2 }
.quote pre code { display: grid; grid-template-columns: 12mm 1fr; font-size: inherit }
.quote .line { color: var(--ink-3); text-align: right; padding-right: 3mm; user-select: none }
.quote .text { padding: 0 8px 0 5px; border-left: 3px solid transparent }
.quote mark { background: none; color: var(--fail); font-style: italic }
.quote .deciding { background: #fff; border-left-color: var(--ink); font-weight: 600 }
.cause { margin-top: 12px }
.cause h3 { margin-bottom: 2px; font-size: 10pt }
:is(.cause, .settled) .facts { margin-top: 5px; font-size: 8.5pt; line-height: 1.4; gap: 3px 16px }
.run li { display: inline }
.run li:not(:last-child)::after { content: ";" }
.appendix { columns: 2; column-gap: 8mm; font-size: 7.5pt; line-height: 1.3; margin-top: 8px }
.appendix.narrow { columns: 3; column-gap: 5mm }
.appendix .quote { margin-top: 6px }
.appendix .quote pre { font-size: 6pt; line-height: 1.35; padding: 3px 0 }
.appendix .quote pre code { grid-template-columns: 8mm 1fr }
.appendix > div { break-inside: avoid; margin-bottom: 8px }
.appendix h3 { font-size: 8.5pt; margin: 0 }
.appendix h3 a { color: inherit; text-decoration: none }
.diagram { display: block; width: 100%; height: auto; margin-top: 10px; break-inside: avoid }
.tier :is(th, td):not(:first-child) { padding-left: 8px }
.tier .wanted { background: var(--subtle) }
@media screen { li a { display: inline-block; min-height: 24px } }
@media screen and (prefers-color-scheme: dark) { body { background: #0c0e12 } }
@media screen and (max-width: 700px) { .appendix, .appendix.narrow, .asides { columns: 1 } .table table { min-width: 620px } .sheet, .sheet.landscape { padding: 20px } .columns { display: block } .contents { columns: 1 }
  .running { margin: 0 0 12px } .facts { grid-template-columns: 1fr } .facts dd { margin-bottom: 6px } h1 { font-size: 20pt } }
@media print {
  body { padding: 0; background: #fff }
  .sheet, .sheet.landscape { width: auto; margin: 0; padding: 0; box-shadow: none }
  .cover { break-after: page }
  .sheet:not(.landscape):not(.cover) + .sheet:not(.landscape) { margin-top: 7mm }
  .flowing tr { break-inside: auto }
  .flowing .evidence li, .flowing .do { break-inside: avoid }
  h2 { break-after: avoid }
  h2 + *, .lead + .table { break-before: avoid }
  .running { display: none }
  .table { overflow: visible }
  .apart { break-before: page }
  a { color: inherit; text-decoration: none }
}
`;
