import { Inbox, Play, RefreshCw, Upload } from 'lucide-react';
import { useMemo, useState } from 'react';
import type { Progress } from '#shared/kernel/progress.ts';
import type { EgressCheck, RuleSource } from '#shared/network/judging/verdict.ts';
import { Button } from '../../ui/Button.tsx';
import { Page, Scroll } from '../../ui/Page.tsx';
import { EmptyState } from '../../ui/states.tsx';
import { useRoute } from '../../state/router.ts';
import { useAskForRules } from '../../state/useAskForRules.ts';
import { useAuditCommand } from '../../state/useAuditCommand.ts';
import { useReadAgain } from '../../state/useReadAgain.ts';
import { useRows } from '../../state/useRows.ts';
import { useStopJudging, useVerdicts } from '../../state/useVerdicts.ts';
import { AddedRules } from '../marks/AddedRules.tsx';
import { FailureState } from '../marks/FailureState.tsx';
import { MissingRow } from '../marks/MissingRow.tsx';
import { describeReading } from '../words/files.ts';
import { LayerSources } from './LayerSources.tsx';
import { OtherEvidence } from './OtherEvidence.tsx';
import { SourceDrawer } from './SourceDrawer.tsx';
import { SourceTextPage } from './SourceTextPage.tsx';
import { SourceTable } from './SourceTable.tsx';
import { UnreadSources } from '../marks/UnreadSources.tsx';
import { LongWork } from '../marks/LongWork.tsx';
import { judgeSources } from '../words/judgeSources.ts';
import type { SourceStanding } from '../words/judgeSources.ts';

/** What was read, from where, and what it decides. */
export function SourcesPage() {
  const route = useRoute();
  const isText = route?.view?.['as'] === 'text' && route.detail !== undefined;
  return isText ? <SourceTextPage key={route.detail} file={route.detail} /> : <Sources />;
}

function Sources() {
  const verdicts = useVerdicts();
  const askForRules = useAskForRules();
  const runAudit = useAuditCommand();
  const readAgain = useReadAgain();
  const stopJudging = useStopJudging();
  const hasNone = verdicts.phase === 'ready' && verdicts.value.sources.length === 0;
  const actions = (
    <>
      <Button icon={RefreshCw} shrinks onPress={readAgain}>
        Read again
      </Button>
      <Button icon={Play} shrinks onPress={runAudit}>
        Run audit
      </Button>
      {/* The empty page has it in its middle. */}
      {!hasNone && (
        <Button look="primary" icon={Upload} onPress={askForRules}>
          Add rule files
        </Button>
      )}
    </>
  );
  if (verdicts.phase !== 'ready') {
    return (
      <Page title="Sources" about="What was read, and where it is from." actions={actions}>
        {verdicts.phase === 'loading' ? (
          <LongWork rows={6} label="Reading the sources" progress={verdicts.progress} onCancel={stopJudging} />
        ) : (
          <Scroll label="Sources">
            <FailureState
              failure={verdicts.failure}
              subject="verdicts"
              harmless="Files were only read. The plan is unchanged."
            />
            <AddedRules />
          </Scroll>
        )}
      </Page>
    );
  }
  return (
    <ReadSources
      egress={verdicts.value}
      isRefreshing={verdicts.refreshing}
      progress={verdicts.progress}
      actions={actions}
      onAddRules={askForRules}
    />
  );
}

interface ReadSourcesProps {
  readonly egress: EgressCheck;
  readonly isRefreshing: boolean;
  readonly progress: Progress | undefined;
  readonly actions: React.ReactNode;
  readonly onAddRules: () => void;
}

function ReadSources({ egress, isRefreshing, progress, actions, onAddRules }: ReadSourcesProps) {
  const openId = useRoute()?.detail;
  const stopJudging = useStopJudging();
  const { standings, sources } = useMemo(() => {
    const judged = judgeSources(egress);
    return { standings: judged, sources: byWhatTheyDecide(egress, judged) };
  }, [egress]);
  const [scroll, setScroll] = useState<HTMLElement | null>(null);
  const rows = useRows(
    sources.map(({ file }) => file),
    openId,
  );
  const open = sources.find(({ file }) => file === openId);
  const standing = open && standings.get(open.file);
  return (
    <Page
      title="Sources"
      about={`${describeReading(sources.map(({ file }) => file))}. What decides most comes first.${isRefreshing ? ' Reading again.' : ''}`}
      actions={actions}
      beside={
        open !== undefined && standing !== undefined ? (
          <SourceDrawer source={open} standing={standing} rows={rows} />
        ) : (
          openId !== undefined && <MissingRow noun="file" id={openId} rows={rows} />
        )
      }
    >
      {isRefreshing && (
        <LongWork label="Reading again; what is shown is of before" progress={progress} onCancel={stopJudging} />
      )}
      <UnreadSources egress={egress} withReadAgain={false} />
      <Scroll label="Sources" onElement={setScroll}>
        {sources.length === 0 ? (
          <EmptyState
            icon={Inbox}
            title="No evidence yet"
            actions={
              <Button look="primary" icon={Upload} onPress={onAddRules}>
                Add rule files
              </Button>
            }
          >
            All {egress.connections.length} connections are unknown without rules. Drop Kubernetes manifests or network
            security groups here, or name them in the plan. Files are only read, never changed.
          </EmptyState>
        ) : (
          <SourceTable
            sources={sources}
            standings={standings}
            rowCount={egress.connections.length + egress.preconditions.length}
            scroll={scroll}
            openId={openId}
            rows={rows}
          />
        )}
        <AddedRules />
        <LayerSources egress={egress} />
        <OtherEvidence />
      </Scroll>
    </Page>
  );
}

type Standings = ReadonlyMap<string, SourceStanding>;

/** What could not be read comes first, then what decides most. */
function byWhatTheyDecide({ sources }: EgressCheck, standings: Standings): readonly RuleSource[] {
  const weight = ({ file }: RuleSource): number => {
    const standing = standings.get(file);
    return standing?.bearing === 'unread' ? Number.MAX_SAFE_INTEGER : (standing?.connections.length ?? 0);
  };
  return sources.toSorted((one, other) => weight(other) - weight(one) || one.file.localeCompare(other.file));
}
