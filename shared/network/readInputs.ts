import type { Problem } from '../kernel/problem.ts';
import type { RuleFile } from './ruleFile.ts';
import type { DocumentInput, FormatInput, RuleFormat, Translation } from './ruleFormat.ts';
import type { RulePlace } from './ruleProgram.ts';
import type { SourceSyntax } from './source/makeLocator.ts';
import { beginsAsJson, parseSource } from './source/parseSource.ts';

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
 * YAML or JSON is expected to be that. What is whole JSON is nothing else, so that no format looks through all of it.
 */
function toInputs(source: RuleFile, formats: readonly RuleFormat[]): FileInputs {
  const { file, documents: written } = source;
  if (written !== undefined) {
    const inputs = toDocuments(file, [...written.entries()]);
    return { syntax: 'yaml', inputs, problems: [], translated: nothingTranslated };
  }
  const { text } = source;
  const asJson = beginsAsJson(text) ? parseSource(source) : undefined;
  const whole: FormatInput = { kind: 'text', file, text };
  if (asJson?.problems.length !== 0 && formats.some((format) => format.recognise(whole))) {
    return { syntax: 'text', inputs: [whole], problems: [], translated: nothingTranslated };
  }
  // A script does something once it is run; what is in force is what the tools print after that.
  if (text.startsWith('#!')) return { syntax: 'text', inputs: [], problems: [], translated: nothingTranslated };
  const { syntax, documents, problems } = asJson ?? parseSource(source);
  if (problems.length > 0 && !/\.(?:ya?ml|json|jsonl|ndjson)$/i.test(file)) {
    return { syntax, inputs: [], problems: [], translated: nothingTranslated };
  }
  const parsed = documents.map(({ index, value }) => [index, value] as const);
  return { syntax, problems, ...withTranslations(toDocuments(file, parsed), formats) };
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
