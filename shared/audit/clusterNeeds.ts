import { clusterResources } from '../evidence/clusterResources.ts';
import type { ClusterResourceId } from '../evidence/clusterResources.ts';
import type { Plan } from '../plan/plan.ts';
import type { AuditCheck } from './auditCheck.ts';

/** One cluster is told from another by what lies there: the uid of `kube-system`, which a list of namespaces shows. */
const always: readonly ClusterResourceId[] = ['namespaces'];

/** All that these checks read of a cluster, in the order of the list of what may be read. */
export function clusterNeeds(checks: readonly AuditCheck[]): readonly ClusterResourceId[] {
  const wanted = new Set([...always, ...checks.flatMap(({ needs = [] }) => needs)]);
  return (Object.keys(clusterResources) as ClusterResourceId[]).filter((id) => wanted.has(id));
}

/** Of these checks those that read a cluster with this plan. */
export function checksOfPlan(checks: readonly AuditCheck[], plan: Plan): readonly AuditCheck[] {
  return checks.filter(({ readsClusterOf }) => readsClusterOf === undefined || readsClusterOf(plan));
}

/** The checks that read a resource, by their ids. */
export function checksThatNeed(resource: ClusterResourceId, checks: readonly AuditCheck[]): readonly string[] {
  return checks.filter(({ needs = [] }) => needs.includes(resource)).map(({ id }) => id);
}
