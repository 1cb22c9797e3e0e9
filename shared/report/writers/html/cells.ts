import type { Severity } from '../../../audit/finding.ts';
import { severityWords } from '../../words.ts';
import type { Markup, Part } from './markup.ts';
import { markup } from './markup.ts';

interface Column {
  readonly title: Part;
  /** `number` is set right, `fit` is as narrow as its words, `wanted` is the chosen column of several. */
  readonly kind?: 'number' | 'fit' | 'wanted' | undefined;
}

interface Row {
  /** The first cell names the row. */
  readonly cells: readonly Part[];
  readonly id?: string | undefined;
  readonly total?: boolean | undefined;
}

/** A table with its caption, repeated heads and a scrolling frame for narrow windows. */
export function table(
  caption: string,
  columns: readonly Column[],
  rows: readonly Row[],
  { name, isCaptionShown = true }: { readonly name?: string; readonly isCaptionShown?: boolean } = {},
): Markup {
  const className = (kind: Column['kind']): Part => kind !== undefined && markup` class="${kind}"`;
  return markup`<div class="table" role="region" aria-label="${caption}" tabindex="0"><table${
    name !== undefined && markup` class="${name}"`
  }><caption${!isCaptionShown && markup` class="hidden"`}>${caption}</caption>
<thead><tr>${columns.map(({ title, kind }) => markup`<th scope="col"${className(kind)}>${title}</th>`)}</tr></thead>
<tbody>${rows.map(
    ({ cells, id, total }) =>
      markup`<tr${id !== undefined && markup` id="${id}"`}${total === true && markup` class="total"`}>${cells.map(
        (cell, index) =>
          index === 0
            ? markup`<th scope="row"${className(columns[index]?.kind)}>${cell}</th>`
            : markup`<td${className(columns[index]?.kind)}>${cell}</td>`,
      )}</tr>\n`,
  )}</tbody></table></div>`;
}

/** Names and values. A name with several values lists them. */
export function facts(entries: readonly (readonly [name: string, value: Part])[]): Markup {
  return markup`<dl class="facts">${entries.map(([name, value]) => markup`<dt>${name}</dt><dd>${value}</dd>\n`)}</dl>`;
}

export function list(items: readonly Part[], className?: string): Markup {
  return markup`<ul${className !== undefined && markup` class="${className}"`}>${items.map((item) => markup`<li>${item}</li>`)}</ul>`;
}

const bars = { high: 3, medium: 2, low: 1 } as const satisfies Record<Severity, number>;

export function severityMark(severity: Severity): Markup {
  return markup`<span class="severity"><svg viewBox="0 0 14 11" aria-hidden="true">${[1, 2, 3].map(
    (bar) =>
      markup`<rect x="${(bar - 1) * 5}" y="${11 - bar * 3.5}" width="3.5" height="${bar * 3.5}" fill="${bar <= bars[severity] ? '#15181e' : '#c8cdd6'}"/>`,
  )}</svg>${severityWords[severity]}</span>`;
}

/** The first and the last figures of a hash, for where it must be short; the whole stands in the chain's section. */
export function shortHash(hash: string): string {
  return `${hash.slice(0, 8)}…${hash.slice(-4)}`;
}
