import type { RunCluster, RunRecord } from '../history/runRecord.ts';
import type { Report } from './report.ts';
import { capitalised, counted } from './words.ts';

/** What the audit was asked for, so that a clean end is not taken for more than it is. */
export function describeScope({ cluster, withoutCluster = false, coverage }: RunRecord): Report['scope'] {
  return {
    sentence: describe(cluster, withoutCluster, coverage.outOfScope ?? 0),
    withoutCluster,
    ...(cluster !== undefined && { cluster: toIdentity(cluster) }),
  };
}

function describe(cluster: RunCluster | undefined, withoutCluster: boolean, outOfScope: number): string {
  if (cluster !== undefined) return `Plan, rules, attestations and the cluster ${cluster.name}.`;
  if (!withoutCluster) return 'Plan, rules, attestations and a cluster; no cluster was looked at.';
  const left =
    outOfScope === 0
      ? ''
      : ` ${capitalised(counted(outOfScope, 'check', ['is', 'are']))} out of scope, since only a cluster answers them.`;
  return `Plan, rules and attestations. No cluster was to be looked at.${left}`;
}

function toIdentity({ name, server, uid, caHash, version, collectedAt }: RunCluster): Report['scope']['cluster'] {
  return {
    name,
    server,
    ...(uid !== undefined && { uid }),
    ...(caHash !== undefined && { caHash }),
    ...(version !== undefined && { version }),
    collectedAt,
  };
}
