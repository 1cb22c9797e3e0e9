import type { Problem } from '../kernel/problem.ts';
import type { RuleFile } from './ruleFile.ts';
import type { FormatInput, RuleFormat } from './ruleFormat.ts';
import type { SourceSyntax } from './source/makeLocator.ts';
import { parseSource } from './source/parseSource.ts';

/** What formats are given of a file. */
export interface FileInputs {
  readonly syntax: SourceSyntax;
  readonly inputs: readonly FormatInput[];
  /** Documents that could not be parsed. */
  readonly problems: readonly Problem[];
}

const readBefore = new WeakMap<RuleFile, FileInputs>();

/** Each file is parsed once: rules that are given beside a plan are read alone as well, for what they speak for. */
export function readInputs(source: RuleFile, formats: readonly RuleFormat[]): FileInputs {
  let read = readBefore.get(source);
  if (read === undefined) readBefore.set(source, (read = toInputs(source, formats)));
  return read;
}

/**
 * A text that a format knows for its own is that, and no broken YAML. Any other is read as documents, and only a file named
 * YAML or JSON is expected to be that.
 */
function toInputs(source: RuleFile, formats: readonly RuleFormat[]): FileInputs {
  const { file, documents: written } = source;
  if (written !== undefined) return { syntax: 'yaml', inputs: toDocuments(file, [...written.entries()]), problems: [] };
  const { text } = source;
  const whole: FormatInput = { kind: 'text', file, text };
  if (formats.some((format) => format.recognise(whole))) return { syntax: 'text', inputs: [whole], problems: [] };
  const { syntax, documents, problems } = parseSource(source);
  if (problems.length > 0 && !/\.(?:ya?ml|json)$/i.test(file)) return { syntax, inputs: [], problems: [] };
  const parsed = documents.map(({ index, value }) => [index, value] as const);
  return { syntax, inputs: toDocuments(file, parsed), problems };
}

function toDocuments(
  file: string,
  documents: readonly (readonly [index: number, value: unknown])[],
): readonly FormatInput[] {
  return documents.map(([document, value]) => ({ kind: 'document', file, document, value }));
}
