import { failure } from '#shared/contract/failure.ts';
import type { Outcome } from '#shared/contract/failure.ts';
import { succeed } from '#shared/kernel/result.ts';
import { SourceText } from '#shared/network/source/sourceText.ts';
import { folderOf, nameIn, pathFrom } from './fileNames.ts';
import { findPlanSources, isNamedBy } from './planSources.ts';
import type { Abilities, ShownRules } from '../ports.ts';
import { readPlan } from '../plans/readPlan.ts';
import { workOnRules } from './workOnRules.ts';
import type { RuleWorkAbilities } from './ruleWork.ts';

export interface SourceInput {
  readonly plan: string;
  readonly rules?: readonly string[] | undefined;
  /** As a verdict names it: from the plan's folder, or absolute. */
  readonly file: string;
}

export type SourceAbilities = RuleWorkAbilities & Pick<Abilities, 'apart' | 'lastShown'>;

/**
 * The text of the plan or of a rule file, to be quoted from. Only these are opened, and only what is recognised as rules:
 * whoever asks names the rules, so that a name alone would be a way to read any file.
 */
export async function openSource(
  abilities: SourceAbilities,
  input: SourceInput,
  signal?: AbortSignal,
): Promise<Outcome<SourceText>> {
  const { planFiles } = abilities;
  const read = readPlan(abilities, input.plan);
  if (!read.ok) return read;
  const folder = folderOf(read.value.path);
  const path = planFiles.resolve(pathFrom(folder, input.file));
  if (!path.ok) return path;
  if (path.value === read.value.path) return succeed(new SourceText(read.value.text));

  const given = (input.rules ?? []).map((rule) => planFiles.resolve(rule));
  const named = [
    ...findPlanSources(abilities, read.value).map((source) => source.path),
    ...given.flatMap((resolved) => (resolved.ok ? [resolved.value] : [])),
  ];
  if (!named.some((name) => isNamedBy(path.value, name))) {
    return failure('forbidden', `${input.file} is neither the plan nor one of its rule files.`);
  }
  const shown = await showOnce(abilities, path.value, signal);
  if (!shown.ok) return shown;
  switch (shown.value.kind) {
    case 'unreadable':
      return failure('bad-input', `${nameIn(folder, path.value)} can’t be read.`, { problems: shown.value.problems });
    case 'not-recognised':
      return failure('forbidden', `${input.file} holds no rules that are recognised, so it is not quoted.`);
    case 'shown':
      return succeed(shown.value.source);
  }
}

/**
 * A drawer asks for several places of one file at once, and whoever scrolls for one after the other: it is read for all of
 * them, so that none that is given up takes it from the others.
 */
async function showOnce(
  abilities: SourceAbilities,
  path: string,
  signal: AbortSignal | undefined,
): Promise<Outcome<ShownRules<SourceText>>> {
  const { lastShown, ruleFiles } = abilities;
  const { state } = await ruleFiles.look([path], signal);
  const key = `${path}\n${state}`;
  const known = lastShown.get(key);
  if (known !== undefined) return known;
  const opened = readToShow(abilities, path);
  const forget = (): void => {
    if (lastShown.get(key) === opened) lastShown.delete(key);
  };
  lastShown.clear();
  lastShown.set(key, opened);
  // What hindered it may be gone while the file's state is the same.
  opened.then((shown) => (shown.ok && shown.value.kind !== 'unreadable' ? undefined : forget()), forget);
  return opened;
}

async function readToShow(abilities: SourceAbilities, path: string): Promise<Outcome<ShownRules<SourceText>>> {
  const shown = await workOnRules(abilities, 'show', { path }, [path], undefined);
  if (!shown.ok) return shown;
  const { value } = shown;
  if (value.kind !== 'shown') return succeed(value);
  const { text, moved } = value.source;
  return succeed({ kind: 'shown', source: new SourceText(text, moved) });
}
