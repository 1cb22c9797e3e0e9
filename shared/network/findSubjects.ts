import type { WorkloadSelector } from '../catalog/catalog.ts';
import { parseLabelSelector } from '../catalog/labelSelector.ts';
import type { ConnectionRequirement } from '../requirements/deriveRequirements.ts';
import type { Subject } from './ruleFormat.ts';
import { selects } from './formats/kubernetes/labelSelector.ts';
import type { Manifests, Workload } from './formats/kubernetes/manifests.ts';

/** The workloads that open a connection, and those that do in practice; one that is not found stays as missing. */
export function findSubjects(requirement: ConnectionRequirement, manifests: Manifests): readonly Subject[] {
  if (requirement.originator === 'node') return [{ kind: 'node' }];
  const { component, selectors, alsoJudged, id } = requirement;
  const wanted = [{ component, selectors }, ...(alsoJudged === undefined ? [] : [alsoJudged])];
  const workloads = new Set<Workload>();
  const missing: Subject[] = [];
  for (const { component: name, selectors: some } of wanted) {
    const found = findWorkloads(manifests, some);
    for (const workload of found) workloads.add(workload);
    if (found.length === 0) missing.push({ kind: 'missing-workload', because: describeMissing(name, some, id) });
  }
  return [...[...workloads].map((workload): Subject => ({ kind: 'workload', workload })), ...missing];
}

function describeMissing(component: string, selectors: readonly WorkloadSelector[], id: string): string {
  if (selectors.length === 0) {
    return `${component}: this profile knows no labels of its pods. Set connections.${id}.selector.`;
  }
  const wanted = selectors.map(
    ({ selector, namespace }) => `${selector}${namespace === undefined ? '' : ` in ${namespace}`}`,
  );
  return `${component}: no workload that was read matches ${wanted.join(' or ')}. Set connections.${id}.selector if its labels are others, or add its manifests where rules are given as files.`;
}

function findWorkloads({ workloads }: Manifests, selectors: readonly WorkloadSelector[]): readonly Workload[] {
  const compiled = selectors.flatMap(({ selector, namespace }) => {
    const parsed = parseLabelSelector(selector);
    return parsed.ok ? [{ namespace, selector: parsed.value }] : [];
  });
  return workloads.filter((workload) =>
    compiled.some(
      ({ namespace, selector }) =>
        (namespace === undefined || namespace === workload.namespace) && selects(selector, workload.labels),
    ),
  );
}
