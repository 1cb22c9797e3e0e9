import { GitCompareArrows, ListChecks, Play, Upload } from 'lucide-react';
import { useMemo, useState } from 'react';
import { gatherCauses } from '#shared/audit/gatherCauses.ts';
import { Button } from '../../ui/Button.tsx';
import { Choice } from '../../ui/Choice.tsx';
import { FilterField } from '../../ui/FilterField.tsx';
import { FilterBar, Page, Scroll } from '../../ui/Page.tsx';
import { SegmentedFilter } from '../../ui/SegmentedFilter.tsx';
import { EmptyState, SkeletonRows } from '../../ui/states.tsx';
import { go, useRoute } from '../../state/router.ts';
import { useAskForRules } from '../../state/useAskForRules.ts';
import { useAuditCommand } from '../../state/useAuditCommand.ts';
import { useCatalog } from '../../state/useCatalog.ts';
import { useFilterKeys } from '../../state/useFilterKeys.ts';
import { usePlan, useRequirements } from '../../state/usePlan.ts';
import { useRows } from '../../state/useRows.ts';
import { CoverageBar } from '../marks/CoverageBar.tsx';
import { FailureState } from '../marks/FailureState.tsx';
import { MissingRow } from '../marks/MissingRow.tsx';
import { describeDirections } from '../words/directions.ts';
import { formatClock, formatInstant } from '../words/dates.ts';
import { standings, standingOf, standingWords } from '../words/outcomes.ts';
import { AuditProgress, AuditStopped } from './AuditProgress.tsx';
import { FindingDrawer } from './FindingDrawer.tsx';
import { FindingTable } from './FindingTable.tsx';
import { RunIdentityBox } from './RunIdentityBox.tsx';
import { filterFindings, findingKeys, groupFindings, groupings, isOpen } from './findingGroups.ts';
import type { FindingFilter, Grouping } from './findingGroups.ts';
import { makeSubjectTitles } from './subjectTitles.ts';
import { useChanges } from './useChanges.ts';
import type { Changes } from './useChanges.ts';
import { findingsOf, useShownRun } from './useShownRun.ts';
import type { ShownRun } from './useShownRun.ts';

/** What is open, and who acts. */
export function FindingsPage() {
  const route = useRoute();
  const { file } = usePlan();
  const catalog = useCatalog();
  const requirements = useRequirements();
  const shown = useShownRun();
  const runAudit = useAuditCommand();
  const { findings, coverage } = findingsOf(shown);
  const egress = shown.kind === 'kept' ? shown.record.egress : undefined;
  const changes = useChanges(shown);
  const [filter, setFilter] = useState<FindingFilter>('open');
  const [grouping, setGrouping] = useState<Grouping>('owner');
  const [typed, setTyped] = useState('');
  // Thousands of findings are sorted when they, or what is wanted of them, change; not at each row that is opened.
  const causes = useMemo(() => (egress === undefined ? [] : gatherCauses(findings, egress)), [findings, egress]);
  const groups = useMemo(
    () =>
      groupFindings(
        filterFindings(findings, filter, typed, changes?.byFinding),
        grouping,
        makeSubjectTitles(catalog, requirements),
        causes,
      ),
    [findings, filter, typed, changes, grouping, catalog, requirements, causes],
  );
  const options = useMemo(() => filterOptions(findings, changes), [findings, changes]);
  const ids = useMemo(() => groups.flatMap((group) => group.findings.map(({ id }) => id)), [groups]);
  const rows = useRows(ids, route?.detail);
  useFilterKeys(findingKeys, setFilter);
  const open = findings.find(({ id }) => id === route?.detail);
  const before = shown.kind === 'kept' ? shown.before : undefined;
  return (
    <Page
      title="Findings"
      about={describeRun(shown, changes)}
      actions={
        <>
          {shown.kind === 'kept' && before !== undefined && (
            <Button
              shrinks
              icon={GitCompareArrows}
              onPress={() => go({ page: 'runs', detail: `${before.id}..${shown.summary.id}`, plan: file })}
            >
              {`Compare with run ${before.sequence}`}
            </Button>
          )}
          {/* The empty page has it in its middle. */}
          {!(shown.kind === 'none' && shown.stopped === undefined) && (
            <Button
              look="primary"
              icon={Play}
              onPress={runAudit}
              disabledBecause={shown.kind === 'running' ? 'An audit is running' : undefined}
            >
              Run audit
            </Button>
          )}
        </>
      }
      beside={
        open !== undefined ? (
          <FindingDrawer finding={open} rows={rows} />
        ) : (
          shown.kind === 'kept' &&
          route?.detail !== undefined && <MissingRow noun="finding" id={route.detail} rows={rows} />
        )
      }
    >
      {shown.kind === 'running' && <AuditProgress run={shown.run} />}
      {(shown.kind === 'kept' || shown.kind === 'none') && shown.stopped !== undefined && (
        <AuditStopped run={shown.stopped} />
      )}
      {shown.kind === 'kept' && <RunIdentityBox record={shown.record} />}
      {shown.kind === 'failed' && (
        <FailureState
          failure={shown.failure}
          subject="runs"
          harmless="The history was only read. Plan and rule files are unchanged."
        />
      )}
      {shown.kind === 'loading' && <SkeletonRows rows={10} height={48} label="Reading the newest run" />}
      {shown.kind === 'none' && shown.stopped === undefined && <NotAudited onRun={runAudit} />}
      {(findings.length > 0 || shown.kind === 'running') && (
        <>
          <CoverageBar coverage={coverage} causes={causes} />
          <FilterBar>
            <SegmentedFilter label="Findings shown" options={options} chosen={filter} onChoose={setFilter} />
            <Choice label="Group by" options={groupings} chosen={grouping} onChoose={setGrouping} />
            <FilterField label="Filter findings" value={typed} onChange={setTyped} />
          </FilterBar>
          <FindingTable groups={groups} changes={changes} openId={route?.detail} rows={rows} />
        </>
      )}
    </Page>
  );
}

