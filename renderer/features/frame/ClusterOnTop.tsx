import { Fingerprint } from 'lucide-react';
import type { RunCluster } from '#shared/history/runRecord.ts';
import { Icon } from '../../ui/Icon.tsx';
import { nameOfCluster, useClusterChoice } from '../../state/clusterChoice.ts';
import type { ClusterChoice } from '../../state/clusterChoice.ts';
import { formatRoute } from '../../state/route.ts';
import { useNewestRun, useRun } from '../../state/useRuns.ts';
import { shortenMiddle, withoutScheme } from '../words/files.ts';

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
        <span className="max-w-50 truncate">{wordsOf(choice)}</span>
      ) : (
        <>
          <span className="max-w-60 truncate">{withoutScheme(cluster.server)}</span>
          {cluster.caHash !== undefined && <code className="top-word">{shortenMiddle(cluster.caHash, 9)}</code>}
        </>
      )}
    </a>
  );
}

function wordsOf(choice: ClusterChoice | undefined): string {
  const name = nameOfCluster(choice);
  if (name !== undefined) return `${name}, not read`;
  return choice === undefined ? 'No cluster yet' : 'Without a cluster';
}

function describeChoice(choice: ClusterChoice | undefined): string {
  const name = nameOfCluster(choice);
  if (name !== undefined) return `The next audit looks at ${name}; the newest run has read no cluster`;
  return choice === undefined
    ? 'This plan was judged on files; no cluster is chosen'
    : 'This plan is judged on files by choice; what only a cluster shows is out of scope';
}

function describeIdentity({ server, caHash, uid }: RunCluster): string {
  return [
    `API server ${server}`,
    `CA SHA-256 ${caHash ?? 'not verified'}`,
    `kube-system ${uid ?? 'not readable'}`,
  ].join('\n');
}
