import { useMemo } from 'react';
import { isIntact } from '#shared/history/keptRun.ts';
import type { KeptRun } from '#shared/history/keptRun.ts';
import type { RunRecord, RunSummary } from '#shared/history/runRecord.ts';
import { useClient } from '../client/client.ts';
import { useQuery } from '../client/useQuery.ts';
import type { Loaded } from '../client/queryCache.ts';
import { useMaybePlan } from './usePlan.ts';

/** The runs of the plan, newest first, with those whose record was altered. */
export function useKeptRuns(): Loaded<readonly KeptRun[]> {
  const client = useClient();
  const file = useMaybePlan()?.file;
  return useQuery(file === undefined ? undefined : ['runs', file], (signal) =>
    client.runs.list({ plan: file ?? '' }, { signal }),
  );
}

/** The runs of the plan that are what was sealed, newest first. */
export function useRuns(): Loaded<readonly RunSummary[]> {
  const kept = useKeptRuns();
  return useMemo(() => (kept.phase === 'ready' ? { ...kept, value: kept.value.filter(isIntact) } : kept), [kept]);
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
