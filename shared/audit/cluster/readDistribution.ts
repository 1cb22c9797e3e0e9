import { distributionOf } from '../../evidence/distributionOf.ts';
import type { Distribution } from '../../evidence/distributionOf.ts';
import type { ClusterReading } from './clusterReading.ts';

/** Whose Kubernetes it is, by everything that tells it; what could not be read of that is remembered as missing. */
export function readDistribution(cluster: ClusterReading<'nodes'>): Distribution | undefined {
  return distributionOf({
    gitVersion: cluster.version()?.gitVersion,
    groups: cluster.groups(),
    nodes: cluster.objects('nodes'),
  });
}
