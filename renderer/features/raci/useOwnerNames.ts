import { useRequirements } from '../../state/usePlan.ts';

/** Every name that owns something, for shortening those of one domain. */
export function useOwnerNames(): readonly string[] {
  const { raci } = useRequirements();
  return raci.tasks.flatMap(({ owners }) =>
    [owners?.responsible?.who, owners?.accountable?.who].filter((who) => who !== undefined),
  );
}
