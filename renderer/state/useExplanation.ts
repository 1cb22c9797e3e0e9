import type { EgressExplanation } from '#shared/network/explain/explanation.ts';
import { useClient } from '../client/client.ts';
import type { Loaded } from '../client/queryCache.ts';
import { useQuery } from '../client/useQuery.ts';
import { useJudgedBy } from './judgedBy.ts';
import { usePlan } from './usePlan.ts';

/**
 * One flow followed through every layer of the plan's path; asked for again when the plan or the rules change. `addresses` are
 * those of the host, in CIDR notation: names are never looked up.
 */
export function useExplanation(from: string, to: string, addresses: readonly string[] = []): Loaded<EgressExplanation> {
  const client = useClient();
  const { file: plan, revision } = usePlan();
  const by = useJudgedBy(plan);
  return useQuery(['explanation', plan, revision, by, from, to, addresses], (signal) =>
    client.egress.explain(
      { plan, ...by, from, to, ...(addresses.length > 0 && { addresses: [...addresses] }) },
      { signal },
    ),
  );
}
