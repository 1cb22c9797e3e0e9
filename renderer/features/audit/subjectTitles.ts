import type { Catalog } from '#shared/catalog/catalog.ts';
import type { Requirements } from '#shared/requirements/deriveRequirements.ts';
import { connectionTitle } from '../words/connections.ts';

/** How what a finding is about is called in this plan. */
export interface SubjectTitles {
  task(id: string): string;
  /** `component.flux` as the plan's edition calls it; `plan` and `egress` for all that stands under these. */
  requirement(id: string): string;
}

export function makeSubjectTitles(catalog: Catalog, requirements: Requirements): SubjectTitles {
  const { raci, connections, components, infrastructure, controls } = requirements;
  const titles = new Map<string, string>([
    ...connections.map((connection) => [`connection.${connection.id}`, connectionTitle(connection)] as const),
    ...components.map(({ id, title }) => [`component.${id}`, title] as const),
    ...infrastructure.map(({ id, title }) => [`infrastructure.${id}`, title] as const),
    ...controls.map(({ id, title }) => [`control.${id}`, title] as const),
    ...catalog.safeguards.map(({ id, title }) => [`cluster.${id}`, title] as const),
    ['connection.dns', 'Names'],
    ['plan', 'The plan itself'],
    ['egress', 'What else the rules let out'],
  ]);
  return {
    task: (id) => raci.tasks.find((task) => task.id === id)?.title ?? id,
    requirement: (id) => titles.get(id) ?? id,
  };
}
