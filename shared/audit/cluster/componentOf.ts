import type { ComponentId } from '../../catalog/catalog.ts';
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
export function noneOf({ id, title }: Pick<ComponentRequirement, 'id' | 'title'>): {
  readonly title: string;
  readonly text: string;
  readonly remedy: string;
} {
  return {
    title: `Nothing of ${title} was found`,
    text: 'No workload has the labels that the plan goes by.',
    remedy: `Name its labels in the plan under components.${id}, if they are others here.`,
  };
}
