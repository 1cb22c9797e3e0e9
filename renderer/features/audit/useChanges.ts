import { useMemo } from 'react';
import type { FindingChange, RunComparison } from '#shared/history/compareRuns.ts';
import type { RunCluster } from '#shared/history/runRecord.ts';
import { useClient } from '../../client/client.ts';
import { useQuery } from '../../client/useQuery.ts';
import { useRun } from '../../state/useRuns.ts';
import type { ShownRun } from './useShownRun.ts';

export interface Changes {
  readonly comparison: RunComparison;
  /** The number of the run before. */
  readonly since: number;
  /** The API server of the run before, where that is another one: what differs is then not a change of anything. */
  readonly otherCluster: string | undefined;
  /** Of the findings that are there now, by their id. */
  readonly byFinding: ReadonlyMap<string, FindingChange>;
}

/** What the shown run changed against the one before it; undefined while that is not known, and where there is none. */
export function useChanges(shown: ShownRun): Changes | undefined {
  const client = useClient();
  const before = shown.kind === 'kept' ? shown.before : undefined;
  const ids =
    before === undefined || shown.kind !== 'kept' ? undefined : { before: before.id, after: shown.summary.id };
  const compared = useQuery(ids && ['runs', 'comparison', ids.before, ids.after], (signal) =>
    client.runs.compare(ids ?? { before: '', after: '' }, { signal }),
  );
  const comparison = compared.phase === 'ready' ? compared.value : undefined;
  const since = before?.sequence;
  const earlier = useRun(before?.id);
  const otherCluster =
    shown.kind === 'kept' && earlier.phase === 'ready'
      ? findOtherCluster(earlier.value.cluster, shown.record.cluster)
      : undefined;
  return useMemo(() => {
    if (comparison === undefined || since === undefined) return undefined;
    const there = comparison.changes.filter(({ after }) => after !== undefined);
    return { comparison, since, otherCluster, byFinding: new Map(there.map((change) => [change.id, change])) };
  }, [comparison, since, otherCluster]);
}

function findOtherCluster(before: RunCluster | undefined, after: RunCluster | undefined): string | undefined {
  if (before === undefined || after === undefined) return undefined;
  const isSame =
    before.uid !== undefined && after.uid !== undefined ? before.uid === after.uid : before.server === after.server;
  return isSame ? undefined : before.server;
}
