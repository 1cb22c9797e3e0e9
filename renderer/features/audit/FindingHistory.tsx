import { succeed } from '#shared/kernel/result.ts';
import { useClient } from '../../client/client.ts';
import type { PdpClient } from '../../client/client.ts';
import { useQuery } from '../../client/useQuery.ts';
import { useRuns } from '../../state/useRuns.ts';
import { OutcomeMark } from '../marks/VerdictMark.tsx';
import { formatRecent } from '../words/dates.ts';

const RUNS_LOOKED_AT = 5;

/** How the same finding came out in the runs before. */
export function FindingHistory({ id }: { readonly id: string }) {
  const client = useClient();
  const runs = useRuns();
  const looked = runs.phase === 'ready' ? runs.value.slice(0, RUNS_LOOKED_AT) : [];
  const history = useQuery(
    looked.length === 0 ? undefined : ['finding history', id, looked.map((run) => run.id)],
    (signal) =>
      findInRuns(
        client,
        looked.map((run) => run.id),
        id,
        signal,
      ),
  );
  if (history.phase !== 'ready') return <p className="text-ink-3">Looking at the last runs</p>;
  return (
    <ul className="grid grid-cols-[auto_1fr] gap-x-4 gap-y-1">
      {looked.map((run, index) => {
        const finding = history.value[index];
        return (
          <li key={run.id} className="contents">
            <span className="text-ink-2">
              Run {run.sequence}, {formatRecent(run.finishedAt)}
            </span>
            {finding === undefined ? <span className="text-ink-3">Not asked</span> : <OutcomeMark finding={finding} />}
          </li>
        );
      })}
    </ul>
  );
}

async function findInRuns(client: PdpClient, runs: readonly string[], id: string, signal: AbortSignal) {
  const records = await Promise.all(runs.map((run) => client.runs.show({ id: run }, { signal })));
  const failed = records.find((record) => !record.ok);
  if (failed !== undefined && !failed.ok) return failed;
  return succeed(
    records.map((record) => (record.ok ? record.value.findings.find((finding) => finding.id === id) : undefined)),
  );
}
