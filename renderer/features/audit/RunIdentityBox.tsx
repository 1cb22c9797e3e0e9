import { describeScope } from '#shared/report/describeScope.ts';
import type { RunRecord } from '#shared/history/runRecord.ts';
import { TextLink } from '../../ui/Button.tsx';
import { formatRoute } from '../../state/route.ts';
import { count } from '../words/counts.ts';
import { shortenMiddle, withoutScheme } from '../words/files.ts';

/** What the run was about, and how it looked at it. */
export function RunIdentityBox({ record }: { readonly record: RunRecord }) {
  const { run, apiCalls, plan, cluster } = record;
  const calls = apiCalls.reduce((sum, call) => sum + call.count, 0);
  const files = run.evidence.length;
  return (
    <dl className="mx-6 mb-3 flex rounded-lg border border-line bg-subtle max-rail:mx-5 low:hidden">
      <Item name="Plan file" className="min-w-0 flex-1">
        <code className="block truncate" title={plan.file}>
          {plan.file}
        </code>
      </Item>
      <Item name="Plan SHA-256" className="narrow:hidden">
        <code title={run.planHash}>{shortenMiddle(run.planHash, 13)}</code>
      </Item>
      <Item name="Cluster" className="min-w-0">
        {cluster === undefined ? (
          <span title={describeScope(record).sentence}>
            {record.withoutCluster === true ? 'None, by choice' : 'Not looked at'}
          </span>
        ) : (
          <code
            className="block truncate"
            title={`CA SHA-256 ${cluster.caHash ?? 'not verified'}\nkube-system ${cluster.uid ?? 'not readable'}`}
          >
            {withoutScheme(cluster.server)}
          </code>
        )}
      </Item>
      <Item name="Evidence" className="tiny:hidden">
        <TextLink href={formatRoute({ page: 'runs', plan: plan.file, view: { evidence: run.id } })}>
          {count(files, 'file')}
        </TextLink>
      </Item>
      <Item name="Access" className="whitespace-nowrap">
        {calls === 0 ? 'Files only, 0 calls' : `${count(calls, 'read')}, 0 writes`}
      </Item>
    </dl>
  );
}

interface ItemProps {
  readonly name: string;
  readonly className: string;
  readonly children: React.ReactNode;
}

function Item({ name, className, children }: ItemProps) {
  return (
    <div className={`border-r border-line px-3.5 py-1.75 last:border-r-0 ${className}`}>
      <dt className="text-small text-ink-3">{name}</dt>
      <dd className="leading-4.5">{children}</dd>
    </div>
  );
}
