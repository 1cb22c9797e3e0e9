import type { Report } from '../../../report.ts';
import { list } from '../cells.ts';
import { markup } from '../markup.ts';
import type { Section } from './section.ts';
import { isBrief } from './findings.ts';

/** What findings rest on that are told in brief: nothing in it asks for an act, and whoever doubts one looks it up. */
export function briefEvidence({ findings: groups }: Report): Section {
  const brief = groups.flatMap(({ findings }) => findings).filter(isBrief);
  return {
    id: 'evidence',
    title: 'Evidence of what is told in brief',
    body:
      brief.length === 0
        ? markup`<p class="lead">Nothing is told in brief.</p>`
        : markup`<div class="appendix">${brief.map(
            ({ id, check, title, evidence }) =>
              markup`<div class="settled" id="evidence-${id}"><h3><a href="#finding-${id}">${title}</a></h3>${list(
                evidence.map(({ text, source }) => [
                  text !== title && text,
                  markup`<span class="source">${source}</span>`,
                ]),
                'evidence',
              )}<div class="id">${check} ${id}</div></div>`,
          )}</div>`,
  };
}
