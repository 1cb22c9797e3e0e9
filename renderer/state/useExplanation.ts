import type { EgressExplanation } from '#shared/network/explain/explanation.ts';
import { useClient } from '../client/client.ts';
import type { Loaded } from '../client/queryCache.ts';
import { useQuery } from '../client/useQuery.ts';
import { useJudgedBy } from './judgedBy.ts';
import { usePlan } from './usePlan.ts';

/** One flow followed through every layer of the plan's path; asked for again when the plan or the rules change. */
export function useExplanation(from: string, to: string): Loaded<EgressExplanation> {
  const client = useClient();
  const { file: plan, revision } = usePlan();
  const by = useJudgedBy(plan);
  return useQuery(['explanation', plan, revision, by, from, to], (signal) =>
    client.egress.explain({ plan, ...by, from, to }, { signal }),
  );
}
