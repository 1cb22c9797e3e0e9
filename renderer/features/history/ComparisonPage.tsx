import { ArrowRight, ChevronLeft } from 'lucide-react';
import { useState } from 'react';
import {
  aspectWords,
  describeChangeCause,
  describeChangedInputs,
  describeSamePlan,
  directions,
} from '#shared/history/compareRuns.ts';
import type { ComparedRun, Direction, FindingChange } from '#shared/history/compareRuns.ts';
import { useClient } from '../../client/client.ts';
import { useQuery } from '../../client/useQuery.ts';
import { Button, TextLink } from '../../ui/Button.tsx';
import { Icon } from '../../ui/Icon.tsx';
import { FilterBar, Note, Page, Scroll } from '../../ui/Page.tsx';
import { SegmentedFilter } from '../../ui/SegmentedFilter.tsx';
import { SkeletonRows } from '../../ui/states.tsx';
import { formatRoute } from '../../state/route.ts';
import { go } from '../../state/router.ts';
import { usePlan } from '../../state/usePlan.ts';
import { useRuns } from '../../state/useRuns.ts';
import { FailureState } from '../marks/FailureState.tsx';
import { OutcomeMark } from '../marks/VerdictMark.tsx';
import { count, listed } from '../words/counts.ts';
import { formatInstant } from '../words/dates.ts';
import { directionTitles } from '../words/directions.ts';

interface ComparisonPageProps {
  readonly before: string;
  readonly after: string;
}

/** What changed between two runs, and why. */
export function ComparisonPage({ before, after }: ComparisonPageProps) {
  const client = useClient();
  const { file } = usePlan();
  const compared = useQuery(['runs', 'comparison', before, after], (signal) =>
    client.runs.compare({ before, after }, { signal }),
  );
  const [filter, setFilter] = useState<Direction | 'all'>('all');
  const runs = useRuns();
  /** Two of one minute are told apart by their numbers. */
  const describe = ({ run }: ComparedRun): string => {
    const kept = runs.phase === 'ready' ? runs.value.find(({ id }) => id === run.id) : undefined;
    const at = formatInstant(run.finishedAt);
    return kept === undefined ? at : `run ${kept.sequence} (${at})`;
  };
  const comparison = compared.phase === 'ready' ? compared.value : undefined;
  const changes = comparison?.changes.filter(({ direction }) => filter === 'all' || direction === filter) ?? [];
  return (
    <Page
      title="What changed"
      about={
        comparison === undefined
          ? 'Between two runs.'
          : `From ${describe(comparison.before)} to ${describe(comparison.after)}.`
      }
      actions={
        <Button icon={ChevronLeft} onPress={() => go({ page: 'runs', plan: file })}>
          All runs
        </Button>
      }
    >
      {compared.phase === 'loading' && <SkeletonRows rows={8} height={48} label="Comparing the runs" />}
      {compared.phase === 'failed' && (
        <FailureState failure={compared.failure} subject="runs" harmless="Both runs are kept as they are." />
      )}
      {comparison !== undefined && (
        <>
          <FilterBar>
            <SegmentedFilter
              label="Changes shown"
              options={[
                { id: 'all', label: 'All', count: comparison.changes.length },
                ...directions.map((id) => ({ id, label: directionTitles[id], count: comparison.summary[id] })),
              ]}
              chosen={filter}
              onChoose={setFilter}
            />
          </FilterBar>
          <Note>{[describeSamePlan(comparison), describeChangedInputs(comparison)].filter(Boolean).join(' ')}</Note>
          <Scroll label="Changes">
            <table className="table rows-48">
              <caption>Changes between the two runs</caption>
              <thead>
                <tr>
                  <th scope="col">Finding</th>
                  <th scope="col">Was and is</th>
                  <th scope="col" className="slim:hidden">
                    Why
                  </th>
                </tr>
              </thead>
              <tbody>
                {changes.map((change) => (
                  <ChangeRow key={change.id} change={change} plan={file} />
                ))}
                {changes.length === 0 && (
                  <tr>
                    <td colSpan={3} className="text-ink-2">
                      {comparison.changes.length === 0
                        ? `All ${count(comparison.summary.same, 'finding')} are the same`
                        : 'No change is left by this filter'}
                    </td>
                  </tr>
                )}
              </tbody>
            </table>
          </Scroll>
        </>
      )}
    </Page>
  );
}

interface ChangeRowProps {
  readonly change: FindingChange;
  readonly plan: string;
}

function ChangeRow({ change, plan }: ChangeRowProps) {
  return (
    <tr data-row={change.id}>
      <th scope="row">
        <TextLink href={formatRoute({ page: 'findings', detail: change.id, plan })}>{change.title}</TextLink>
        <span className="block text-small text-ink-3">
          {directionTitles[change.direction]}
          {change.what.length > 0 && `: ${listed(change.what.map((aspect) => aspectWords[aspect]))}`}
        </span>
      </th>
      <td>
        <span className="flex flex-wrap items-center gap-2">
          {change.before === undefined ? (
            <span className="text-ink-3">Not asked</span>
          ) : (
            <OutcomeMark finding={change.before} />
          )}
          <Icon of={ArrowRight} size={14} className="text-ink-3" />
          {change.after === undefined ? (
            <span className="text-ink-3">Not asked</span>
          ) : (
            <OutcomeMark finding={change.after} />
          )}
        </span>
      </td>
      <td className="slim:hidden">
        {change.because.map((cause) => describeChangeCause(cause, change.inputs)).join(' ')}
      </td>
    </tr>
  );
}
