import { isCollection, isMap, isScalar } from 'yaml';
import type { Node, Pair, YAMLMap, YAMLSeq } from 'yaml';
import { renderBlock, renderInline, renderInlinePair } from './renderYaml.ts';
import type { Surroundings } from './renderYaml.ts';
import type { TextSplice } from './textSplice.ts';
import {
  afterEntry,
  colonOf,
  columnOf,
  dashOf,
  endOf,
  isEmptyScalar,
  itemEnd,
  lineBreak,
  lineStart,
  nextLine,
  pairEnd,
  startOf,
} from './yamlPlaces.ts';
import type { SourceText } from './yamlPlaces.ts';
import type { YamlStyle } from './yamlStyle.ts';

/** Where a node hangs: under a key, in a list, or nowhere. */
export type Holder =
  | { readonly kind: 'pair'; readonly map: YAMLMap; readonly pair: Pair<Node, Node | null> }
  | { readonly kind: 'item'; readonly list: YAMLSeq; readonly index: number }
  | { readonly kind: 'root' };

/** A text and how it is written; every function here answers with the splices of one small change to it. */
export interface Draft extends SourceText {
  readonly style: YamlStyle;
}

function isFlow(node: unknown): boolean {
  return isCollection(node) && node.flow === true;
}

/** The value takes the place of the node; of what surrounds it nothing is touched. */
export function replaceValue(
  draft: Draft,
  holder: Holder,
  node: Node | null,
  value: unknown,
  depth: number,
): TextSplice[] {
  const { text } = draft;
  const colon = holder.kind === 'pair' ? colonOf(holder.map, holder.pair.key) : undefined;
  const dash = holder.kind === 'item' ? dashOf(holder.list, holder.index) : undefined;
  const inFlow = (holder.kind === 'pair' && isFlow(holder.map)) || (holder.kind === 'item' && isFlow(holder.list));
  const scalarType = isScalar(node) && typeof value === 'string' ? node.type : undefined;
  const surroundings: Surroundings = { style: draft.style, inFlow, column: 0, depth, scalarType };

  if (node === null || isEmptyScalar(node)) {
    if (holder.kind === 'pair' && colon === undefined) {
      // A flow map may hold a key alone: {a}.
      const after = holder.pair.key.range?.[1] ?? 0;
      return [{ start: after, end: after, text: `: ${renderInline(value, surroundings)}` }];
    }
    const after = (colon ?? dash ?? 0) + 1;
    if (holder.kind === 'pair' && !inFlow && isBlockValue(value) && depth <= 1) {
      const column = columnOf(text, startOf(holder.pair.key));
      return [insertLines(draft, nextLine(text, after), blockLines(draft, value, column + draft.style.step, depth))];
    }
    return [{ start: after, end: after, text: ` ${renderInline(value, surroundings)}` }];
  }

  const isBlock = isCollection(node) && !isFlow(node);
  if (!isBlock) return [{ start: startOf(node), end: endOf(text, node), text: renderInline(value, surroundings) }];
  const inline = renderInline(value, surroundings);
  if (colon === undefined || lineStart(text, colon) === lineStart(text, startOf(node))) {
    return [{ start: startOf(node), end: endOf(text, node), text: inline }];
  }
  return [
    { start: colon + 1, end: colon + 1, text: ` ${inline}` },
    { start: lineStart(text, startOf(node)), end: nextLine(text, endOf(text, node)), text: '' },
  ];
}

function isBlockValue(value: unknown): value is object {
  return typeof value === 'object' && value !== null && Object.keys(value).length > 0;
}

function blockLines(draft: Draft, value: object, column: number, depth: number): string[] {
  return renderBlock(value, { style: draft.style, inFlow: false, column, depth }).map(
    (line) => `${' '.repeat(column)}${line}`,
  );
}

/** Whole lines before the given start of a line. */
function insertLines({ text, style }: Draft, at: number, lines: readonly string[]): TextSplice {
  const block = lines.join(style.newline);
  const isAfterText = at > 0 && text[at - 1] !== '\n';
  return { start: at, end: at, text: isAfterText ? `${style.newline}${block}` : `${block}${style.newline}` };
}