function filterOptions(findings: Parameters<typeof filterFindings>[0], changes: Changes | undefined) {
  return [
    { id: 'open' as const, label: 'Open', count: findings.filter(isOpen).length },
    ...(changes === undefined ? [] : [{ id: 'changed' as const, label: 'Changed', count: changes.byFinding.size }]),
    ...standings
      .map((standing) => ({
        id: standing,
        label: standing === 'notApplicable' ? 'N/A' : standingWords[standing].word,
        count: findings.filter((finding) => standingOf(finding) === standing).length,
      }))
      .filter(({ id, count }) => id !== 'outOfScope' || count > 0),
    { id: 'all' as const, label: 'All', count: findings.length },
  ];
}

function describeRun(shown: ShownRun, changes: Changes | undefined): string {
  switch (shown.kind) {
    case 'kept': {
      const { sequence, startedAt, finishedAt, plan } = shown.summary;
      const run = `Run ${sequence}, ${formatInstant(startedAt)} to ${formatClock(new Date(finishedAt))}. Plan ${plan.name}, catalogue ${shown.record.run.catalogVersion}.`;
      if (changes === undefined) return run;
      const other =
        changes.otherCluster === undefined ? '' : `, which looked at another cluster (${changes.otherCluster})`;
      return `${run} Since run ${changes.since}${other}: ${describeDirections(changes.comparison)}.`;
    }
    case 'running':
      return 'Results appear as they come.';
    case 'none':
      return 'Not audited yet.';
    case 'loading':
    case 'failed':
      return 'What is open, and who acts.';
  }
}

function NotAudited({ onRun }: { readonly onRun: () => void }) {
  const askForRules = useAskForRules();
  return (
    <Scroll label="Findings">
      <EmptyState
        icon={ListChecks}
        title="Not audited yet"
        actions={
          <>
            <Button look="primary" icon={Play} onPress={onRun}>
              Run audit
            </Button>
            <Button icon={Upload} onPress={askForRules}>
              Add rule files
            </Button>
          </>
        }
      >
        An audit holds every requirement of the plan against its rule files and attestations. What has no evidence stays
        unknown; nothing is called a pass without it.
      </EmptyState>
    </Scroll>
  );
}
