import { CircleOff, FolderOpen, Play, RefreshCw } from 'lucide-react';
import { useState } from 'react';
import { useClient } from '../../client/client.ts';
import { useQuery, useQueryCache } from '../../client/useQuery.ts';
import { Button } from '../../ui/Button.tsx';
import { Page, Scroll } from '../../ui/Page.tsx';
import { SkeletonRows } from '../../ui/states.tsx';
import { chooseCluster, useClusterChoice } from '../../state/clusterChoice.ts';
import { useAuditCommand } from '../../state/useAuditCommand.ts';
import { usePlan } from '../../state/usePlan.ts';
import { FilePicker } from '../files/FilePicker.tsx';
import { FailureState } from '../marks/FailureState.tsx';
import { ClusterRights } from './ClusterRights.tsx';
import { ContextTable } from './ContextTable.tsx';
import { NoClusterChoice } from './NoClusterChoice.tsx';
import { NoKubeconfig } from './NoKubeconfig.tsx';
import { SnapshotChoice } from './SnapshotChoice.tsx';

/** Which cluster audits of the plan look at, and what it grants them. Nothing is connected to before somebody asks for it. */
export function ClusterPage() {
  const client = useClient();
  const cache = useQueryCache();
  const { file } = usePlan();
  const choice = useClusterChoice(file);
  const runAudit = useAuditCommand();
  const [isPicking, setIsPicking] = useState(false);
  const contexts = useQuery(['contexts'], (signal) => client.cluster.contexts(undefined, { signal }));

  const takeSnapshot = (paths: readonly string[]): void => {
    const [snapshot] = paths;
    if (snapshot !== undefined) chooseCluster(file, { kind: 'snapshot', file: snapshot });
    setIsPicking(false);
  };
  const askForSnapshot = (): void => {
    const host = globalThis.window.pdpHost;
    if (host === undefined) setIsPicking(true);
    else void host.choose('snapshot', file).then(takeSnapshot);
  };
  return (
    <Page
      title="Cluster"
      about="Which cluster the audits of this plan look at. It is only read, and only when you ask for it."
      actions={
        <>
          <Button icon={RefreshCw} shrinks onPress={() => cache.refresh(['contexts'])}>
            Read again
          </Button>
          <Button icon={FolderOpen} shrinks onPress={askForSnapshot}>
            Open snapshot
          </Button>
          <Button icon={CircleOff} shrinks onPress={() => chooseCluster(file, { kind: 'none' })}>
            Look at none
          </Button>
          <Button
            look="primary"
            icon={Play}
            onPress={runAudit}
            disabledBecause={choice === undefined ? 'No cluster chosen' : undefined}
          >
            Run audit
          </Button>
        </>
      }
    >
      <Scroll label="Cluster">
        {choice?.kind === 'snapshot' && (
          <SnapshotChoice file={choice.file} onForget={() => chooseCluster(file, undefined)} />
        )}
        {choice?.kind === 'none' && <NoClusterChoice onForget={() => chooseCluster(file, undefined)} />}
        {contexts.phase === 'loading' && <SkeletonRows rows={4} height={48} label="Reading the kubeconfig" />}
        {contexts.phase === 'failed' && (
          <FailureState
            failure={contexts.failure}
            subject="contexts"
            harmless="The kubeconfig was only read. A snapshot of a cluster can be opened without one."
          />
        )}
        {contexts.phase === 'ready' && contexts.value.contexts.length === 0 && (
          <NoKubeconfig
            of={contexts.value}
            onReadAgain={() => cache.refresh(['contexts'])}
            onOpenSnapshot={askForSnapshot}
          />
        )}
        {contexts.phase === 'ready' && contexts.value.contexts.length > 0 && (
          <>
            <ContextTable
              of={contexts.value}
              chosen={choice?.kind === 'context' ? choice.name : undefined}
              onChoose={(name) => chooseCluster(file, { kind: 'context', name })}
              onForget={() => chooseCluster(file, undefined)}
            />
            {contexts.value.contexts
              .filter(({ name }) => choice?.kind === 'context' && choice.name === name)
              .map((context) => (
                <ClusterRights key={context.name} context={context} />
              ))}
          </>
        )}
      </Scroll>
      {isPicking && (
        <FilePicker
          title="Which snapshot of a cluster?"
          verb="Open snapshot"
          isShown={() => true}
          onClose={() => setIsPicking(false)}
          onPick={takeSnapshot}
        />
      )}
    </Page>
  );
}
