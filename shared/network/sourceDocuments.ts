/**
 * The text of a rule file as parsed documents, quickly, and the line of a place in it, on demand.
 *
 * Parsing keeps no positions: js-yaml and JSON.parse are an order of magnitude faster than a parser that does. When a rule
 * is to be shown, the one document that holds it is parsed again with positions.
 */
import { CORE_SCHEMA, load, Type, YAMLException } from 'js-yaml';
import { findNodeAtLocation, parseTree, printParseErrorCode } from 'jsonc-parser';
import type { Node, ParseError } from 'jsonc-parser';
import { LineCounter, isNode, isPair, isCollection, isMap, parseDocument } from 'yaml';
import type { Document } from 'yaml';
import type { Position, Problem } from '../kernel/problem.ts';

/** A file as it was read: its name for people, and its text. */
export interface SourceFile {
  readonly file: string;
  readonly text: string;
}

export interface SourceDocument {
  readonly index: number;
  readonly value: unknown;
}

export interface SourceDocuments {
  readonly documents: readonly SourceDocument[];
  /** Documents that could not be parsed. A file with any of them may hold rules that are not known. */
  readonly problems: readonly Problem[];
}

/** YAML 1.2 as Kubernetes tools write it: dates stay text, merge keys are honoured. */
const merge = new Type('tag:yaml.org,2002:merge', { kind: 'scalar', resolve: (data) => data === '<<' });
const schema = CORE_SCHEMA.extend({ implicit: [merge] });

/** What aliases may expand a document to before it is taken for a trap. */
const MOST_NODES = 10_000_000;

/** A rule file is YAML (of which JSON is a part) or JSON; what it is about is for the formats to say. */
export function parseSource({ file, text }: SourceFile): SourceDocuments {
  const content = withoutByteOrderMark(text);
  return isJsonText(content) ? parseJsonSource(file, content) : parseYamlSource(file, content);
}

function withoutByteOrderMark(text: string): string {
  return text.startsWith('\uFEFF') ? text.slice(1) : text;
}

function isJsonText(text: string): boolean {
  return /^\s*[[{]/.test(text) && /[\]}]\s*$/.test(text);
}

function parseJsonSource(file: string, text: string): SourceDocuments {
  try {
    return { documents: [{ index: 0, value: JSON.parse(text) as unknown }], problems: [] };
  } catch {
    // A flow mapping of YAML looks the same from outside.
    const asYaml = parseYamlSource(file, text);
    if (asYaml.problems.length === 0) return asYaml;
    const errors: ParseError[] = [];
    parseTree(text, errors);
    const [first] = errors;
    const position = positionAt(text, first?.offset ?? 0);
    const what = first === undefined ? 'It can’t be parsed.' : `${printParseErrorCode(first.error)}.`;
    return {
      documents: [],
      problems: [
        { file, ...position, severity: 'error', message: `Not valid JSON: ${what}`, remedy: 'Export the file again.' },
      ],
    };
  }
}

function parseYamlSource(file: string, text: string): SourceDocuments {
  const documents: SourceDocument[] = [];
  const problems: Problem[] = [];
  for (const [index, slice] of splitDocuments(text).entries()) {
    try {
      const value = load(slice.text, { schema, filename: file });
      if (value === undefined || value === null) continue;
      if (/[&*]/.test(slice.text) && countNodes(value) > MOST_NODES) {
        problems.push({
          file,
          line: slice.line,
          column: 1,
          severity: 'error',
          message: `The aliases of this document expand to more than ${MOST_NODES} nodes.`,
          remedy: 'Write the values out, or take the document away.',
        });
        continue;
      }
      documents.push({ index, value });
    } catch (error) {
      problems.push({ file, severity: 'error', remedy: 'Correct the YAML there.', ...yamlError(error, slice.line) });
    }
  }
  return { documents, problems };
}

function yamlError(error: unknown, line: number): { line: number; column: number; message: string } {
  if (error instanceof YAMLException) {
    const mark = error.mark as { line: number; column: number } | undefined;
    return {
      line: line + (mark?.line ?? 0),
      column: (mark?.column ?? 0) + 1,
      message: `Not valid YAML: ${error.reason}.`,
    };
  }
  if (error instanceof RangeError) return { line, column: 1, message: 'Nested too deeply to be read.' };
  throw error;
}

/**
 * The documents of a YAML stream with the line that each begins at. A line that begins with `---` or `...` ends a document
 * wherever it stands, even inside of a scalar, so the text can be cut there without parsing it.
 */
