import type { Outcome } from '#shared/contract/failure.ts';
import type { TellProgress } from '#shared/kernel/progress.ts';
import { computeExplanation } from './computeExplanation.ts';
import { computeReach } from './computeReach.ts';
import { generateWithWorkloads } from './generateWithWorkloads.ts';
import { judgeRules } from './judgeRules.ts';
import type { Abilities, RuleWork } from '../ports.ts';
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
