/**
 * The text of a rule file as parsed documents, quickly: neither js-yaml nor JSON.parse keeps positions, since a parser that
 * does is an order of magnitude slower. The place of what is shown is looked up by `makeLocator`.
 */
import { withoutByteOrderMark } from '../../kernel/withoutByteOrderMark.ts';
import { YAMLException } from 'js-yaml';
import { printParseErrorCode, visit } from 'jsonc-parser';
import type { ParseErrorCode } from 'jsonc-parser';
import type { Position, Problem } from '../../kernel/problem.ts';
import { fail, succeed } from '../../kernel/result.ts';
import type { Result } from '../../kernel/result.ts';
import type { DocumentText } from './documentText.ts';
import {
  countColonsBehindQuotes,
  deepestNesting,
  findRepeatedKey,
  measureJson,
  measureValue,
  skipBlanks,
  splitJson,
} from './jsonText.ts';
import { LineStarts } from './lineStarts.ts';
import { countNodes, loadYaml, splitDocuments } from './yamlText.ts';

/** A file as it was read: its name for people, and its text. */
export interface SourceFile {
  readonly file: string;
  readonly text: string;
}

export interface SourceDocument {
  /** Of YAML its number in the file, empty ones counted; of JSON where it begins. */
  readonly index: number;
  readonly value: unknown;
}

export interface SourceDocuments {
  readonly syntax: 'json' | 'yaml';
  readonly documents: readonly SourceDocument[];
  /**
   * Documents that could not be parsed. A file with any of them may hold rules that are not known; of one with more than
   * `mostBrokenDocuments` nothing is read.
   */
  readonly problems: readonly Problem[];
}

/**
 * What a file may hold beyond the length of its text once aliases are followed, before it is taken for a trap: readers follow
 * every alias. The documents of a file share it, so that many small traps are no way around it.
 */
const mostNodesByAliases = 1_000_000;

/** Whoever made a file with more of them made something else, and each takes its time to be told with its place. */
export const mostBrokenDocuments = 1000;

export function parseSource({ file, text }: SourceFile): SourceDocuments {
  const content = withoutRevision(withoutByteOrderMark(text));
  if (!beginsAsJson(content)) return isNamedAsStream(file) ? parseJsonStream(file, content) : parseYaml(file, content);
  let value: unknown;
  try {
    value = JSON.parse(content);
  } catch {
    return isJsonStream(file, content) ? parseJsonStream(file, content) : parseNearlyJson(file, content);
  }
  const error = findJsonFault(content, value);
  return error === undefined
    ? { syntax: 'json', documents: [{ index: skipBlanks(content, 0), value }], problems: [] }
    : { syntax: 'json', documents: [], problems: [toProblem(file, new LineStarts(content), error)] };
}

/** Cilium’s agent prints below its rules of which revision they are. */
function withoutRevision(text: string): string {
  const end = text.slice(-longestRevision);
  const revision = /\](\s*Revision: \d+\s*)$/.exec(end)?.[1] ?? '';
  return revision === '' ? text : text.slice(0, -revision.length);
}

const longestRevision = 40;

/** The texts of the documents of a file, by what `SourceDocument.index` says of each; broken and empty ones too. */
export function textsOfDocuments(text: string, syntax: SourceDocuments['syntax']): ReadonlyMap<number, DocumentText> {
  return syntax === 'yaml'
    ? new Map(splitDocuments(text).entries())
    : new Map(Array.from(splitJson(text), (part) => [part.offset, part]));
}

/** Whether a file is read as JSON first: its name says that it is a stream of it, or its text begins so. */
export function mayBeJson({ file, text }: SourceFile): boolean {
  return isNamedAsStream(file) || beginsAsJson(text);
}

function isNamedAsStream(file: string): boolean {
  return /\.(?:jsonl|ndjson)$/i.test(file);
}

