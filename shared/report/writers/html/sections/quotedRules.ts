import { placeOf } from '../../../../network/source/placeOf.ts';
import type { Report, ReportQuote } from '../../../report.ts';
import { withheldMark } from '../../../../kernel/withheldMark.ts';
import type { Markup, Part } from '../markup.ts';
import { join, markup } from '../markup.ts';
import type { Section } from './section.ts';

/** The rules that decide, as they stand in their files. */
export function quotedRules({ quotes }: Report): Section {
  return {
    id: 'rules',
    title: 'Rules that decide, quoted',
    body:
      quotes.length === 0
        ? markup`<p class="lead">No rule decides anything: none was read, or none bears on a connection.</p>`
        : markup`<p class="lead">Each rule once, with the lines of its file; which connections it decides stands in their rows, by the number of its quote. A bar and bold type mark the line that the verdict names.</p>
<div class="appendix narrow">${quotes.map(figure)}</div>`,
  };
}

function figure({ number, file, line, column, lines, deciding, rules }: ReportQuote): Markup {
  const last = line + lines.length - 1;
  return markup`<figure class="quote" id="quote-${number}"><figcaption><strong>${number}. ${rules.join(', ')}</strong> <code>${last > line ? `${file}:${line}–${last}` : placeOf({ file, line, column })}</code></figcaption>
<pre>${withoutIndentation(lines).map((text, index) => quotedLine(line + index, text, deciding.includes(line + index)))}</pre></figure>
`;
}

/** What all lines are indented by says nothing about the rule and costs the width of the paper. */
function withoutIndentation(lines: readonly string[]): readonly string[] {
  const indentations = lines.filter((text) => text.trim() !== '').map((text) => text.search(/\S/));
  const common = Math.min(...indentations);
  return indentations.length === 0 ? lines : lines.map((text) => text.slice(Math.min(common, text.search(/\S|$/))));
}

function quotedLine(number: number, text: string, isDeciding: boolean): Markup {
  return markup`<code${isDeciding && markup` class="deciding"`}><span class="line">${number}</span><span class="text">${text === '' ? ' ' : markWithheld(text)}${isDeciding && markup`<span class="hidden"> (deciding line)</span>`}</span></code>`;
}

/** What was withheld is not what stands in the file, and must not be read as if it were. */
function markWithheld(text: string): Part {
  return join(text.split(withheldMark), markup`<mark>${withheldMark}</mark>`);
}
