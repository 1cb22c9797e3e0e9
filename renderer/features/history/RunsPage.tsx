import { Clock, GitCompareArrows, Play } from 'lucide-react';
import { useState } from 'react';
import { isIntact } from '#shared/history/keptRun.ts';
import type { KeptRun } from '#shared/history/keptRun.ts';
import type { RunSummary } from '#shared/history/runRecord.ts';
import { Button } from '../../ui/Button.tsx';
import { Page, Scroll } from '../../ui/Page.tsx';
import { EmptyState, SkeletonRows } from '../../ui/states.tsx';
import { go, useRoute } from '../../state/router.ts';
import { useAuditCommand } from '../../state/useAuditCommand.ts';
import { usePlan } from '../../state/usePlan.ts';
import { useKeptRuns } from '../../state/useRuns.ts';
import { FailureState } from '../marks/FailureState.tsx';
import { NoSuchPlace } from '../marks/NoSuchPlace.tsx';
import { count } from '../words/counts.ts';
import { ChainState } from './ChainState.tsx';
import { ComparisonPage } from './ComparisonPage.tsx';
import { EvidencePage } from './EvidencePage.tsx';
import { RunTable } from './RunTable.tsx';

/** What was found when, and what changed from one run to the next. */
export function RunsPage() {
  const { detail, view } = useRoute() ?? {};
  const evidenceOf = view?.['evidence'];
  if (evidenceOf !== undefined) return <EvidencePage run={evidenceOf} openName={detail} />;
  const [before, after] = detail?.split('..') ?? [];
  if (before !== undefined && after !== undefined && before !== '' && after !== '') {
    return <ComparisonPage before={before} after={after} />;
  }
  return <RunList asked={detail} />;
}

/** `asked` is what the address names that is no pair of runs. */
function RunList({ asked }: { readonly asked: string | undefined }) {
  const { file, plan } = usePlan();
  const runs = useKeptRuns();
  const runAudit = useAuditCommand();
  const [chosen, setChosen] = useState<readonly string[]>([]);
  const list = runs.phase === 'ready' ? runs.value : [];
  const pair = pairToCompare(list.filter(isIntact), chosen);
  return (
    <Page
      title="Runs"
      about={`${count(list.length, 'run')} of ${plan.metadata.name}, newest first. Each is sealed onto the one before it.`}
      actions={
        list.length > 1 && (
          <Button
            look="primary"
            icon={GitCompareArrows}
            disabledBecause={pair === undefined ? 'Choose two runs' : undefined}
            onPress={() => pair && go({ page: 'runs', detail: `${pair.before.id}..${pair.after.id}`, plan: file })}
          >
            {pair === undefined ? 'Compare' : `Compare ${pair.before.sequence} with ${pair.after.sequence}`}
          </Button>
        )
      }
    >
      <Scroll label="Runs">
        {runs.phase === 'loading' && <SkeletonRows rows={6} height={44} label="Reading the runs" />}
        {runs.phase === 'failed' && (
          <FailureState failure={runs.failure} subject="runs" harmless="The history was only read." />
        )}
        {runs.phase === 'ready' && list.length === 0 && (
          <EmptyState
            icon={Clock}
            title="No run yet"
            actions={
              <Button look="primary" icon={Play} onPress={runAudit}>
                Run audit
              </Button>
            }
          >
            Each run is kept with what it has read, and sealed, so that it can be judged again and compared with later
            ones.
          </EmptyState>
        )}
        {asked !== undefined && runs.phase === 'ready' && <NoSuchRun asked={asked} runs={list} />}
        {list.length > 0 && (
          <>
            <RunTable runs={list} chosen={chosen} onChoose={setChosen} />
            <ChainState />
          </>
        )}
      </Scroll>
    </Page>
  );
}

/** A run has no page of its own: its report tells of it, where the address names one at all. */
function NoSuchRun({ asked, runs }: { readonly asked: string; readonly runs: readonly KeptRun[] }) {
  const { file } = usePlan();
  const named = runs.filter(isIntact).find(({ id, hash, sequence }) => {
    const isBeginning = asked.length >= SHORTEST_BEGINNING && [id, hash].some((name) => name.startsWith(asked));
    return isBeginning || String(sequence) === asked;
  });
  const route = { page: 'report', plan: file } as const;
  return (
    <NoSuchPlace
      noun="pair of runs"
      asked={asked}
      nearest={
        named && { words: `Show the report of run ${named.sequence}`, route: { ...route, view: { run: named.id } } }
      }
      otherwise={{ words: 'Show all runs', route: { page: 'runs', plan: file } }}
    />
  );
}

const SHORTEST_BEGINNING = 4;

/** The two chosen runs, the older one first; with nothing chosen, the newest two. */
function pairToCompare(
  runs: readonly RunSummary[],
  chosen: readonly string[],
): { readonly before: RunSummary; readonly after: RunSummary } | undefined {
  const [after, before] = chosen.length === 0 ? runs : runs.filter(({ id }) => chosen.includes(id));
  if (chosen.length !== 0 && chosen.length !== 2) return undefined;
  return before === undefined || after === undefined ? undefined : { before, after };
}
