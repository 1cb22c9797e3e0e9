import { isMap, isNode, isScalar, isSeq, parseDocument } from 'yaml';
import type { Node, Pair, YAMLMap } from 'yaml';
import { describeProblem } from '../kernel/problem.ts';
import type { Problem } from '../kernel/problem.ts';
import { assertNever, fail, succeed } from '../kernel/result.ts';
import type { Result } from '../kernel/result.ts';
import { insertItem, insertPair, removeItem, removePair, replaceValue } from './edit/changeYaml.ts';
import type { Draft, Holder } from './edit/changeYaml.ts';
import { applySplices } from './edit/textSplice.ts';
import type { TextSplice } from './edit/textSplice.ts';
import { styleOf } from './edit/yamlStyle.ts';
import type { YamlStyle } from './edit/yamlStyle.ts';
import { describePath } from './planPath.ts';
import type { PlanPath } from './planPath.ts';
import { planSchemaAt } from './planSchemaAt.ts';
import { withoutByteOrderMark } from '../kernel/withoutByteOrderMark.ts';
import { readPlanText, toJson } from './planText.ts';

/** A new value for a place in a plan; without one, the key or list item is removed. */
export interface PlanEdit {
  readonly path: PlanPath;
  /** JSON. Set at a position just behind a list's last item, it is added. */
  readonly value?: unknown;
}

export type EditFailure =
  | { readonly kind: 'text-unreadable'; readonly problems: readonly Problem[] }
  | { readonly kind: 'place-not-there'; readonly path: PlanPath }
  /** The file is written in a way in which this change can't be made in place. */
  | { readonly kind: 'place-not-editable'; readonly path: PlanPath; readonly line: number };

export function describeEditFailure(failure: EditFailure): string {
  switch (failure.kind) {
    case 'text-unreadable':
      return failure.problems.map(describeProblem).join('\n');
    case 'place-not-there':
      return `The plan has no place ${describePath(failure.path)}.`;
    case 'place-not-editable':
      return `${describePath(failure.path)} can’t be changed alone, as the file is written; change line ${failure.line} by hand.`;
    default:
      return assertNever(failure);
  }
}

/**
 * The plan's text with the edits made, and nothing else changed: comments, order, quotes and line breaks stay as they are,
 * since people keep plans in git and read the difference. The library's own writer would lay the whole file out anew, so
 * each edit is made in the text, by the places of its nodes, and is then checked: the text must read as the old plan with
 * that one change, else it is refused.
 */
export function editPlan(text: string, edits: readonly PlanEdit[]): Result<string, EditFailure> {
  const mark = text.slice(0, text.length - withoutByteOrderMark(text).length);
  let current = text.slice(mark.length);
  for (const edit of edits) {
    const edited = makeEdit(current, edit);
    if (!edited.ok) return edited;
    current = edited.value;
  }
  return succeed(`${mark}${current}`);
}

function makeEdit(text: string, edit: PlanEdit): Result<string, EditFailure> {
  const before = readPlanText(text, 'plan');
  if (!before.ok) return fail({ kind: 'text-unreadable', problems: before.failure });
  const { document, position } = before.value;
  const current = toJson(before.value, 'plan');
  if (!current.ok) return fail({ kind: 'text-unreadable', problems: current.failure });
  const wanted = withChange(current.value, edit.path, edit.value === undefined ? undefined : asJson(edit.value));
  if (!wanted.ok) return fail({ kind: 'place-not-there', path: edit.path });

  let style: YamlStyle | undefined;
  let edited = text;
  // Each round makes one small change; a value takes no more rounds than it has parts.
  for (let round = 0; round <= text.length + JSON.stringify(wanted.value).length; round += 1) {
    const written = parseDocument(edited, { keepSourceTokens: true, prettyErrors: false, logLevel: 'error' });
    if (written.errors.length > 0) break;
    style ??= styleOf({ text: edited, document: written });
    const draft: Draft = { text: edited, style, document: written };
    const splices = nextChange(draft, { kind: 'root' }, written.contents, wanted.value, []);
    if (splices === undefined) return readable(edited);
    edited = applySplices(edited, splices);
  }
  const { line } = position(nearestOffset(document.contents, edit.path));
  return fail({ kind: 'place-not-editable', path: edit.path, line });
}

/** A value may hold characters that no text file can. */
function readable(text: string): Result<string, EditFailure> {
  const read = readPlanText(text, 'plan');
  return read.ok ? succeed(text) : fail({ kind: 'text-unreadable', problems: read.failure });
}

/** What goes into a file: without what JSON does not have. */
function asJson(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value));
}

