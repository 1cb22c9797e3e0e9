import { X } from 'lucide-react';
import type { PlanSummary } from '#shared/contract/views.ts';
import { useClient } from '../../client/client.ts';
import { useQueryCache } from '../../client/useQuery.ts';
import { IconButton } from '../../ui/Button.tsx';
import { showToast } from '../../state/toasts.ts';
import { formatRoute } from '../../state/route.ts';
import { go } from '../../state/router.ts';
import { useCatalog } from '../../state/useCatalog.ts';
import { cloudTitles, editionTitle, modelTitle, tierTitles } from '../words/choices.ts';
import { formatRecent } from '../words/dates.ts';
import { baseName, shortenMiddle } from '../words/files.ts';
import { applicable, decided } from '../words/outcomes.ts';
import { TierReached } from './TierReached.tsx';

/** Plans that were opened here, last used first. */
export function PlanTable({ plans }: { readonly plans: readonly PlanSummary[] }) {
  return (
    <table className="table rows-48 border-t border-line">
      <caption>Plans, last used first</caption>
      <thead>
        <tr>
          <th scope="col">Plan</th>
          <th scope="col">Edition and model</th>
          <th scope="col" className="slim:hidden">
            Where
          </th>
          <th scope="col" className="slim:hidden">
            Wanted
          </th>
          <th scope="col">Reached</th>
          <th scope="col">Last run</th>
          <th scope="col" className="w-10">
            <span className="sr-only">Take off the list</span>
          </th>
        </tr>
      </thead>
      <tbody>
        {plans.map((summary) => (
          <PlanRow key={summary.file} summary={summary} />
        ))}
      </tbody>
    </table>
  );
}

function PlanRow({ summary }: { readonly summary: PlanSummary }) {
  const { file, plan, lastRun, trouble } = summary;
  const name = plan?.metadata.name ?? baseName(file);
  const route = { page: lastRun === undefined ? 'plan' : 'findings', plan: file } as const;
  return (
    <tr
      data-row={file}
      onClick={(event) => {
        if (event.target instanceof Element && event.target.closest('a, button') === null) go(route);
      }}
    >
      <th scope="row">
        <a href={formatRoute(route)} className="font-semibold">
          {name}
        </a>
        <span className="block max-w-70 truncate font-mono text-code text-ink-3 slim:max-w-44" title={file}>
          {shortenMiddle(file, 38)}
        </span>
      </th>
      {plan === undefined ? (
        <td colSpan={5} className="text-ink-2">
          {trouble}
        </td>
      ) : (
        <PlanCells plan={plan} lastRun={lastRun} />
      )}
      <td className="w-10">
        <ForgetButton file={file} name={name} />
      </td>
    </tr>
  );
}

type PlanCellsProps = Pick<PlanSummary, 'lastRun'> & { readonly plan: NonNullable<PlanSummary['plan']> };

function PlanCells({ plan, lastRun }: PlanCellsProps) {
  const catalog = useCatalog();
  return (
    <>
      <td>
        {editionTitle(catalog, plan.edition)}
        <span className="block text-small text-ink-2">{modelTitle(catalog, plan.managementModel)}</span>
      </td>
      <td className="slim:hidden">
        {cloudTitles[plan.cloud]}
        {plan.region !== undefined && <span className="block text-small text-ink-2">{plan.region}</span>}
      </td>
      <td className="slim:hidden">{tierTitles[plan.securityTier]}</td>
      <td>
        <TierReached tier={lastRun?.tier} />
      </td>
      <td className="whitespace-nowrap">
        {lastRun === undefined ? (
          <span className="text-ink-2">Never</span>
        ) : (
          <>
            {formatRecent(lastRun.finishedAt)}
            <span className="block text-small text-ink-3">
              {decided(lastRun.coverage)} of {applicable(lastRun.coverage)} decided
            </span>
          </>
        )}
      </td>
    </>
  );
}

function ForgetButton({ file, name }: { readonly file: string; readonly name: string }) {
  const client = useClient();
  const cache = useQueryCache();
  const forget = async (): Promise<void> => {
    const outcome = await client.plans.forget({ file });
    cache.refresh(['plans']);
    if (outcome.ok) showToast({ title: `${name} taken off the list`, text: `The file stays: ${file}` });
  };
  return <IconButton label={`Take ${name} off the list`} icon={X} onPress={() => void forget()} />;
}
