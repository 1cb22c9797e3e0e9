import type { Report } from '../../../report.ts';
import { list } from '../cells.ts';
import { markup, prose } from '../markup.ts';
import type { Section } from './section.ts';
import { isSettled } from './findings.ts';

/** What settled findings rest on, but for connections, whose rows tell it: nothing in it asks for an act, and whoever doubts one looks it up. */
export function settledEvidence({ connections: { rows, preconditions }, findings: groups }: Report): Section {
  const settled = groups
    .flatMap(({ findings }) => findings)
    .filter((finding) => isSettled(finding) && ![...rows, ...preconditions].some((row) => row.finding === finding.id));
  return {
    id: 'evidence',
    title: 'Evidence of what is settled',
    body:
      settled.length === 0
        ? markup`<p class="lead">Nothing is settled.</p>`
        : markup`<div class="appendix">${settled.map(
            ({ id, check, title, evidence }) =>
              markup`<div id="evidence-${id}"><h3><a href="#finding-${id}">${title}</a></h3>${list(
                evidence.map(({ text, source }) => [
                  text !== title && [prose(text), ' '],
                  markup`<span class="source">${source}</span>`,
                ]),
                'evidence',
              )}<div class="id">${check} ${id}</div></div>`,
          )}</div>`,
  };
}
