import type { RunSummary } from '#shared/history/runRecord.ts';
import { useRun, useRuns } from '../../state/useRuns.ts';
import { OutcomeMark } from '../marks/VerdictMark.tsx';
import { formatRecent } from '../words/dates.ts';

const RUNS_LOOKED_AT = 5;

/** How the same finding came out in the runs before. A run never changes: each is asked for once, for all of its findings. */
export function FindingHistory({ id }: { readonly id: string }) {
  const runs = useRuns();
  const looked = runs.phase === 'ready' ? runs.value.slice(0, RUNS_LOOKED_AT) : [];
  return (
    <ul className="grid grid-cols-[auto_1fr] gap-x-4 gap-y-1">
      {looked.map((run) => (
        <li key={run.id} className="contents">
          <span className="text-ink-2">
            Run {run.sequence}, {formatRecent(run.finishedAt)}
          </span>
          <OutcomeIn run={run} id={id} />
        </li>
      ))}
    </ul>
  );
}

function OutcomeIn({ run, id }: { readonly run: RunSummary; readonly id: string }) {
  const record = useRun(run.id);
  if (record.phase === 'loading') return <span className="text-ink-3">Being read</span>;
  if (record.phase === 'failed') return <span className="text-ink-2">{record.failure.message}</span>;
  const finding = record.value.findings.find((candidate) => candidate.id === id);
  return finding === undefined ? <span className="text-ink-3">Not asked</span> : <OutcomeMark finding={finding} />;
}
