import { ArrowRight } from 'lucide-react';
import type { FindingChange, RunComparison } from '#shared/history/compareRuns.ts';
import { describeChangeCause } from '#shared/history/compareRuns.ts';
import { isIntact } from '#shared/history/keptRun.ts';
import type { RunSummary } from '#shared/history/runRecord.ts';
import { succeed } from '#shared/kernel/result.ts';
import { useClient } from '../../client/client.ts';
import type { PdpClient } from '../../client/client.ts';
import { useQuery } from '../../client/useQuery.ts';
import { Icon } from '../../ui/Icon.tsx';
import { OutcomeMark } from '../marks/VerdictMark.tsx';
import { formatRoute } from '../../state/route.ts';
import { formatRecent } from '../words/dates.ts';

const PLANS_LOOKED_AT = 3;
const MOST_SHOWN = 6;

interface RecentChange {
  readonly run: RunSummary;
  readonly before: RunSummary;
  readonly change: FindingChange;
  readonly inputs: RunComparison['inputs'];
}

/** What the newest run of each plan found otherwise than the one before it, and why. */
export function RecentChanges() {
  const client = useClient();
  const loaded = useQuery(['runs', 'recent changes'], (signal) => findRecentChanges(client, signal));
  if (loaded.phase !== 'ready' || loaded.value.length === 0) return null;
  return (
    <table className="table rows-48">
      <caption>Changed in your last runs, and why</caption>
      <tbody>
        <tr className="group">
          <th scope="colgroup" colSpan={4}>
            <b>Changed in your last runs</b> &nbsp;And why
          </th>
        </tr>
        {loaded.value.map(({ run, before, change }) => (
          <tr key={`${run.id} ${change.id}`} data-row={change.id}>
            <td className="w-1/5">{run.plan.name}</td>
            <th scope="row">
              <a href={formatRoute({ page: 'runs', detail: `${before.id}..${run.id}`, plan: run.plan.file })}>
                {change.title}
              </a>
            </th>
            <td>
              <span className="flex items-center gap-2">
                {change.before && <OutcomeMark finding={change.before} />}
                {change.before && change.after && <Icon of={ArrowRight} size={14} className="text-ink-3" />}
                {change.after ? (
                  <OutcomeMark finding={change.after} />
                ) : (
                  <span className="text-ink-3">no longer asked</span>
                )}
              </span>
            </td>
            <td className="slim:hidden">
              {change.because.map((cause) => describeChangeCause(cause, change.inputs)).join(' ')}
              <span className="block text-small text-ink-3">
                Run {run.sequence}, {formatRecent(run.finishedAt)}
              </span>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

async function findRecentChanges(client: PdpClient, signal: AbortSignal) {
  const listed = await client.runs.list({}, { signal });
  if (!listed.ok) return listed;
  const byPlan = Map.groupBy(listed.value.filter(isIntact), ({ plan }) => plan.file);
  const changes: RecentChange[] = [];
  for (const [run, before] of [...byPlan.values()].slice(0, PLANS_LOOKED_AT)) {
    if (run === undefined || before === undefined) continue;
    const compared = await client.runs.compare({ before: before.id, after: run.id }, { signal });
    if (!compared.ok) return compared;
    changes.push(
      ...worthTelling(compared.value).map((change) => ({ run, before, change, inputs: compared.value.inputs })),
    );
  }
  return succeed(changes.slice(0, MOST_SHOWN));
}

function worthTelling({ changes }: RunComparison): readonly FindingChange[] {
  return changes.filter(({ direction }) => direction !== 'other');
}