/** A new key, after the one at `after` (-1: before all). */
export function insertPair(
  draft: Draft,
  map: YAMLMap,
  after: number,
  key: string,
  value: unknown,
  depth: number,
): TextSplice[] {
  const { text, style } = draft;
  const pairs = map.items as Pair<Node, Node | null>[];
  if (isFlow(map) || pairs.length === 0) {
    const spans = pairs.map((pair) => ({ start: startOf(pair.key), end: pairEnd(text, map, pair) }));
    const inline = renderInlinePair(key, value, { style, inFlow: true, column: 0, depth });
    return insertInFlow(draft, map, spans, after + 1, inline);
  }
  const neighbour = pairs[Math.max(after, 0)];
  if (neighbour === undefined) throw new Error('A key is inserted next to one that is there.');
  const column = columnOf(text, startOf(neighbour.key));
  const lines = renderBlock({ [key]: value }, { style, inFlow: false, column, depth });
  const indented = lines.map((line) => `${' '.repeat(column)}${line}`);
  if (after >= 0) return [insertLines(draft, afterEntry(text, pairEnd(text, map, neighbour), column), indented)];
  // The first key of a list's item shares its line with the dash.
  const start = startOf(neighbour.key);
  return [
    { start, end: start, text: `${indented.join(style.newline).trimStart()}${style.newline}${' '.repeat(column)}` },
  ];
}

export function removePair(draft: Draft, map: YAMLMap, index: number, holder: Holder): TextSplice[] {
  const { text } = draft;
  const pairs = map.items as Pair<Node, Node | null>[];
  const spans = pairs.map((pair) => ({ start: startOf(pair.key), end: pairEnd(text, map, pair) }));
  if (isFlow(map)) return removeFromFlow(draft, map, spans, index);
  if (spans.length === 1) return replaceValue(draft, holder, map, {}, 0);
  return removeLines(draft, spans[index], spans[index + 1]);
}

/** A new item at the position. */
export function insertItem(draft: Draft, list: YAMLSeq, index: number, value: unknown, depth: number): TextSplice[] {
  const { text, style } = draft;
  const items = list.items as (Node | null)[];
  if (isFlow(list) || items.length === 0) {
    const spans = items.map((item, at) => ({ start: item === null ? 0 : startOf(item), end: itemEnd(text, list, at) }));
    return insertInFlow(draft, list, spans, index, renderInline(value, { style, inFlow: true, column: 0, depth }));
  }
  const dash = dashOf(list, Math.max(index - 1, 0)) ?? startOf(list);
  const column = columnOf(text, dash);
  const neighbour = items[Math.max(index - 1, 0)];
  // As its neighbour is written: a map in braces beside maps in braces.
  const asBlock = isMap(neighbour) && !isFlow(neighbour) && isBlockValue(value) && !Array.isArray(value);
  const lines = asBlock
    ? renderBlock(value, { style, inFlow: false, column: column + 2, depth })
    : [renderInline(value, { style, inFlow: false, column, depth })];
  const indented = lines.map((line, at) => `${' '.repeat(column)}${at === 0 ? '- ' : '  '}${line}`);
  const at = index === 0 ? lineStart(text, dash) : afterEntry(text, itemEnd(text, list, index - 1), column);
  return [insertLines(draft, at, indented)];
}

export function removeItem(draft: Draft, list: YAMLSeq, index: number, holder: Holder): TextSplice[] {
  const { text } = draft;
  const items = list.items as (Node | null)[];
  if (isFlow(list)) {
    const spans = items.map((item, at) => ({ start: item === null ? 0 : startOf(item), end: itemEnd(text, list, at) }));
    return removeFromFlow(draft, list, spans, index);
  }
  if (items.length === 1) return replaceValue(draft, holder, list, [], 0);
  const spans = items.map((_, at) => ({ start: dashOf(list, at) ?? 0, end: itemEnd(text, list, at) }));
  return removeLines(draft, spans[index], spans[index + 1]);
}

interface Span {
  readonly start: number;
  readonly end: number;
}

