import { isMap, isScalar, isSeq } from 'yaml';
import type { CST, Document, Node, Pair, ParsedNode, YAMLMap, YAMLSeq } from 'yaml';

/** A text with its nodes; the nodes keep the tokens that they were made from. */
export interface SourceText {
  readonly text: string;
  readonly document: Document<ParsedNode>;
}

export function columnOf(text: string, offset: number): number {
  return offset - lineStart(text, offset);
}

/** Where the line of the offset begins. */
export function lineStart(text: string, offset: number): number {
  return text.lastIndexOf('\n', offset - 1) + 1;
}

/** Where the line's text ends: at its line break, or at the end of the text. */
export function lineBreak(text: string, offset: number): number {
  const newline = text.indexOf('\n', offset);
  if (newline === -1) return text.length;
  return newline > offset && text[newline - 1] === '\r' ? newline - 1 : newline;
}

/** Where the next line begins, or the end of the text. */
export function nextLine(text: string, offset: number): number {
  const newline = text.indexOf('\n', offset);
  return newline === -1 ? text.length : newline + 1;
}

/** Where a node begins, after its anchor and tag. */
export function startOf(node: Node): number {
  return node.range?.[0] ?? 0;
}

/**
 * Where the last character of a node's content ends. The library counts the line break, and sometimes the comments, that
 * follow a block among it.
 */
export function endOf(text: string, node: Node): number {
  if (isMap(node) && node.flow !== true) {
    const last = node.items.at(-1);
    if (last !== undefined) return pairEnd(text, node, last as Pair<Node, Node | null>);
  }
  if (isSeq(node) && node.flow !== true) {
    const last = node.items.length - 1;
    if (last >= 0) return itemEnd(text, node, last);
  }
  const [start, end] = node.range ?? [0, 0];
  const isBlockScalar = isScalar(node) && (node.type === 'BLOCK_LITERAL' || node.type === 'BLOCK_FOLDED');
  return isBlockScalar ? start + text.slice(start, end).trimEnd().length : end;
}

export function pairEnd(text: string, map: YAMLMap, pair: Pair<Node, Node | null>): number {
  const keyEnd = pair.key.range?.[1] ?? 0;
  const colon = colonOf(map, pair.key);
  const afterColon = colon === undefined ? keyEnd : colon + 1;
  return pair.value === null || isEmptyScalar(pair.value) ? afterColon : endOf(text, pair.value);
}

export function itemEnd(text: string, list: YAMLSeq, index: number): number {
  const item = list.items[index] as Node | null;
  const dash = dashOf(list, index);
  return item === null || isEmptyScalar(item) ? (dash ?? startOf(list)) + 1 : endOf(text, item);
}

/** A value of which nothing is written. */
export function isEmptyScalar(node: Node): boolean {
  return isScalar(node) && node.range !== undefined && node.range !== null && node.range[0] === node.range[1];
}

/** The colon after a key; absent in a flow map that has the key alone. */
export function colonOf(map: YAMLMap, key: Node): number | undefined {
  const token = tokenOf(map);
  const item = token?.items.find((candidate) => candidate.key?.offset === key.srcToken?.offset);
  return item?.sep?.find(({ type }) => type === 'map-value-ind')?.offset;
}

function tokenOf(collection: Node): CST.BlockMap | CST.FlowCollection | CST.BlockSequence | undefined {
  const { srcToken } = collection;
  return srcToken?.type === 'block-map' || srcToken?.type === 'flow-collection' || srcToken?.type === 'block-seq'
    ? srcToken
    : undefined;
}

/** The dash before an item of a block list. */
export function dashOf(list: unknown, index: number): number | undefined {
  if (!isSeq(list) || list.flow === true) return undefined;
  const items = tokenOf(list)?.items ?? [];
  const dashes = items.flatMap((item) => item.start).filter(({ type }) => type === 'seq-item-ind');
  return dashes[index]?.offset;
}

/**
 * Where the lines that belong to a block entry end: comments below it that stand further in than the entry are about what
 * is inside of it, such as keys that wait to be filled in.
 */
export function afterEntry(text: string, end: number, column: number): number {
  let after = nextLine(text, end);
  for (let line = after; line < text.length; line = nextLine(text, line)) {
    const content = /^[ \t]*/.exec(text.slice(line, lineBreak(text, line)))?.[0].length ?? 0;
    const first = text[line + content];
    const isBlank = line + content >= lineBreak(text, line);
    if (isBlank) continue;
    if (first !== '#' || content <= column) break;
    after = nextLine(text, line);
  }
  return after;
}