/** The first difference between what is written and what is wanted, as splices; undefined when there is none. */
function nextChange(
  draft: Draft,
  holder: Holder,
  node: Node | null,
  wanted: unknown,
  path: PlanPath,
): TextSplice[] | undefined {
  if (isMap(node) && isObject(wanted)) return nextChangeInMap(draft, holder, node, wanted, path);
  if (isSeq(node) && Array.isArray(wanted)) {
    const written: unknown[] = node.items.map((item) => valueOf(draft, item));
    const first = firstDifference(written, wanted);
    if (first === undefined) return undefined;
    const isSame = (offset: number): boolean => areEqual(written.at(-1 - offset), wanted.at(-1 - offset));
    let tail = 0;
    while (tail < Math.min(written.length, wanted.length) - first && isSame(tail)) tail += 1;
    const writtenMiddle = written.length - first - tail;
    const wantedMiddle = wanted.length - first - tail;
    if (writtenMiddle < wantedMiddle)
      return insertItem(draft, node, first + writtenMiddle, wanted[first + writtenMiddle], path.length);
    if (writtenMiddle > wantedMiddle) return removeItem(draft, node, first + wantedMiddle, holder);
    const inside: Holder = { kind: 'item', list: node, index: first };
    return nextChange(draft, inside, node.items[first] as Node | null, wanted[first], [...path, first]);
  }
  return areEqual(valueOf(draft, node), wanted) ? undefined : replaceValue(draft, holder, node, wanted, path.length);
}

function nextChangeInMap(
  draft: Draft,
  holder: Holder,
  map: YAMLMap,
  wanted: Readonly<Record<string, unknown>>,
  path: PlanPath,
): TextSplice[] | undefined {
  const pairs = map.items as Pair<Node, Node | null>[];
  const written = pairs.map(({ key }) => keyOf(key));
  // First what is added, so that a map whose keys all change is never empty in between.
  const added = Object.keys(wanted).find((key) => !written.includes(key));
  if (added !== undefined)
    return insertPair(draft, map, placeFor(added, written, path), added, wanted[added], path.length);
  const removed = written.findIndex((key) => !Object.hasOwn(wanted, key));
  if (removed !== -1) return removePair(draft, map, removed, holder);
  for (const [index, pair] of pairs.entries()) {
    const key = written[index] ?? '';
    const change = nextChange(draft, { kind: 'pair', map, pair }, pair.value, wanted[key], [...path, key]);
    if (change !== undefined) return change;
  }
  return undefined;
}

/** The position of the key after which a new one goes: in the order of the plan's schema, else last. */
function placeFor(key: string, written: readonly string[], path: PlanPath): number {
  const order = Object.keys(planSchemaAt(path)?.properties ?? {});
  const place = order.indexOf(key);
  if (place === -1) return written.length - 1;
  const before = new Set(order.slice(0, place));
  return written.findLastIndex((other) => before.has(other));
}

/** The value with the change made; fails where the path leads through what can't hold it. */
function withChange(whole: unknown, path: PlanPath, value: unknown): Result<unknown, 'no-place'> {
  const [step, ...rest] = path;
  if (step === undefined) return value === undefined ? fail('no-place') : succeed(value);
  const container = whole ?? (typeof step === 'number' ? [] : {});
  if (Array.isArray(container) && typeof step === 'number' && step <= container.length) {
    const items: readonly unknown[] = container;
    if (value === undefined && rest.length === 0) return succeed(items.toSpliced(step, 1));
    const inside = withChange(items[step], rest, value);
    return inside.ok ? succeed([...items.slice(0, step), inside.value, ...items.slice(step + 1)]) : inside;
  }
  if (!isObject(container) || typeof step === 'number') return fail('no-place');
  const { [step]: current, ...others } = container;
  if (value === undefined && rest.length === 0) return succeed(others);
  // Removing what is below something that is not there leaves everything as it is.
  if (value === undefined && current === undefined) return succeed(whole);
  const inside = withChange(current, rest, value);
  return inside.ok ? succeed({ ...container, [step]: inside.value }) : inside;
}

function nearestOffset(root: Node | null, path: PlanPath): number {
  let node: Node | null = root;
  let offset = 0;
  for (const step of path) {
    const child: unknown = isMap(node) || isSeq(node) ? node.get(step, true) : undefined;
    if (!isNode(child)) break;
    node = child;
    offset = child.range?.[0] ?? offset;
  }
  return offset;
}

/** As it is named in the value: a key that is nothing has the empty name there. */
function keyOf(key: Node): string {
  return isScalar(key) && key.value !== null ? String(key.value) : '';
}

/** Undefined, which equals nothing that is wanted, for an alias whose anchor an edit has just removed. */
function valueOf({ document }: Draft, node: unknown): unknown {
  if (!isNode(node)) return null;
  try {
    return node.toJS(document) as unknown;
  } catch (error) {
    if (error instanceof ReferenceError) return undefined;
    throw error;
  }
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function firstDifference(ones: readonly unknown[], others: readonly unknown[]): number | undefined {
  const length = Math.max(ones.length, others.length);
  for (let index = 0; index < length; index += 1) {
    if (index >= ones.length || index >= others.length || !areEqual(ones[index], others[index])) return index;
  }
  return undefined;
}

function areEqual(one: unknown, other: unknown): boolean {
  if (Array.isArray(one) && Array.isArray(other)) return firstDifference(one, other) === undefined;
  if (isObject(one) && isObject(other)) {
    const keys = Object.keys(one);
    return (
      keys.length === Object.keys(other).length &&
      keys.every((key) => Object.hasOwn(other, key) && areEqual(one[key], other[key]))
    );
  }
  return Object.is(one, other);
}
