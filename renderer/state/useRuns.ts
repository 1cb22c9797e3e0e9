import type { RunRecord, RunSummary } from '#shared/history/runRecord.ts';
import { useClient } from '../client/client.ts';
import { useQuery } from '../client/useQuery.ts';
import type { Loaded } from '../client/queryCache.ts';
import { useMaybePlan } from './usePlan.ts';

/** The runs of the plan, newest first. */
export function useRuns(): Loaded<readonly RunSummary[]> {
  const client = useClient();
  const file = useMaybePlan()?.file;
  return useQuery(file === undefined ? undefined : ['runs', file], (signal) =>
    client.runs.list({ plan: file ?? '' }, { signal }),
  );
}

export function useRun(id: string | undefined): Loaded<RunRecord> {
  const client = useClient();
  return useQuery(id === undefined ? undefined : ['run', id], (signal) =>
    client.runs.show({ id: id ?? '' }, { signal }),
  );
}

export function useNewestRun(): RunSummary | undefined {
  const runs = useRuns();
  return runs.phase === 'ready' ? runs.value[0] : undefined;
}
