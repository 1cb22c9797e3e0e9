import type { ComponentId, WorkloadSelector } from '../../catalog/catalog.ts';
import type { ComponentRequirement } from '../../requirements/deriveRequirements.ts';
import type { AuditMaterial } from '../auditCheck.ts';

/** What the plan needs of a component; the catalogue has every one of them. */
export function componentOf(
  { requirements }: Pick<AuditMaterial, 'requirements'>,
  id: ComponentId,
): ComponentRequirement {
  const found = requirements.components.find((component) => component.id === id);
  if (found === undefined) throw new Error(`The requirements have no component ${id}.`);
  return found;
}

/** Words for a check that finds nothing of a component, by the labels that the plan goes by. */
export function noneOf({ id, title, selectors }: Pick<ComponentRequirement, 'id' | 'title' | 'selectors'>): {
  readonly title: string;
  readonly text: string;
  readonly remedy: string;
} {
  return {
    title: `Nothing of ${title} was found`,
    text: `Looked for ${describeSelectors(selectors)}; found none.`,
    remedy: `Name its labels in the plan under components.${id}, if they are others here.`,
  };
}

export function describeSelectors(selectors: readonly WorkloadSelector[]): string {
  if (selectors.length === 0) return 'workloads whose labels the plan has yet to name under components';
  const each = selectors.map(({ selector, namespace }) =>
    namespace === undefined ? selector : `${selector} in ${namespace}`,
  );
  return `the workloads labelled ${each.join(' or ')}`;
}
