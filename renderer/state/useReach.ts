import { useCallback } from 'react';
import { finishWork } from '#shared/contract/finishWork.ts';
import type { EgressReach } from '#shared/network/judging/verdict.ts';
import { useClient } from '../client/client.ts';
import type { Loaded } from '../client/queryCache.ts';
import { useQuery, useQueryCache } from '../client/useQuery.ts';
import { useJudgedBy } from './judgedBy.ts';
import { usePlan } from './usePlan.ts';

/**
 * What each workload may reach outside, by the rules that the plan is judged by. A live cluster is looked at only when its
 * `context` is given, which somebody has asked for.
 */
export function useReach(context: string | undefined): Loaded<EgressReach> {
  const client = useClient();
  const { file: plan, revision } = usePlan();
  const by = useJudgedBy(plan);
  const input = { plan, ...by, ...(context !== undefined && { context }) };
  return useQuery(['reach', plan, revision, by, context], (signal, tell) =>
    finishWork(client.egress.reach(input, { signal }), tell),
  );
}

export function useStopReaching(): () => void {
  const cache = useQueryCache();
  return useCallback(() => cache.stop(['reach']), [cache]);
}
