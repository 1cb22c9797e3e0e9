import type { Problem } from '../../kernel/problem.ts';
import { firstStatement } from '../source/firstStatement.ts';
import { isForPeople } from './isForPeople.ts';
import type { RuleFile } from '../source/ruleFile.ts';
import type { DocumentInput, FormatInput, RuleFormat, TextInput, Translation } from './ruleFormat.ts';
import type { RulePlace } from '../machine/ruleProgram.ts';
import type { SourceSyntax } from '../source/makeLocator.ts';
import { mayBeJson, mostBrokenDocuments, parseSource } from '../source/parseSource.ts';
import type { SourceDocuments } from '../source/parseSource.ts';

/** What formats are given of a file. */
export interface FileInputs {
  readonly syntax: SourceSyntax;
  readonly inputs: readonly FormatInput[];
  /** Documents that could not be parsed. */
  readonly problems: readonly Problem[];
  /** Where a document that was made of another was translated from, by its number. */
  readonly translated: ReadonlyMap<number, TranslatedInput>;
}

export interface TranslatedInput {
  /** The same place in the file. */
  readonly trace: (path: RulePlace['path']) => Pick<RulePlace, 'document' | 'path'>;
  readonly remedy: Translation['remedy'];
}

const nothingTranslated: ReadonlyMap<number, TranslatedInput> = new Map();

const readBefore = new WeakMap<RuleFile, FileInputs>();

/** Each file is parsed once: rules that are given beside a plan are read alone as well, for what they speak for. */
export function readInputs(source: RuleFile, formats: readonly RuleFormat[]): FileInputs {
  let read = readBefore.get(source);
  if (read === undefined) readBefore.set(source, (read = toInputs(source, formats)));
  return read;
}

/**
 * A text that a format knows for its own is that, and no broken YAML. Any other is read as documents, and only a file named
 * YAML or JSON, or with a document of a format in it, is expected to be that. What is whole JSON is nothing else, so that no
 * format looks through all of it. Of a text of a format with documents of JSON or YAML around it nothing is read: those may be of
 * any layer.
 */
function toInputs(source: RuleFile, formats: readonly RuleFormat[]): FileInputs {
  const { file, documents: written } = source;
  if (written !== undefined) {
    const inputs = toDocuments(file, [...written.entries()]);
    return { syntax: 'yaml', inputs, problems: [], translated: nothingTranslated };
  }
  const { text } = source;
  const asJson = mayBeJson(source) ? parseSource(source) : undefined;
  const whole: TextInput = { kind: 'text', file, text: isForPeople(file) ? withoutFence(text) : text };
  const isText =
    asJson?.problems.length !== 0 && formats.some((format) => format.recognise(whole) && !isExample(whole, format));
  if (isText && (asJson === undefined || (asJson.documents.length === 0 && !isTooBroken(asJson)))) {
    const problems = findDocuments(source);
    const inputs = problems.length === 0 ? [whole] : [];
    return { syntax: 'text', inputs, problems, translated: nothingTranslated };
  }
  // A script does something once it is run; what is in force is what the tools print after that.
  if (text.startsWith('#!')) return { syntax: 'text', inputs: [], problems: [], translated: nothingTranslated };
  const parsed = asJson ?? parseSource(source);
  const { syntax, problems } = parsed;
  if (isText) return { syntax, inputs: [], problems, translated: nothingTranslated };
  const inputs = toDocuments(
    file,
    parsed.documents.map(({ index, value }) => [index, value] as const),
  );
  const isRuleFile = (): boolean =>
    /\.(?:ya?ml|json|jsonl|ndjson)$/i.test(file) ||
    isTooBroken(parsed) ||
    inputs.some((input) => formats.some((format) => format.recognise(input)));
  if (problems.length > 0 && !isRuleFile()) return { syntax, inputs: [], problems: [], translated: nothingTranslated };
  return { syntax, problems, ...withTranslations(inputs, formats) };
}

/**
 * Rules in a page for people, behind prose, are examples. What begins with them is a text of theirs all the same, as a whole
 * document of YAML or JSON is one: the format knows it by its first statement, or does not where anything goes before that.
 */
