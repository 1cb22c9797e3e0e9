import type { WorkloadSelector } from '../../catalog/catalog.ts';
import { parseLabelSelector } from '../../catalog/labelSelector.ts';
import type { LabelSelector } from '../../catalog/labelSelector.ts';
import type { ConnectionRequirement } from '../../requirements/deriveRequirements.ts';
import type { Subject } from '../reading/ruleFormat.ts';
import { maySelect, selects } from '../formats/kubernetes/labelSelector.ts';
import type { Manifests, RefusedWorkload, Workload } from '../formats/kubernetes/manifests.ts';

/**
 * The workloads that open a connection, and those that do in practice; one that is not found stays as missing, and so does the
 * first of those that can't be read and may be one of them.
 */
export function findSubjects(requirement: ConnectionRequirement, manifests: Manifests): readonly Subject[] {
  if (requirement.originator === 'node') return [{ kind: 'node' }];
  const { component, selectors, alsoJudged, id } = requirement;
  const wanted = [{ component, selectors }, ...(alsoJudged === undefined ? [] : [alsoJudged])];
  const workloads = new Set<Workload>();
  const missing: Subject[] = [];
  for (const { component: name, selectors: some } of wanted) {
    const compiled = compile(some);
    const found = findWorkloads(manifests, compiled);
    for (const workload of found) workloads.add(workload);
    const refused = findRefused(manifests, compiled);
    if (refused !== undefined) {
      missing.push({ kind: 'missing-workload', because: refused.because, isWritten: true });
    } else if (found.length === 0) {
      missing.push({ kind: 'missing-workload', because: describeMissing(name, some, id) });
    }
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

interface CompiledSelector {
  readonly namespace: string | undefined;
  readonly selector: LabelSelector;
}

function compile(selectors: readonly WorkloadSelector[]): readonly CompiledSelector[] {
  return selectors.flatMap(({ selector, namespace }) => {
    const parsed = parseLabelSelector(selector);
    return parsed.ok ? [{ namespace, selector: parsed.value }] : [];
  });
}

function findWorkloads({ workloads }: Manifests, selectors: readonly CompiledSelector[]): readonly Workload[] {
  return workloads.filter((workload) =>
    selectors.some(
      ({ namespace, selector }) =>
        (namespace === undefined || namespace === workload.namespace) && selects(selector, workload.labels),
    ),
  );
}

function findRefused(
  { refusedWorkloads }: Manifests,
  selectors: readonly CompiledSelector[],
): RefusedWorkload | undefined {
  return refusedWorkloads.find(({ namespace: own, labels }) =>
    selectors.some(
      ({ namespace, selector }) =>
        (namespace === undefined || own === undefined || own === namespace) && maySelect(selector, labels) !== 'no',
    ),
  );
}
