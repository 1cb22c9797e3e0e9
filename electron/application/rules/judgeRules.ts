import type { Outcome } from '#shared/contract/failure.ts';
import { withPlugIn } from '#shared/evidence/clusterRules.ts';
import { keepRules } from '#shared/history/keptEvidence.ts';
import { succeed } from '#shared/kernel/result.ts';
import type { TellProgress } from '#shared/kernel/progress.ts';
import { checkEgress } from '#shared/network/judging/checkEgress.ts';
import { decidingRules } from '#shared/network/judging/decidingRules.ts';
import { deriveRequirements } from '#shared/requirements/deriveRequirements.ts';
import { fileNameOf } from './fileNames.ts';
import { gatherRules } from './gatherRules.ts';
import type { Abilities, JudgedRules, JudgeRulesInput } from '../ports.ts';
import { restorePlan } from '../plans/restorePlan.ts';

/**
 * Reads the rules of a plan and judges every connection by them. It takes plain values and returns plain values, so that it
 * can be asked of another thread.
 */
export async function judgeRules(
  abilities: Pick<Abilities, 'catalog' | 'digest' | 'planFiles' | 'ruleFiles' | 'giveWay'>,
  { plan: given, rules, cluster, keepsEvidence, looksForFindings }: JudgeRulesInput,
  signal?: AbortSignal,
  tell?: TellProgress,
): Promise<Outcome<JudgedRules>> {
  const read = restorePlan(given);
  const gathered = await gatherRules(abilities, read, { rules, cluster }, signal, tell);
  if (!gathered.ok) return gathered;
  const { ruleSet, files, plugIn } = gathered.value;
  const plan = withPlugIn(read.plan, plugIn);
  const egress = checkEgress({
    plan,
    planFile: fileNameOf(read.path),
    requirements: deriveRequirements(abilities.catalog, plan),
    ruleSet,
    verdictsAlone: !looksForFindings,
    tell,
  });
  if (!keepsEvidence) return succeed({ egress, evidence: [] });
  const told = Map.groupBy(decidingRules(egress), ({ file }) => file);
  const layersOf = new Map(egress.sources.map((source) => [source.file, source.layers]));
  // A file that no format recognises may hold anything: the record names its hash and size in `egress.sources`, no more.
  const evidence = files.flatMap((file) => {
    const layers = layersOf.get(file.file) ?? [];
    return layers.length === 0 ? [] : [keepRules(file, layers, told.get(file.file) ?? [], abilities.digest)];
  });
  return succeed({ egress, evidence });
}