function isExample(page: TextInput, format: RuleFormat): boolean {
  const { file, text } = page;
  if (!isForPeople(file)) return false;
  const { statement } = firstStatement(text);
  if (isTerraforms.test(statement) || format.recognise({ ...page, text: statement })) return false;
  return format.recognise({ ...page, text: `Something goes before it.\n${text}` });
}

/**
 * A page with nothing around its one fence is what somebody pasted; one that goes on says something about what stands there.
 * Each line stays where it is.
 */
function withoutFence(text: string): string {
  const [before = '', pasted, behind = '', ...more] = text.split(/^[ \t]*(?:```|~~~)[^\r\n]*/m);
  const isWhole = pasted !== undefined && more.length === 0 && `${before}${behind}`.trim() === '';
  return isWhole ? before + pasted + behind : text;
}

/** Where documents of YAML or JSON begin in a text of a format, if there are any. */
function findDocuments({ file, text }: RuleFile): readonly Problem[] {
  const line = findFirstKey(text) ?? findBeginning(text);
  if (line === undefined) return [];
  const message = 'YAML or JSON begins here in a file with a text of another tool, so nothing of it is read.';
  return [{ file, line, severity: 'error', message, remedy: 'Give them as files of their own.' }];
}

/**
 * The line of a key that the text begins with: in a document, a line that stands farther in may look like one of another tool.
 * Terraform says of its resources in the same form what it does with them, and what else there is to note.
 */
function findFirstKey(text: string): number | undefined {
  const { statement, line } = firstStatement(text);
  return isKey.test(statement) && !isTerraforms.test(statement) ? line : undefined;
}

const isKey = /^(?:- +)*(?:[\w.-]+|"[^"]*"|'[^']*')[ \t]*:(?:\s|$)/;
const isTerraforms =
  /:\s+(?:(?:Reading|Refreshing state|Opening|Preparing import|Creating|Modifying|Destroying|Importing|Still \w+)\.\.\.|Objects have changed outside of Terraform)/;

/** The first line that begins a document in the midst of a text, as hardly a line of another tool does. */
function findBeginning(text: string): number | undefined {
  const at = Math.min(...beginnings.map((shape) => shape.exec(text)?.index ?? Infinity));
  return at === Infinity ? undefined : text.slice(0, at).split('\n').length;
}

const beginnings = [
  /^---(?=\s|$)/m,
  /^(?:- )?(["']?)(?:apiVersion|kind)\1[ \t]*:(?=\s|$)/m,
  // A key alone on its line but for a comment, an anchor, a tag or how its text is folded, and what stands below it.
  /^(?:- )?(["']?)\w[\w-]*\1[ \t]*:[ \t]*(?:[#&!|>][^\r\n]*)?\r?\n(?:[ \t]*\r?\n)*(?:[ \t]+\S|- )/m,
  // An object, or a list of some. A line that goes on in the next, as in squid.conf, may go on with a value like that.
  /^(?<!\\\r?\n)(?:\[\s*)?\{\s*(?:"[^"\r\n]*"|'[^'\r\n]*'|[\w$][\w.$-]*)\s*:/m,
];

/** None of it was read, so that whole documents may be in it. */
function isTooBroken({ problems }: SourceDocuments): boolean {
  return problems.length > mostBrokenDocuments;
}

function toDocuments(
  file: string,
  documents: readonly (readonly [index: number, value: unknown])[],
): readonly DocumentInput[] {
  return documents.map(([document, value]) => ({ kind: 'document', file, document, value }));
}

/** What a document was made into is numbered after the documents of the file. */
function withTranslations(
  written: readonly DocumentInput[],
  formats: readonly RuleFormat[],
): Pick<FileInputs, 'inputs' | 'translated'> {
  const translated = new Map<number, TranslatedInput>();
  const made: FormatInput[] = [];
  const after = (written.at(-1)?.document ?? -1) + 1;
  for (const input of written) {
    for (const translation of formats.flatMap((format) => format.translate?.(input) ?? [])) {
      for (const value of translation.documents) {
        const document = after + made.length;
        made.push({ ...input, document, value });
        translated.set(document, {
          trace: (path) => ({ document: input.document, path: translation.trace(value, path) }),
          remedy: translation.remedy,
        });
      }
    }
  }
  return { inputs: [...written, ...made], translated };
}
