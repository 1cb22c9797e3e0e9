import type { RuntimeAgent } from '../../catalog/catalog.ts';
import type { ClusterObject } from '../../evidence/clusterSnapshot.ts';
import type { AuditMaterial } from '../auditCheck.ts';
import { selectedBy } from './componentWorkloads.ts';
import type { PodsOfWorkload } from './podsOfWorkload.ts';

/** Whether a pod of this workload is of the agent: by the DaemonSet's name, or by its labels. */
export function isOfAgent(
  { daemonSets, selectors }: RuntimeAgent,
  { kind, name }: Pick<PodsOfWorkload, 'kind' | 'name'>,
  { metadata }: ClusterObject,
): boolean {
  if (kind === 'DaemonSet' && daemonSets.includes(name)) return true;
  return selectedBy(selectors)(metadata.namespace, metadata.labels ?? {});
}

/** Workloads that have to see or change the whole node, with what they are: runtime agents, and the network plug-in of the plan. */
export function findWatchers(
  workloads: readonly PodsOfWorkload[],
  { catalog, requirements }: Pick<AuditMaterial, 'catalog' | 'requirements'>,
): ReadonlyMap<PodsOfWorkload, string> {
  const cilium = requirements.components.find(({ id }) => id === 'cilium');
  const isOfCilium = selectedBy(cilium?.selectors ?? []);
  return new Map(
    workloads.flatMap((workload) => {
      const [pod] = workload.pods;
      if (pod === undefined) return [];
      const agent = catalog.runtimeAgents.find((one) => isOfAgent(one, workload, pod));
      if (agent !== undefined) return [[workload, agent.title]];
      const isCilium = isOfCilium(pod.metadata.namespace, pod.metadata.labels ?? {});
      return isCilium && cilium !== undefined ? [[workload, cilium.title]] : [];
    }),
  );
}
