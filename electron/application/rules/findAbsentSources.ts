import type { PlanFinding } from '#shared/plan/planFinding.ts';
import { findPlanSources } from './planSources.ts';
import type { Abilities } from '../ports.ts';
import type { ReadPlan } from '../plans/readPlan.ts';

/** Rules that the plan's path names and that are not where it says: their layers are unknown until they are. */
export function findAbsentSources(abilities: Pick<Abilities, 'planFiles'>, read: ReadPlan): readonly PlanFinding[] {
  const { planFiles } = abilities;
  return findPlanSources(abilities, read).flatMap(({ layer, index, path, name }) => {
    const resolved = planFiles.resolve(path);
    if (resolved.ok && planFiles.exists(path)) return [];
    // What lies outside of this host's root is not looked for.
    const why = resolved.ok ? `${name} is not there.` : resolved.failure.message;
    return [
      {
        id: `source-absent.${index}`,
        kind: 'open',
        path: ['network', 'path', index, 'source'],
        message: `The rules of ${layer} can’t be read: ${why}`,
        remedy: 'Put them there, correct the path, or write none if there is no such layer.',
      },
    ];
  });
}
