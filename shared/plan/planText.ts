import { withoutByteOrderMark } from '../kernel/withoutByteOrderMark.ts';
import { LineCounter, isScalar, parseDocument } from 'yaml';
import type { Document, ErrorCode, ParsedNode, YAMLError } from 'yaml';
import type { Position, Problem } from '../kernel/problem.ts';
import { fail, succeed } from '../kernel/result.ts';
import type { Result } from '../kernel/result.ts';

/** A plan's text as YAML nodes, each of which knows where it stands. JSON is read by the same rules: YAML includes it. */
export interface PlanText {
  readonly document: Document<ParsedNode>;
  readonly root: ParsedNode;
  /** Without a byte order mark; what offsets count in. */
  readonly text: string;
  position(offset: number): Position;
}

/** In characters. Plans take some ten thousand; beyond this it is another file, and YAML takes a second a megabyte. */
export const longestPlan = 1_000_000;

/**
 * An alias stands for a whole branch, and branches of aliases multiply: a few lines of YAML can stand for gigabytes.
 * This many are followed; no plan needs more than a few.
 */
export const mostAliases = 100;

/** Failures are what keeps the text from being YAML at all; whether it is a plan is judged later. */
export function readPlanText(written: string, file: string): Result<PlanText, readonly Problem[]> {
  const text = withoutByteOrderMark(written);
  const problem = (offset: number, message: string, remedy: string): Problem => {
    const { line, column } = positionIn(text, offset);
    return { file, line, column, message, remedy, severity: 'error' };
  };

  if (text.length > longestPlan) {
    return fail([
      problem(
        0,
        `The file has ${text.length} characters, which is too much for a plan.`,
        'Name the plan file; rules and evidence are kept in files of their own.',
      ),
    ]);
  }
  // oxlint-disable-next-line no-control-regex -- control characters are what is looked for
  const foreign = /[\0-\u0008\u000B\u000C\u000E-\u001F\u007F\uFFFD\uFFFE]/.exec(text);
  if (foreign !== null) {
    return fail([
      problem(foreign.index, 'This is not a text file in UTF-8.', 'Save the plan as UTF-8 text, or name another file.'),
    ]);
  }

  const lines = new LineCounter();
  const document = parseDocument(text, {
    lineCounter: lines,
    prettyErrors: false,
    uniqueKeys: false,
    logLevel: 'error',
  });
  const position = (offset: number): Position => {
    const { line, col } = lines.linePos(offset);
    return { line, column: col };
  };
  // Its warnings are about tags that it can't resolve: values that would be read as something else than was meant.
  const errors = [...document.errors, ...document.warnings];
  if (errors.length > 0) {
    return fail(worstErrors(errors, position).map((error) => problem(error.pos[0], ...inOurWords(error, text))));
  }
  const root = document.contents;
  if (root === null || (isScalar(root) && root.value === null)) {
    return fail([
      problem(
        0,
        'The file holds no plan: it is empty or has only comments.',
        'Run `pdp init FILE` for a plan to start from.',
      ),
    ]);
  }
  return succeed({ document, root, text, position });
}

/** The text's value as JSON; fails where aliases would make it explode, or lead nowhere. */
export function toJson({ document, root, position }: PlanText, file: string): Result<unknown, readonly Problem[]> {
  try {
    return succeed(document.toJS({ maxAliasCount: mostAliases }) as unknown);
  } catch (error) {
    // The library has no other way to say it.
    if (!(error instanceof ReferenceError)) throw error;
    const { line, column } = position(root.range[0]);
    const message = `The aliases in this file can’t be followed: ${sentence(error.message)}`;
    return fail([{ file, line, column, message, remedy: 'Write the values themselves.', severity: 'error' }]);
  }
}

function positionIn(text: string, offset: number): Position {
  const before = text.slice(0, offset);
  return { line: before.split('\n').length, column: offset - before.lastIndexOf('\n') };
}

/** One slip of the pen brings errors in a row: the first of each line is told, and no more than a screen can hold. */
function worstErrors(errors: readonly YAMLError[], position: (offset: number) => Position): readonly YAMLError[] {
  const exhausted = errors.find((error) => error.code === 'RESOURCE_EXHAUSTION');
  if (exhausted !== undefined) return [exhausted];
  const told = new Set<number>();
  const firsts = errors
    .toSorted((one, other) => one.pos[0] - other.pos[0])
    .filter((error) => {
      const { line } = position(error.pos[0]);
      return told.has(line) ? false : told.add(line);
    });
  return firsts.slice(0, 10);
}

/** Message and remedy. YAML's own words are kept where they say what to do; the common slips get a remedy. */
function inOurWords(error: YAMLError, text: string): [message: string, remedy: string] {
  switch (error.code) {
    case 'TAB_AS_INDENT':
      return ['A tab indents this line; YAML takes spaces only.', 'Put spaces in place of the tab.'];
    case 'MULTIPLE_DOCS':
      return [
        'A second document begins here; a plan is one document.',
        'Keep one plan in a file, without `---` between parts.',
      ];
    case 'RESOURCE_EXHAUSTION':
      return ['This is nested too deeply to be read.', 'Name the plan file; no plan is nested like this.'];
    case 'TAG_RESOLVE_FAILED':
      return [sentence(error.message), 'Remove the tag.'];
    case 'BAD_ALIAS':
      return [sentence(error.message), 'Write the value itself in place of the alias.'];
    case 'BAD_SCALAR_START':
      return [sentence(error.message), 'Put the value in quotes.'];
    default:
      return [`This is not YAML: ${sentence(error.message)}`, remedyFor(error.code, text[error.pos[0]])];
  }
}

function remedyFor(code: ErrorCode, character: string | undefined): string {
  if (code === 'MISSING_CHAR') return 'Close the quote or bracket that was opened before.';
  if (code === 'BLOCK_AS_IMPLICIT_KEY' || character === ':') return 'Put a text that has a colon in quotes.';
  return 'Check quotes, brackets and indentation here and on the line above.';
}

function sentence(message: string): string {
  return /[.!?]$/.test(message) ? message : `${message}.`;
}
