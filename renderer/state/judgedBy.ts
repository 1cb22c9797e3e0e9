import { clusterChoice, useSnapshotChoice } from './clusterChoice.ts';
import { addedRules, toRulesInput, useAddedRules } from './ruleSets.ts';

/** As the engine is asked: added rules, and the snapshot whose policies speak where the plan leaves them to a cluster. */
export interface JudgedBy {
  readonly rules?: string[];
  readonly snapshot?: string;
}

function toInput(rules: readonly string[], snapshot: string | undefined): JudgedBy {
  return { ...toRulesInput(rules), ...(snapshot !== undefined && { snapshot }) };
}

/** What the flows of a plan are judged by beside the plan itself: the same on every page. */
export function useJudgedBy(plan: string): JudgedBy {
  return toInput(useAddedRules(plan), useSnapshotChoice(plan));
}

export function judgedBy(plan: string): JudgedBy {
  const choice = clusterChoice(plan);
  return toInput(addedRules(plan), choice?.kind === 'snapshot' ? choice.file : undefined);
}