/** The lines of a block entry, with the comment that ends its last line. */
function removeLines({ text }: Draft, span: Span | undefined, next: Span | undefined): TextSplice[] {
  if (span === undefined) return [];
  const begin = lineStart(text, span.start);
  if (text.slice(begin, span.start).trim() === '') {
    const end = nextLine(text, span.end);
    // The last line of a text without a final line break takes the break before it along.
    const start = end === text.length && text[end - 1] !== '\n' ? Math.max(lineBreak(text, begin - 1), 0) : begin;
    return [{ start: begin === 0 ? 0 : start, end, text: '' }];
  }
  // The entry shares its line with a dash; what comes next takes its place, be it a comment or the next key.
  const following = nextLine(text, span.end);
  const indentation = /^[ \t]*/.exec(text.slice(following))?.[0].length ?? 0;
  return [{ start: span.start, end: next === undefined ? span.end : following + indentation, text: '' }];
}

function insertInFlow(
  draft: Draft,
  collection: YAMLMap | YAMLSeq,
  spans: readonly Span[],
  index: number,
  inline: string,
): TextSplice[] {
  const { text, style } = draft;
  const inside = startOf(collection) + 1;
  if (spans.length === 0) {
    const end = endOf(text, collection) - 1;
    const pad = style.padsFlow ? ' ' : '';
    const isBlank = text.slice(inside, end).trim() === '';
    return [{ start: inside, end: isBlank ? end : inside, text: `${pad}${inline}${pad}` }];
  }
  const separator = separatorOf(draft, inside, spans);
  const next = spans[index];
  if (next !== undefined) return [{ start: next.start, end: next.start, text: `${inline},${separator}` }];

  const last = spans.at(-1)?.end ?? inside;
  const rest = text.slice(last, lineBreak(text, last));
  const comment = /^\s*,?\s*#/.exec(rest);
  if (comment === null) return [{ start: last, end: last, text: `,${separator}${inline}` }];
  // The comment that ends the last line stays with its entry.
  const lineEnd = lineBreak(text, last);
  return [
    { start: last, end: last, text: comment[0].includes(',') ? '' : ',' },
    { start: lineEnd, end: lineEnd, text: separator === ' ' ? `${style.newline}${inline}` : `${separator}${inline}` },
  ];
}

/** What stands between a comma and the next entry: a space, or a new line and its indentation. */
function separatorOf({ text, style }: Draft, inside: number, spans: readonly Span[]): string {
  const from = spans.length > 1 ? (spans[0]?.end ?? inside) : inside;
  const to = spans.length > 1 ? (spans[1]?.start ?? inside) : (spans[0]?.start ?? inside);
  return text.slice(from, to).includes('\n') ? `${style.newline}${' '.repeat(columnOf(text, to))}` : ' ';
}

function removeFromFlow(
  { text }: Draft,
  collection: YAMLMap | YAMLSeq,
  spans: readonly Span[],
  index: number,
): TextSplice[] {
  const span = spans[index];
  const next = spans[index + 1];
  const previous = spans[index - 1];
  if (span === undefined) return [];
  const isCommentFree = (from: number, to: number): boolean => !text.slice(from, to).includes('#');
  const inside = { start: startOf(collection) + 1, end: endOf(text, collection) - 1 };
  if (
    next === undefined &&
    previous === undefined &&
    isCommentFree(inside.start, span.start) &&
    isCommentFree(span.end, inside.end)
  ) {
    return [{ ...inside, text: '' }];
  }
  if (next !== undefined && isCommentFree(span.end, next.start))
    return [{ start: span.start, end: next.start, text: '' }];
  if (next === undefined && previous !== undefined && isCommentFree(previous.end, span.start)) {
    return [{ start: previous.end, end: span.end, text: '' }];
  }
  return removeBetweenComments(text, span, next === undefined ? previous : undefined);
}

/** Comments around the entry stay where they are; the entry goes, with its line if nothing else is on it, and one comma. */
function removeBetweenComments(text: string, span: Span, previous: Span | undefined): TextSplice[] {
  const ownComma = /^\s*,/.exec(text.slice(span.end))?.[0].length ?? 0;
  const end = span.end + ownComma;
  const begin = lineStart(text, span.start);
  const isAlone = text.slice(begin, span.start).trim() === '' && text.slice(end, lineBreak(text, end)).trim() === '';
  const entry = { start: isAlone ? lineBreak(text, begin - 1) : span.start, end, text: '' };
  const commaBefore = previous === undefined ? null : /^\s*,/.exec(text.slice(previous.end));
  if (previous === undefined || commaBefore === null || ownComma > 0) return [entry];
  return [entry, { start: previous.end, end: previous.end + commaBefore[0].length, text: '' }];
}
