import type { Outcome } from '#shared/contract/failure.ts';
import { readRulesWith, toClusterRules } from '#shared/evidence/clusterRules.ts';
import { succeed } from '#shared/kernel/result.ts';
import type { TellProgress } from '#shared/kernel/progress.ts';
import { readRules } from '#shared/network/reading/readRules.ts';
import type { RuleSet } from '#shared/network/reading/readRules.ts';
import type { Cni } from '#shared/plan/plan.ts';
import { clusterNotJudged } from '../cluster/clusterNotJudged.ts';
import { nameIn } from './fileNames.ts';
import { parseInSteps } from './parseInSteps.ts';
import type { Abilities, ReachEgressInput } from '../ports.ts';

/** Rules as they are given without a plan. */
export interface GivenRuleSet {
  readonly ruleSet: RuleSet;
  /** The plug-in that the cluster runs, where its policies are among them. */
  readonly plugIn?: Cni | undefined;
}

/**
 * Reads rules that are given without a plan; files are named from the working folder where they lie below it. A cluster speaks for
 * pod policies where the files hold none.
 */
export async function readGivenRules(
  abilities: Pick<Abilities, 'digest' | 'ruleFiles' | 'workingFolder' | 'giveWay'>,
  { rules: paths = [], cluster }: Pick<ReachEgressInput, 'rules' | 'cluster'>,
  signal: AbortSignal | undefined,
  tell?: TellProgress,
): Promise<Outcome<GivenRuleSet>> {
  const { ruleFiles, workingFolder } = abilities;
  const set = paths.length === 0 ? succeed({ files: [], problems: [] }) : await ruleFiles.read(paths, signal);
  if (!set.ok) return set;
  const name = (path: string): string => nameIn(workingFolder, path);
  const files = set.value.files.map(({ path, text, bytes, hash }) => ({ file: name(path), text, bytes, hash }));
  const parsed = await parseInSteps(abilities, files, signal, tell);
  if (!parsed.ok) return parsed;
  const problems = set.value.problems.map((problem) => ({ ...problem, file: name(problem.file) }));
  const ofFiles = readRules(files, undefined, problems);
  if (cluster === undefined) return succeed({ ruleSet: ofFiles });
  if (ofFiles.layers.has('pod-policy')) {
    const warning = clusterNotJudged({ file: name(paths[0] ?? ''), line: 1 }, undefined);
    return succeed({ ruleSet: { ...ofFiles, problems: [...ofFiles.problems, warning] } });
  }
  const ofCluster = toClusterRules(cluster, abilities.digest);
  return succeed({ ruleSet: readRulesWith(ofCluster, files, undefined, problems), plugIn: ofCluster.cni });
}
