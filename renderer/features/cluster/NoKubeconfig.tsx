import { FolderOpen, RefreshCw, ShipWheel } from 'lucide-react';
import type { KubeContexts } from '#shared/contract/views.ts';
import type { Plan } from '#shared/plan/plan.ts';
import { useClient } from '../../client/client.ts';
import { useQuery } from '../../client/useQuery.ts';
import { Button } from '../../ui/Button.tsx';
import { CopyButton } from '../../ui/CopyButton.tsx';
import { EmptyState } from '../../ui/states.tsx';
import { usePlan } from '../../state/usePlan.ts';
import { listed } from '../words/counts.ts';

interface NoKubeconfigProps {
  readonly of: KubeContexts;
  readonly onReadAgain: () => void;
  readonly onOpenSnapshot: () => void;
}

/** Nothing is wrong without a kubeconfig: what one is, where it was looked for, and what else leads to an audit of a cluster. */
export function NoKubeconfig({ of: { files, missing }, onReadAgain, onOpenSnapshot }: NoKubeconfigProps) {
  const client = useClient();
  const { plan } = usePlan();
  const script = useQuery(['script'], (signal) => client.cluster.script({}, { signal }));
  const signIn = signInCommand(plan);
  return (
    <EmptyState
      icon={ShipWheel}
      title={files.length === 0 ? 'No kubeconfig is there' : 'The kubeconfig names no cluster'}
      actions={
        <>
          <Button look="primary" icon={RefreshCw} onPress={onReadAgain}>
            Look again
          </Button>
          <Button icon={FolderOpen} onPress={onOpenSnapshot}>
            Open snapshot
          </Button>
          {script.phase === 'ready' && <CopyButton text={script.value}>Copy the gathering script</CopyButton>}
        </>
      }
    >
      <p>
        A kubeconfig is the file that kubectl goes by: it names clusters, and how to sign in to each.{' '}
        {whereItWas(files, missing)}
      </p>
      <ul className="mt-2.5 grid list-outside list-disc gap-1.5 pl-4 text-left">
        <li>
          To get one,{' '}
          {signIn === undefined ? (
            'ask who runs the cluster.'
          ) : (
            <>
              run
              <code className="my-0.5 block overflow-x-auto whitespace-nowrap">{signIn}</code>
            </>
          )}
        </li>
        <li>
          To use one that lies elsewhere, name it in the environment variable <code>KUBECONFIG</code> and start PDP
          Workbench from there.
        </li>
        <li>
          Where the cluster can’t be reached from here, open a snapshot that <code>pdp snapshot</code> wrote there, or
          run the gathering script there, which needs kubectl alone.
        </li>
        <li>Where only plan and rule files are to be audited, choose to look at none.</li>
      </ul>
    </EmptyState>
  );
}

function whereItWas(files: readonly string[], missing: readonly string[]): string {
  return files.length === 0
    ? `It was looked for at ${listed(missing)}.`
    : `${listed(files)} was read, and no context stands in it.`;
}

/** What writes a kubeconfig for a cluster in the plan's cloud; what only the user knows is in capitals. */
function signInCommand({ cloud, region = 'REGION' }: Plan): string | undefined {
  switch (cloud) {
    case 'azure':
      return 'az aks get-credentials --resource-group GROUP --name CLUSTER';
    case 'aws':
      return `aws eks update-kubeconfig --region ${region} --name CLUSTER`;
    case 'gcp':
      return `gcloud container clusters get-credentials CLUSTER --region ${region}`;
    case 'on-premises':
      return undefined;
  }
}