/** A list or an object; a flow mapping of YAML as well. */
function beginsAsJson(text: string): boolean {
  return /^\uFEFF?\s*[[{]/.test(text);
}

interface Fault {
  readonly offset: number;
  readonly message: string;
  readonly remedy?: string | undefined;
}

function toProblem(file: string, lines: LineStarts, fault: Fault): Problem {
  const { offset, message, remedy = 'Correct it there, or export the file again.' } = fault;
  const position: Position = lines.positionOf(offset);
  return { file, ...position, severity: 'error', message, remedy };
}

/** Actions of a template, as charts of Helm have them. */
const templateAction = /\{\{[^{}\n]*\}\}/;

const renderIt = 'This looks like a template: give what it makes, as `helm template` prints it of a chart.';

/** Whether documents stand one after the other: the file's name says so, or behind a whole one begins another. */
function isJsonStream(file: string, text: string): boolean {
  if (isNamedAsStream(file)) return true;
  const [first, second] = splitJson(text);
  return first !== undefined && second !== undefined && beginsAsJson(second.text) && isJson(first.text);
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

/** Of a broken document its place is told, and the others are read. */
function parseJsonStream(file: string, text: string): SourceDocuments {
  const documents: SourceDocument[] = [];
  const problems: Problem[] = [];
  const lines = new LineStarts(text);
  for (const part of splitJson(text)) {
    const read = parseJson(part.text);
    if (!read.ok) {
      if (problems.length === mostBrokenDocuments) return tooBroken('json', file, lines, problems);
      const { offset, message } = read.failure;
      problems.push(toProblem(file, lines, { offset: part.offset + offset, message }));
    } else if (read.value !== null) {
      documents.push({ index: part.offset, value: read.value });
    }
  }
  return { syntax: 'json', documents, problems };
}

/** Told before the others, of which people are shown the first. */
function tooBroken(
  syntax: SourceDocuments['syntax'],
  file: string,
  lines: LineStarts,
  problems: readonly Problem[],
): SourceDocuments {
  const message = `More than ${mostBrokenDocuments} documents of this file are broken, so none of it is read.`;
  return { syntax, documents: [], problems: [toProblem(file, lines, { offset: 0, message }), ...problems] };
}

function parseJson(text: string): Result<unknown, Fault> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return fail(findJsonError(text.trimEnd()));
  }
  const fault = findJsonFault(text, value);
  return fault === undefined ? succeed(value) : fail(fault);
}

/** A flow mapping of YAML begins as JSON does; what is neither is told in the words of the one that it is named after. */
function parseNearlyJson(file: string, text: string): SourceDocuments {
  const yaml = parseYaml(file, text);
  if (yaml.problems.length === 0 || /\.ya?ml$/i.test(file)) return yaml;
  return { syntax: 'json', documents: [], problems: [toProblem(file, new LineStarts(text), findJsonError(text))] };
}

function findJsonError(text: string): Fault {
  let first: Fault | undefined;
  try {
    visit(text, {
      onError(code, offset) {
        first ??= { offset, message: `Not valid JSON: ${describeErrorCode(code)}.` };
      },
    });
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return { offset: 0, message: tooDeep };
  }
  return first ?? { offset: 0, message: 'Not valid JSON.' };
}

/** `comma expected`, for `CommaExpected`. */
function describeErrorCode(code: ParseErrorCode): string {
  return printParseErrorCode(code)
    .replaceAll(/([a-z])([A-Z])/g, '$1 $2')
    .toLowerCase();
}

const tooDeep = 'Nested too deeply to be read.';

/**
 * What JSON.parse lets pass. A key that stands twice in an object is refused, as it is in YAML: which of the two holds is
 * anybody's guess. JSON.parse keeps the last, so that the value has fewer keys than the text.
 */
function findJsonFault(text: string, value: unknown): Fault | undefined {
  const { nesting, keys } = measureValue(value);
  if (nesting > deepestNesting) return { offset: 0, message: tooDeep };
  if (countColonsBehindQuotes(text) === keys) return undefined;
  const written = measureJson(text);
  if (written.nesting > deepestNesting) return { offset: 0, message: tooDeep };
  const repeated = written.keys === keys ? undefined : findRepeatedKey(text);
  return repeated && { offset: repeated.offset, message: `The key “${repeated.key}” stands twice in one object.` };
}

function parseYaml(file: string, text: string): SourceDocuments {
  const documents: SourceDocument[] = [];
  const problems: Problem[] = [];
  const lines = new LineStarts(text);
  let nodesByAliases = 0;
  for (const [index, part] of splitDocuments(text).entries()) {
    try {
      const value = loadYaml(part.text, { maxDepth: deepestNesting });
      if (value === undefined || value === null) continue;
      const nodes = part.text.includes('&') ? Math.max(0, countNodes(value) - part.text.length) : 0;
      if (nodesByAliases + nodes > mostNodesByAliases) {
        if (problems.length === mostBrokenDocuments) return tooBroken('yaml', file, lines, problems);
        const message = 'The aliases of this document expand to more than it could hold without them.';
        problems.push(toProblem(file, lines, { offset: part.offset, message }));
      } else {
        nodesByAliases += nodes;
        documents.push({ index, value });
      }
    } catch (error) {
      const { offset, message } = toYamlFault(error);
      if (problems.length === mostBrokenDocuments) return tooBroken('yaml', file, lines, problems);
      const remedy = templateAction.test(part.text) ? renderIt : undefined;
      problems.push(toProblem(file, lines, { offset: part.offset + offset, message, remedy }));
    }
  }
  return { syntax: 'yaml', documents, problems };
}

function toYamlFault(error: unknown): Fault {
  if (!(error instanceof YAMLException)) throw error;
  const offset = (error.mark as { position: number } | undefined)?.position ?? 0;
  const isTooDeep = error.reason.startsWith('nesting exceeded');
  return { offset, message: isTooDeep ? tooDeep : `Not valid YAML: ${withoutQuotes(error.reason)}.` };
}

/** The parser repeats aliases and tags from the file, which may be anything, a token too. The place says which is meant. */
function withoutQuotes(reason: string): string {
  return reason.split(/ (?:(?:for|with) )?(?:"|!<)|: /, 1)[0] ?? reason;
}
