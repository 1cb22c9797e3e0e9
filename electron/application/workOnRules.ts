import { countRuleObjects } from '#shared/evidence/clusterRules.ts';
import type { Outcome } from '#shared/contract/failure.ts';
import type { TellProgress } from '#shared/kernel/progress.ts';
import { computeExplanation } from './computeExplanation.ts';
import { computeReach } from './computeReach.ts';
import { generateWithWorkloads } from './generateWithWorkloads.ts';
import { judgeRules } from './judgeRules.ts';
import type { Abilities, RuleWork } from './ports.ts';
import { showRules } from './showRules.ts';

/** What the work needs where it is done: values, and what any thread can build for itself. */
export type RuleWorkAbilities = Pick<
  Abilities,
  'catalog' | 'digest' | 'planFiles' | 'ruleFiles' | 'workingFolder' | 'giveWay'
>;

export const ruleWork: {
  readonly [Name in keyof RuleWork]: (
    abilities: RuleWorkAbilities,
    input: RuleWork[Name]['input'],
    signal?: AbortSignal,
    tell?: TellProgress,
  ) => Promise<Outcome<RuleWork[Name]['result']>>;
} = {
  judge: judgeRules,
  reach: computeReach,
  explain: computeExplanation,
  generate: generateWithWorkloads,
  show: showRules,
};

/** A thread takes longer to start than it takes to judge what is smaller. */
const mostBytesInThisThread = 2 * 1024 * 1024;
const mostObjectsInThisThread = 3000;

/** Of so much text a verdict takes half of the gigabyte that a command may; what is looked for beside it takes as much again. */
const mostBytesAtEase = 64 * 1024 * 1024;

/**
 * Does the work, in another thread where `paths` hold much or a cluster many objects: parsing and judging stop for nobody, so
 * that in this one a cancel would be heard, and others be answered, when they are done.
 */
export async function workOnRules<Name extends keyof RuleWork>(
  abilities: RuleWorkAbilities & Pick<Abilities, 'apart'>,
  name: Name,
  input: RuleWork[Name]['input'],
  paths: readonly string[],
  signal: AbortSignal | undefined,
  tell?: TellProgress,
): Promise<Outcome<RuleWork[Name]['result']>> {
  const bytes = await abilities.ruleFiles.measure(paths, signal);
  const cluster = 'cluster' in input ? input.cluster : undefined;
  const objects = cluster === undefined ? 0 : countRuleObjects(cluster);
  if (bytes <= mostBytesInThisThread && objects <= mostObjectsInThisThread) {
    return ruleWork[name](abilities, input, signal, tell);
  }
  const looksForFindings = 'looksForFindings' in input && input.looksForFindings === true;
  return abilities.apart(name, input, { signal, tell, sparesMemory: bytes > mostBytesAtEase || looksForFindings });
}
