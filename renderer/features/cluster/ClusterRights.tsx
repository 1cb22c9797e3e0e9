import { ShieldCheck, SquareTerminal } from 'lucide-react';
import { useState } from 'react';
import { describeRight } from '#shared/evidence/clusterRights.ts';
import type { ClusterRightsView, KubeContextView } from '#shared/contract/views.ts';
import { useClient } from '../../client/client.ts';
import { useQuery } from '../../client/useQuery.ts';
import { Button } from '../../ui/Button.tsx';
import { Banner, ErrorState, SkeletonRows } from '../../ui/states.tsx';
import { ToneMark } from '../../ui/ToneMark.tsx';
import { usePlan } from '../../state/usePlan.ts';
import { useAskTraffic } from '../../state/useTraffic.ts';
import { FailureState } from '../marks/FailureState.tsx';
import { count, countOf, listed } from '../words/counts.ts';
import { CopyRole } from './CopyRole.tsx';
import { SignInConsent } from './SignInConsent.tsx';
import { useAllowCommand } from './useAllowCommand.ts';

/** What the checks need to read, and whether the chosen cluster grants it. Asked for by hand: it is the first connection. */
export function ClusterRights({ context }: { readonly context: KubeContextView }) {
  const client = useClient();
  const askTraffic = useAskTraffic();
  const plan = usePlan();
  const [isAsked, setIsAsked] = useState(false);
  const { command } = context;
  const consent = useAllowCommand(context, () => setIsAsked(true));
  const mayAsk = command === undefined || command.isAllowed;
  const rights = useQuery(
    isAsked && mayAsk ? ['rights', context.name, plan.file, plan.revision] : undefined,
    (signal) => client.cluster.rights({ context: context.name, plan: plan.file }, { signal }).finally(askTraffic),
  );
  const asks = isAsked && mayAsk;
  return (
    <section aria-label="Rights">
      <header className="flex flex-wrap items-center gap-2 border-b border-line px-6 py-3 max-rail:px-5">
        <div className="min-w-0 flex-1">
          <h2 className="font-semibold">Rights</h2>
          <p className="text-ink-2">{describeRights(asks && rights.phase === 'ready' ? rights.value : undefined)}</p>
        </div>
        <CopyRole />
        {!mayAsk && (
          <Button icon={SquareTerminal} onPress={consent.ask}>
            Allow the command
          </Button>
        )}
        {mayAsk && !isAsked && (
          <Button icon={ShieldCheck} onPress={() => setIsAsked(true)}>
            Ask for rights
          </Button>
        )}
      </header>
      {!mayAsk && (
        <Banner>
          Signing in runs a command that the kubeconfig names: <code className="break-all">{command?.text}</code>. It
          runs with your rights, so it is not run before you allow it.
        </Banner>
      )}
      {consent.failure !== undefined && (
        <ErrorState title={consent.failure.message} steps={[consent.failure.remedy ?? []].flat()}>
          The command was not run.
        </ErrorState>
      )}
      {asks && rights.phase === 'loading' && (
        <SkeletonRows rows={6} height={36} label={`Asking ${context.server ?? context.name}`} />
      )}
      {asks && rights.phase === 'failed' && (
        <FailureState failure={rights.failure} subject="rights" harmless="Nothing was changed in the cluster." />
      )}
      {asks && rights.phase === 'ready' && <RightsTable of={rights.value} />}
      {consent.isAsking && <SignInConsent context={context} onAllow={consent.allow} onRefuse={consent.refuse} />}
    </section>
  );
}

function describeRights(view: ClusterRightsView | undefined): string {
  if (view === undefined) {
    return 'Each check that this plan asks for says what it has to read. What the cluster does not grant stays unknown, and is named.';
  }
  const granted = view.rights.filter(({ isAllowed }) => isAllowed === true).length;
  return `${countOf(granted, view.rights.length, 'rights')} granted by ${view.server}. What is missing stays unknown.`;
}

/** What is missing comes first. */
function RightsTable({ of: { rights, warnings } }: { readonly of: ClusterRightsView }) {
  const sorted = rights.toSorted((one, other) => Number(one.isAllowed ?? false) - Number(other.isAllowed ?? false));
  return (
    <>
      {warnings.map((warning) => (
        <Banner key={warning}>{warning}</Banner>
      ))}
      <table className="table rows-36">
        <caption>Rights that the checks need</caption>
        <thead>
          <tr>
            <th scope="col">Right</th>
            <th scope="col">The cluster says</th>
            <th scope="col" className="slim:hidden">
              Needed by
            </th>
          </tr>
        </thead>
        <tbody>
          {sorted.map((right) => (
            <tr key={describeRight(right)} data-row={describeRight(right)}>
              <th scope="row">
                <code>{describeRight(right)}</code>
              </th>
              <td>
                {right.isAllowed === true && <ToneMark tone="pass">Granted</ToneMark>}
                {right.isAllowed === false && <ToneMark tone="unknown">Missing</ToneMark>}
                {right.isAllowed === undefined && <ToneMark tone="unknown">Not answered</ToneMark>}
              </td>
              <td className="text-ink-2 slim:hidden">
                {right.checks.length === 0 ? 'Tells the cluster from others' : describeChecks(right.checks)}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </>
  );
}

const NAMED = 3;

function describeChecks(checks: readonly string[]): string {
  const rest = checks.length - NAMED;
  const sorted = checks.toSorted();
  return rest <= 1 ? listed(sorted) : `${sorted.slice(0, NAMED).join(', ')} and ${count(rest, 'more check')}`;
}