function splitDocuments(text: string): readonly { readonly text: string; readonly line: number }[] {
  const starts = [0];
  for (const marker of text.matchAll(/^(?:---|\.\.\.)(?=[ \t\r\n]|$)/gm)) {
    starts.push(marker[0] === '...' ? marker.index + 3 : marker.index);
  }
  const parts: { text: string; line: number }[] = [];
  let line = 1;
  for (const [index, start] of starts.entries()) {
    const end = starts[index + 1] ?? text.length;
    const part = text.slice(start, end).replace(/\.\.\.$/, '');
    if (!isDirectivesOnly(part)) parts.push({ text: part, line });
    line += countLines(text.slice(start, end));
  }
  return parts;
}

/** `%YAML` and `%TAG` lines before a document: parsed alone they would be an error. */
function isDirectivesOnly(part: string): boolean {
  return part.startsWith('%') && part.split('\n').every((line) => /^(?:%|#|\s*$)/.test(line));
}

function countLines(text: string): number {
  let count = 0;
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) count++;
  return count;
}

/** How many nodes a value has when every alias is followed, without following them: shared parts are counted once and added. */
function countNodes(root: unknown): number {
  const counted = new Map<object, number>();
  const count = (value: unknown): number => {
    if (typeof value !== 'object' || value === null) return 1;
    const known = counted.get(value);
    if (known !== undefined) return known;
    counted.set(value, 1);
    let nodes = 1;
    for (const child of Array.isArray(value) ? value : Object.values(value)) nodes += count(child);
    counted.set(value, nodes);
    return nodes;
  };
  return count(root);
}

function positionAt(text: string, offset: number): Position {
  const before = text.slice(0, offset);
  return { line: countLines(before) + 1, column: offset - before.lastIndexOf('\n') };
}

/** Looks up lines in the files that were read; each document is parsed with positions once, when first asked for. */
export function makeLocator(files: readonly SourceFile[]): (place: LocatedPlace) => Position {
  const texts = new Map(files.map(({ file, text }) => [file, withoutByteOrderMark(text)]));
  const parsed = new Map<string, ParsedDocument | undefined>();
  return ({ file, document, path }) => {
    const key = `${document}:${file}`;
    if (!parsed.has(key)) parsed.set(key, parseWithPositions(texts.get(file), document));
    return parsed.get(key)?.(path) ?? { line: 1, column: 1 };
  };
}

interface LocatedPlace {
  readonly file: string;
  readonly document: number;
  readonly path: readonly (string | number)[];
}

type ParsedDocument = (path: readonly (string | number)[]) => Position;

function parseWithPositions(text: string | undefined, index: number): ParsedDocument | undefined {
  if (text === undefined) return undefined;
  if (isJsonText(text)) {
    const root = parseTree(text);
    if (root !== undefined) return (path) => positionAt(text, offsetOfJson(root, path));
  }
  const slice = splitDocuments(text)[index];
  if (slice === undefined) return undefined;
  const lines = new LineCounter();
  const document = parseDocument(slice.text, {
    lineCounter: lines,
    logLevel: 'silent',
    keepSourceTokens: false,
    merge: true,
  });
  return (path) => {
    const position = lines.linePos(offsetOfYaml(document, path));
    return { line: slice.line + position.line - 1, column: position.col };
  };
}

/** The offset of the node at the path, or of the nearest node above it. A value of a map is found at its key. */
function offsetOfJson(root: Node, path: readonly (string | number)[]): number {
  for (let length = path.length; length > 0; length--) {
    const node = findNodeAtLocation(root, path.slice(0, length) as (string | number)[]);
    if (node !== undefined) return node.parent?.type === 'property' ? node.parent.offset : node.offset;
  }
  return root.offset;
}

function offsetOfYaml(document: Document, path: readonly (string | number)[]): number {
  let node: unknown = document.contents;
  let offset = isNode(node) ? (node.range?.[0] ?? 0) : 0;
  for (const step of path) {
    if (!isCollection(node)) break;
    const item: unknown = isMap(node)
      ? node.items.find((pair) => isNode(pair.key) && String((pair.key as { value?: unknown }).value) === String(step))
      : node.items[Number(step)];
    if (item === undefined) break;
    const shown = isPair(item) ? item.key : item;
    if (isNode(shown)) offset = shown.range?.[0] ?? offset;
    node = isPair(item) ? item.value : item;
  }
  return offset;
}
