import type { Outcome } from '#shared/contract/failure.ts';
import { succeed } from '#shared/kernel/result.ts';
import { readRules } from '#shared/network/readRules.ts';
import type { RuleSet } from '#shared/network/readRules.ts';
import { nameIn } from './fileNames.ts';
import { parseInSteps } from './parseInSteps.ts';
import type { Abilities } from './ports.ts';

/** Reads rules that are given without a plan; files are named from the working folder where they lie below it. */
export async function readGivenRules(
  abilities: Pick<Abilities, 'ruleFiles' | 'workingFolder' | 'giveWay'>,
  paths: readonly string[],
  signal: AbortSignal | undefined,
): Promise<Outcome<RuleSet>> {
  const { ruleFiles, workingFolder } = abilities;
  const set = await ruleFiles.read(paths, signal);
  if (!set.ok) return set;
  const name = (path: string): string => nameIn(workingFolder, path);
  const files = set.value.files.map(({ path, text, bytes, hash }) => ({ file: name(path), text, bytes, hash }));
  const parsed = await parseInSteps(abilities, files, signal);
  if (!parsed.ok) return parsed;
  return succeed(
    readRules(
      files,
      undefined,
      set.value.problems.map((problem) => ({ ...problem, file: name(problem.file) })),
    ),
  );
}
