import { ArrowLeft, Download, Unplug } from 'lucide-react';
import { useMemo, useState } from 'react';
import { takesPodPoliciesFromCluster } from '#shared/plan/takesPodPoliciesFromCluster.ts';
import type { EgressReach } from '#shared/network/judging/verdict.ts';
import { Button } from '../../ui/Button.tsx';
import { FilterField } from '../../ui/FilterField.tsx';
import { FilterBar, Note, Page } from '../../ui/Page.tsx';
import { SegmentedFilter } from '../../ui/SegmentedFilter.tsx';
import { EmptyState } from '../../ui/states.tsx';
import { downloadText } from '../../ui/downloadText.ts';
import { useClusterChoice } from '../../state/clusterChoice.ts';
import { go, useRoute } from '../../state/router.ts';
import { useAskForRules } from '../../state/useAskForRules.ts';
import { useFilterKeys } from '../../state/useFilterKeys.ts';
import { usePlan } from '../../state/usePlan.ts';
import { useReach, useStopReaching } from '../../state/useReach.ts';
import { useRows } from '../../state/useRows.ts';
import { AddedRules } from '../marks/AddedRules.tsx';
import { FailureState } from '../marks/FailureState.tsx';
import { MissingRow } from '../marks/MissingRow.tsx';
import { UnreadSources } from '../marks/UnreadSources.tsx';
import { LongWork } from '../marks/LongWork.tsx';
import { count } from '../words/counts.ts';
import { ReachDrawer } from './ReachDrawer.tsx';
import { ReachTable } from './ReachTable.tsx';
import { extentFilters, extentKeys, findReached, toReachCsv, toReachRows } from './reachRows.ts';
import type { ExtentFilter } from './reachRows.ts';

/** Everything that each workload may reach outside, whatever the plan needs. */
export function ReachPage() {
  const { file, plan } = usePlan();
  const choice = useClusterChoice(file);
  const [isLive, setLive] = useState(false);
  // A plan that takes them from files is judged by these, whatever the cluster has.
  const context = choice?.kind === 'context' && takesPodPoliciesFromCluster(plan) ? choice.name : undefined;
  const reach = useReach(isLive ? context : undefined);
  const stop = useStopReaching();
  const offer = context !== undefined && !isLive && <NotOfCluster context={context} onRead={() => setLive(true)} />;
  if (reach.phase !== 'ready') {
    return (
      <Page title="Reach" about="What each workload may reach outside." actions={<BackToConnections />}>
        {reach.phase === 'loading' ? (
          <LongWork rows={12} label="Following the policies" progress={reach.progress} onCancel={stop} />
        ) : (
          <>
            {offer}
            <div className="pt-4">
              <FailureState failure={reach.failure} subject="reach" harmless="The rules were only read." />
            </div>
            <AddedRules />
          </>
        )}
      </Page>
    );
  }
  return (
    <Workloads reach={reach.value} isRefreshing={reach.refreshing}>
      {reach.refreshing && (
        <LongWork
          label="Following the policies again; what is shown is of before"
          progress={reach.progress}
          onCancel={stop}
        />
      )}
      {offer}
    </Workloads>
  );
}

/** A cluster is looked at when somebody asks for it, and not by opening a page. */
function NotOfCluster({ context, onRead }: { readonly context: string; readonly onRead: () => void }) {
  return (
    <Note>
      <span className="flex flex-wrap items-center gap-3">
        <span className="min-w-0 flex-1">
          The policies and workloads of <b className="font-medium">{context}</b> are not among these: they are read when
          you ask for it.
        </span>
        <Button onPress={onRead}>{`Read them from ${context}`}</Button>
      </span>
    </Note>
  );
}

function BackToConnections() {
  const { file } = usePlan();
  return (
    <Button shrinks icon={ArrowLeft} onPress={() => go({ page: 'connections', plan: file })}>
      Show connections
    </Button>
  );
}

interface WorkloadsProps {
  readonly reach: EgressReach;
  readonly isRefreshing: boolean;
  /** What is to be said before the table. */
  readonly children: React.ReactNode;
}

function Workloads({ reach, isRefreshing, children }: WorkloadsProps) {
  const detail = useRoute()?.detail;
  const { plan } = usePlan();
  const askForRules = useAskForRules();
  const [filter, setFilter] = useState<ExtentFilter>('all');
  const [typed, setTyped] = useState('');
  const every = useMemo(() => toReachRows(reach), [reach]);
  const shown = useMemo(() => findReached(every, filter, typed), [every, filter, typed]);
  const rows = useRows(
    useMemo(() => shown.map(({ id }) => id), [shown]),
    detail,
  );
  useFilterKeys(extentKeys, setFilter);
  const open = every.find(({ id }) => id === detail);
  return (
    <Page
      title="Reach"
      about={`${count(every.length, 'workload')}. What each may reach outside, by pod policies alone: layers further out may still deny it.`}
      actions={
        <>
          <BackToConnections />
          {every.length > 0 && (
            <Button
              shrinks
              icon={Download}
              onPress={() => downloadText(`${plan.metadata.name}-reach.csv`, 'text/csv', toReachCsv(shown))}
              disabledBecause={shown.length === 0 ? 'No row to export' : undefined}
            >
              Export CSV
            </Button>
          )}
        </>
      }
      beside={
        open === undefined ? (
          detail !== undefined && <MissingRow noun="workload" id={detail} rows={rows} />
        ) : (
          <ReachDrawer row={open} rows={rows} isRefreshing={isRefreshing} />
        )
      }
    >
      {children}
      {every.length === 0 ? (
        <>
          <UnreadSources egress={reach} />
          <div className="pt-4">
            <EmptyState
              icon={Unplug}
              title="No workload yet"
              actions={
                <Button look="primary" onPress={askForRules}>
                  Add rule files
                </Button>
              }
            >
              Who connects is known from manifests of workloads, or from a cluster. Policies alone name nobody.
            </EmptyState>
          </div>
        </>
      ) : (
        <>
          <FilterBar>
            <SegmentedFilter
              label="Workloads shown"
              options={extentFilters(every)}
              chosen={filter}
              onChoose={setFilter}
            />
            <FilterField label="Filter by name, host or address" value={typed} onChange={setTyped} />
          </FilterBar>
          <UnreadSources egress={reach} />
          <ReachTable shown={shown} openId={detail} rows={rows} />
        </>
      )}
    </Page>
  );
}
