import { Inbox, Play, Upload } from 'lucide-react';
import type { EgressCheck, RuleSource } from '#shared/network/verdict.ts';
import { Button } from '../../ui/Button.tsx';
import { Page, Scroll } from '../../ui/Page.tsx';
import { EmptyState, SkeletonRows } from '../../ui/states.tsx';
import { useRoute } from '../../state/router.ts';
import { useAskForRules } from '../../state/useAskForRules.ts';
import { useAuditCommand } from '../../state/useAuditCommand.ts';
import { useRows } from '../../state/useRows.ts';
import { useVerdicts } from '../../state/useVerdicts.ts';
import { FailureState } from '../marks/FailureState.tsx';
import { count } from '../words/counts.ts';
import { AddedRules } from './AddedRules.tsx';
import { LayerSources } from './LayerSources.tsx';
import { OtherEvidence } from './OtherEvidence.tsx';
import { SourceDrawer } from './SourceDrawer.tsx';
import { SourceTable } from './SourceTable.tsx';
import { decidedBy } from './decidedBy.ts';

/** What was read, from where, and what it decides. */
export function SourcesPage() {
  const verdicts = useVerdicts();
  const askForRules = useAskForRules();
  const runAudit = useAuditCommand();
  const actions = (
    <>
      <Button icon={Play} shrinks onPress={runAudit}>
        Run audit
      </Button>
      <Button look="primary" icon={Upload} onPress={askForRules}>
        Add rule files
      </Button>
    </>
  );
  if (verdicts.phase !== 'ready') {
    return (
      <Page title="Sources" about="What was read, and where it is from." actions={actions}>
        {verdicts.phase === 'loading' ? (
          <SkeletonRows rows={6} height={44} label="Reading the sources" />
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
  return <ReadSources egress={verdicts.value} actions={actions} onAddRules={askForRules} />;
}

interface ReadSourcesProps {
  readonly egress: EgressCheck;
  readonly actions: React.ReactNode;
  readonly onAddRules: () => void;
}

function ReadSources({ egress, actions, onAddRules }: ReadSourcesProps) {
  const openId = useRoute()?.detail;
  const sources = byWhatTheyDecide(egress);
  const rows = useRows(
    sources.map(({ file }) => file),
    openId,
  );
  const open = sources.find(({ file }) => file === openId);
  return (
    <Page
      title="Sources"
      about={`${count(sources.length, 'file')} read where ${sources.length === 1 ? 'it lies' : 'they lie'}. What decides most comes first.`}
      actions={actions}
      beside={open !== undefined && <SourceDrawer source={open} egress={egress} rows={rows} />}
    >
      <Scroll label="Sources">
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
            security groups here, or name them in the plan. Files are read where they are and stay there.
          </EmptyState>
        ) : (
          <SourceTable sources={sources} egress={egress} openId={openId} rows={rows} />
        )}
        <AddedRules />
        <LayerSources egress={egress} />
        <OtherEvidence />
      </Scroll>
    </Page>
  );
}

function byWhatTheyDecide(egress: EgressCheck): readonly RuleSource[] {
  return egress.sources.toSorted(
    (one, other) =>
      decidedBy(egress, other.file).length - decidedBy(egress, one.file).length || one.file.localeCompare(other.file),
  );
}
