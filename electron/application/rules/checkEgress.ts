import type { Outcome } from '#shared/contract/failure.ts';
import { succeed } from '#shared/kernel/result.ts';
import type { TellProgress } from '#shared/kernel/progress.ts';
import type { EgressCheck } from '#shared/network/judging/verdict.ts';
import type { ClusterChoice } from '../cluster/observeCluster.ts';
import { observeRules } from './observeRules.ts';
import { judgePlanRules } from './judgePlanRules.ts';
import type { Abilities } from '../ports.ts';
import { readPlan } from '../plans/readPlan.ts';

export interface CheckEgressInput extends ClusterChoice {
  readonly plan: string;
  readonly rules?: readonly string[] | undefined;
  /** What stands beside the verdicts as well. */
  readonly findings?: boolean | undefined;
}

/** Every connection of a plan against the rules of every layer. */
export async function checkEgress(
  abilities: Abilities,
  input: CheckEgressInput,
  signal?: AbortSignal,
  tell?: TellProgress,
): Promise<Outcome<EgressCheck>> {
  const read = readPlan(abilities, input.plan);
  if (!read.ok) return read;
  const cluster = await observeRules(abilities, input, signal, tell);
  if (!cluster.ok) return cluster;
  const judged = await judgePlanRules(
    abilities,
    read.value,
    { rules: input.rules, cluster: cluster.value, keepsEvidence: false, looksForFindings: input.findings === true },
    signal,
    tell,
  );
  return judged.ok ? succeed(judged.value.egress) : judged;
}
