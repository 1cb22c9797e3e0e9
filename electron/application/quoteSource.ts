import { failure } from '#shared/contract/failure.ts';
import type { Outcome } from '#shared/contract/failure.ts';
import type { QuotedSource } from '#shared/contract/views.ts';
import { count } from '#shared/kernel/count.ts';
import { succeed } from '#shared/kernel/result.ts';
import { hideSecrets } from '#shared/network/hideSecrets.ts';
import { readRules } from '#shared/network/readRules.ts';
import { parseSource } from '#shared/network/source/parseSource.ts';
import { folderOf, nameIn, pathFrom } from './fileNames.ts';
import { findPlanSources, isNamedBy } from './planSources.ts';
import type { Abilities, TextFile } from './ports.ts';
import { readPlan } from './readPlan.ts';

export interface QuoteSourceInput {
  readonly plan: string;
  readonly rules?: readonly string[] | undefined;
  /** As a verdict names it: from the plan's folder, or absolute. */
  readonly file: string;
  readonly line: number;
  /** How many lines before and after. */
  readonly around: number;
}

/**
 * Lines around a place. Only the plan itself and rules are quoted, and only what is recognised as rules: whoever asks names
 * the rules, so that a name alone would be a way to read any file.
 */
export async function quoteSource(
  abilities: Pick<Abilities, 'planFiles' | 'ruleFiles'>,
  input: QuoteSourceInput,
): Promise<Outcome<QuotedSource>> {
  const { planFiles, ruleFiles } = abilities;
  const read = readPlan(abilities, input.plan);
  if (!read.ok) return read;
  const folder = folderOf(read.value.path);
  const path = planFiles.resolve(pathFrom(folder, input.file));
  if (!path.ok) return path;
  if (path.value === read.value.path) return quote(read.value.text, input);

  const given = (input.rules ?? []).map((rule) => planFiles.resolve(rule));
  const named = [
    ...findPlanSources(abilities, read.value).map((source) => source.path),
    ...given.flatMap((resolved) => (resolved.ok ? [resolved.value] : [])),
  ];
  if (!named.some((name) => isNamedBy(path.value, name))) {
    return failure('forbidden', `${input.file} is neither the plan nor one of its rule files.`);
  }
  const set = await ruleFiles.read([path.value]);
  if (!set.ok) return set;
  const [file] = set.value.files;
  if (file === undefined) {
    return failure('bad-input', `${nameIn(folder, path.value)} can’t be read.`, { problems: set.value.problems });
  }
  return isRecognised(file)
    ? quote(withoutSecrets(file), input)
    : failure('forbidden', `${input.file} holds no rules that are recognised, so it is not quoted.`);
}

/** As it is when rules are judged. */
function isRecognised({ path, text, bytes, hash }: TextFile): boolean {
  return readRules([{ file: path, text, bytes, hash }]).sources.some(({ layers }) => layers.length > 0);
}

function withoutSecrets({ path, text }: TextFile): string {
  return hideSecrets(path, text, parseSource({ file: path, text }));
}

function quote(text: TextFile['text'], { file, line, around }: QuoteSourceInput): Outcome<QuotedSource> {
  const lines = text.split(/\r\n|\r|\n/);
  if (line > lines.length)
    return failure('bad-input', `${file} has ${count(lines.length, 'line')}, so none with number ${line}.`);
  const firstLine = Math.max(line - around, 1);
  return succeed({ file, firstLine, lines: lines.slice(firstLine - 1, line + around), totalLines: lines.length });
}
