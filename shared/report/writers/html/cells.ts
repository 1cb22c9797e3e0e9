import type { Severity } from '../../../audit/finding.ts';
import { severityWords } from '../../words.ts';
import type { Markup, Part } from './markup.ts';
import { markup } from './markup.ts';

interface Column {
  readonly title: Part;
  /** `number` is set right, `wanted` is the chosen column of several. */
  readonly kind?: 'number' | 'wanted' | undefined;
  /** Its part of the table's width in percent; the columns without one share the rest. */
  readonly share?: number | undefined;
}

interface Row {
  /** The first cell names the row. */
  readonly cells: readonly Part[];
  readonly id?: string | undefined;
  readonly total?: boolean | undefined;
}

/**
 * A table with its caption, heads that are repeated on each page, and a frame that scrolls in narrow windows. Widths are
 * fixed by the columns and not by what is in them: a long word of a user's must not push a verdict off the paper.
 */
export function table(
  caption: string,
  columns: readonly Column[],
  rows: readonly Row[],
  { name, isCaptionShown = true }: { readonly name?: string; readonly isCaptionShown?: boolean } = {},
): Markup {
  const classOf = (kind: Column['kind']): Part => kind !== undefined && markup` class="${kind}"`;
  return markup`<div class="table" role="group" aria-label="${caption}" tabindex="0"><table${
    name !== undefined && markup` class="${name}"`
  }><caption${!isCaptionShown && markup` class="hidden"`}>${caption}</caption>
<colgroup>${columns.map(({ share }) => markup`<col${share !== undefined && markup` class="${toShareClass(share)}"`}>`)}</colgroup>
<thead><tr>${columns.map(({ title, kind }) => markup`<th scope="col"${classOf(kind)}>${title}</th>`)}</tr></thead>
<tbody>${rows.map(
    ({ cells, id, total }) =>
      markup`<tr${id !== undefined && markup` id="${id}"`}${total === true && markup` class="total"`}>${cells.map(
        (cell, index) =>
          index === 0
            ? markup`<th scope="row"${classOf(columns[index]?.kind)}>${cell}</th>`
            : markup`<td${classOf(columns[index]?.kind)}>${cell}</td>`,
      )}</tr>\n`,
  )}</tbody></table></div>`;
}

function toShareClass(share: number): string {
  return `share-${share}`;
}

const greatestShare = 80;

/** Widths as classes: a page that shows a report within it may forbid styles on single elements. */
export const shareStyles = Array.from({ length: greatestShare }, (_, index) => index + 1)
  .map((share) => `.${toShareClass(share)} { width: ${share}% }`)
  .join('\n');

/** Names and values. A name with several values lists them. */
export function facts(entries: readonly (readonly [name: Part, value: Part])[]): Markup {
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
