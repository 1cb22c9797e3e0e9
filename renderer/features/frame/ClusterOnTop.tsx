import { Fingerprint } from 'lucide-react';
import type { RunCluster } from '#shared/history/runRecord.ts';
import { Icon } from '../../ui/Icon.tsx';
import { useClusterChoice } from '../../state/clusterChoice.ts';
import type { ClusterChoice } from '../../state/clusterChoice.ts';
import { formatRoute } from '../../state/route.ts';
import { useNewestRun, useRun } from '../../state/useRuns.ts';
import { baseName, shortenMiddle, withoutScheme } from '../words/files.ts';

/** Which cluster the newest run looked at, by what tells it from every other: a wrong one must be seen at a glance. */
export function ClusterOnTop({ plan }: { readonly plan: string }) {
  const choice = useClusterChoice(plan);
  const record = useRun(useNewestRun()?.id);
  const cluster = record.phase === 'ready' ? record.value.cluster : undefined;
  return (
    <a
      href={formatRoute({ page: 'cluster', plan })}
      className="top-item min-w-0"
      title={cluster === undefined ? describeChoice(choice) : describeIdentity(cluster)}
    >
      <Icon of={Fingerprint} size={14} />
      {cluster === undefined ? (
        <span className="max-w-50 truncate">{choice === undefined ? 'No cluster' : `${nameOf(choice)}, not read`}</span>
      ) : (
        <>
          <span className="max-w-60 truncate">{withoutScheme(cluster.server)}</span>
          {cluster.caHash !== undefined && <code className="top-word">{shortenMiddle(cluster.caHash, 9)}</code>}
        </>
      )}
    </a>
  );
}

function nameOf(choice: ClusterChoice): string {
  return choice.kind === 'context' ? choice.name : baseName(choice.file);
}

function describeChoice(choice: ClusterChoice | undefined): string {
  return choice === undefined
    ? 'This plan was judged on files; no cluster was read'
    : `The next audit looks at ${nameOf(choice)}; no run has read a cluster yet`;
}

function describeIdentity({ server, caHash, uid }: RunCluster): string {
  return [
    `API server ${server}`,
    `CA SHA-256 ${caHash ?? 'not verified'}`,
    `kube-system ${uid ?? 'not readable'}`,
  ].join('\n');
}
