import { useMemo } from 'react';
import { findPlanProblems } from '#shared/plan/findPlanProblems.ts';
import type { Plan } from '#shared/plan/plan.ts';
import { useCatalog } from '../../state/useCatalog.ts';
import { usePlan } from '../../state/usePlan.ts';
import { findEffects } from './effects.ts';
import type { Effects } from './effects.ts';

type Choice = 'edition' | 'managementModel' | 'cloud' | 'securityTier';

/** What each option would mean for the open plan; thought through once, until the plan is another one. */
export function useEffectsOf<Key extends Choice>(key: Key, ids: readonly Plan[Key][]): ReadonlyMap<Plan[Key], Effects> {
  const catalog = useCatalog();
  const { plan } = usePlan();
  const listed = ids.join();
  return useMemo(() => {
    const now = findPlanProblems(catalog, plan);
    const options = listed.split(',') as Plan[Key][];
    return new Map(options.map((id) => [id, findEffects(catalog, plan, { ...plan, [key]: id }, now)]));
  }, [catalog, plan, key, listed]);
}

export const noEffects: Effects = { favourable: [], unfavourable: [] };
