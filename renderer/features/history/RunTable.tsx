import { isIntact } from '#shared/history/keptRun.ts';
import type { AlteredRun, KeptRun } from '#shared/history/keptRun.ts';
import type { RunSummary } from '#shared/history/runRecord.ts';
import { CheckboxCell } from '../../ui/CheckboxCell.tsx';
import { PartitionBar } from '../../ui/PartitionBar.tsx';
import { ToneMark } from '../../ui/ToneMark.tsx';
import { formatRoute } from '../../state/route.ts';
import { TextLink } from '../../ui/Button.tsx';
import { tierTitles } from '../words/choices.ts';
import { formatInstant } from '../words/dates.ts';
import { baseName, shortenMiddle, withoutScheme } from '../words/files.ts';
import { applicable, coverageParts, decided, describeCoverage } from '../words/outcomes.ts';

interface RunTableProps {
  readonly runs: readonly KeptRun[];
  /** At most two, to be compared. */
  readonly chosen: readonly string[];
  readonly onChoose: (chosen: readonly string[]) => void;
}

export function RunTable({ runs, chosen, onChoose }: RunTableProps) {
  const toggle = (id: string, isChosen: boolean): void =>
    onChoose(isChosen ? [...chosen, id].slice(-2) : chosen.filter((known) => known !== id));
  return (
    <table className="table rows-48 border-t border-line">
      <caption>Runs, newest first</caption>
      <thead>
        <tr>
          <th scope="col" className="w-16">
            <span className="sr-only">Compare</span>
          </th>
          <th scope="col">Run</th>
          <th scope="col">Result</th>
          <th scope="col">Open</th>
          <th scope="col" className="tiny:hidden">
            Cluster
          </th>
          <th scope="col" className="slim:hidden">
            Tier
          </th>
          <th scope="col" className="narrow:hidden">
            Seal
          </th>
        </tr>
      </thead>
      <tbody>
        {runs.map((run) =>
          isIntact(run) ? (
            <RunRow key={run.id} run={run} isChosen={chosen.includes(run.id)} onToggle={(on) => toggle(run.id, on)} />
          ) : (
            <AlteredRow key={run.id} run={run} />
          ),
        )}
      </tbody>
    </table>
  );
}

interface RunRowProps {
  readonly run: RunSummary;
  readonly isChosen: boolean;
  readonly onToggle: (isChosen: boolean) => void;
}

function RunRow({
  run: { id, sequence, plan, finishedAt, coverage, tier, cluster, hash },
  isChosen,
  onToggle,
}: RunRowProps) {
  return (
    <tr data-row={id}>
      <td>
        <CheckboxCell label={`Compare run ${sequence}`} isSelected={isChosen} onChange={onToggle} />
      </td>
      <th scope="row">
        <span className="font-medium">Run {sequence}</span>
        <span className="block text-small text-ink-3">
          {formatInstant(finishedAt)},{' '}
          <TextLink href={formatRoute({ page: 'runs', plan: plan.file, view: { evidence: id } })}>
            evidence<span className="sr-only"> of run {sequence}</span>
          </TextLink>
        </span>
      </th>
      <td>
        <span className="block max-w-60">
          <PartitionBar parts={coverageParts(coverage)} label={describeCoverage(coverage)} />
        </span>
        <span className="text-small text-ink-3">
          {decided(coverage)} of {applicable(coverage)} decided
        </span>
      </td>
      <td>
        {coverage.fail} fail, {coverage.unknown} unknown
      </td>
      <td className="max-w-60 tiny:hidden">
        {cluster === undefined ? (
          <span className="text-ink-3">None looked at</span>
        ) : (
          <>
            <span className="block truncate" title={cluster.name}>
              {baseName(cluster.name)}
            </span>
            <code className="block truncate text-code text-ink-3" title={cluster.server}>
              {withoutScheme(cluster.server)}
            </code>
          </>
        )}
      </td>
      <td className="slim:hidden">
        {tier.reached === null ? 'None reached' : `${tierTitles[tier.reached]} reached`}
        <span className="block text-small text-ink-3">Wanted {tierTitles[tier.wanted]}</span>
      </td>
      <td className="narrow:hidden">
        <code className="text-code text-ink-2" title={hash}>
          {shortenMiddle(hash, 13)}
        </code>
      </td>
    </tr>
  );
}

/** Nothing of its record is shown: what stands there may be anybody’s. */
function AlteredRow({ run: { id, sequence, altered } }: { readonly run: AlteredRun }) {
  return (
    <tr data-row={id}>
      <td />
      <th scope="row">
        <span className="font-medium">Run {sequence}</span>
      </th>
      <td colSpan={5}>
        <ToneMark tone="fail">Altered</ToneMark>
        <span className="block text-small text-ink-3">{altered} It is not shown, compared or reported.</span>
      </td>
    </tr>
  );
}
