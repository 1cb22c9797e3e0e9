import { failure } from '#shared/contract/failure.ts';
import type { Outcome } from '#shared/contract/failure.ts';
import { succeed } from '#shared/kernel/result.ts';
import { reachEgress } from '#shared/network/reachEgress.ts';
import { readRules } from '#shared/network/readRules.ts';
import type { EgressReach } from '#shared/network/verdict.ts';
import { nameIn } from './fileNames.ts';
import { parseInSteps } from './parseInSteps.ts';
import type { Abilities, ReachEgressInput } from './ports.ts';

/** What each workload of these files may reach outside of the cluster. Plain values in and out, as in `judgeRules`. */
export async function computeReach(
  abilities: Pick<Abilities, 'ruleFiles' | 'workingFolder' | 'giveWay'>,
  { rules, workload, cni }: ReachEgressInput,
  signal?: AbortSignal,
): Promise<Outcome<EgressReach>> {
  const { ruleFiles, workingFolder } = abilities;
  const set = await ruleFiles.read(rules, signal);
  if (!set.ok) return set;
  const name = (path: string): string => nameIn(workingFolder, path);
  const files = set.value.files.map(({ path, text, bytes, hash }) => ({ file: name(path), text, bytes, hash }));
  const parsed = await parseInSteps(abilities, files, signal);
  if (!parsed.ok) return parsed;
  const ruleSet = readRules(
    files,
    undefined,
    set.value.problems.map((problem) => ({ ...problem, file: name(problem.file) })),
  );
  const reach = reachEgress(ruleSet, { workload, cni });
  if (workload !== undefined && reach.workloads.length === 0) {
    return failure('not-found', `No workload ${workload} is in these files.`, {
      remedy: 'Write it as namespace/name; without --workload all of them are listed.',
    });
  }
  return succeed(reach);
}
