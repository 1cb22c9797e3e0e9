import type { PlanSummary } from '#shared/contract/views.ts';
import { useClient } from '../client/client.ts';
import { useQuery } from '../client/useQuery.ts';
import type { Loaded } from '../client/queryCache.ts';

/** The plans that were opened here, last used first. */
export function usePlans(): Loaded<readonly PlanSummary[]> {
  const client = useClient();
  return useQuery(['plans'], (signal) => client.plans.list(undefined, { signal }));
}
