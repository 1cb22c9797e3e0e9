import type { Outcome } from '#shared/contract/failure.ts';
import { narrowToRules } from '#shared/evidence/narrowToRules.ts';
import type { TellProgress } from '#shared/kernel/progress.ts';
import type { ClusterSnapshot } from '#shared/evidence/clusterSnapshot.ts';
import { ruleResources } from '#shared/evidence/ruleResources.ts';
import { succeed } from '#shared/kernel/result.ts';
import { observeCluster } from '../cluster/observeCluster.ts';
import type { ClusterChoice } from '../cluster/observeCluster.ts';
import type { ClusterAbilities } from '../cluster/openCluster.ts';
import type { Abilities } from '../ports.ts';

/** What of the chosen cluster bears on rules, and no more: its policies, and those whom they are for. Undefined where none is chosen. */
export async function observeRules(
  abilities: ClusterAbilities & Pick<Abilities, 'snapshotFiles'>,
  { context, snapshot }: ClusterChoice,
  signal: AbortSignal | undefined,
  tell?: TellProgress,
): Promise<Outcome<ClusterSnapshot | undefined>> {
  const looking = observeCluster(abilities, { context, snapshot }, ruleResources, signal);
  let looked = await looking.next();
  for (; looked.done !== true; looked = await looking.next()) tell?.(looked.value);
  if (!looked.value.ok) return looked.value;
  return succeed(looked.value.value && narrowToRules(looked.value.value.snapshot));
}
