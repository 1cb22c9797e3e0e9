import type { Catalog } from '../catalog/catalog.ts';
import { findRaciProblems } from '../raci/findRaciProblems.ts';
import { deriveRequirements } from '../requirements/deriveRequirements.ts';
import type { Plan } from './plan.ts';
import type { PlanFinding } from './planFinding.ts';
import { findComponentProblems } from './problems/findComponentProblems.ts';
import { findConnectionProblems } from './problems/findConnectionProblems.ts';
import { findModelProblems } from './problems/findModelProblems.ts';
import { findNetworkProblems } from './problems/findNetworkProblems.ts';
import { findPathProblems } from './problems/findPathProblems.ts';
import { findPromiseProblems } from './problems/findPromiseProblems.ts';
import { findProxyProblems } from './problems/findProxyProblems.ts';
import { findTierProblems } from './problems/findTierProblems.ts';
import { findUnanswered } from './problems/findUnanswered.ts';

export type { PlanFinding } from './planFinding.ts';

/**
 * What is open in a plan that can be read, and what contradicts itself, in the order of the plan's keys. Good when empty.
 * `signedHash` is the hash of the plan's `signedText`, against which sign-offs are held.
 */
export function findPlanProblems(catalog: Catalog, plan: Plan, signedHash?: string): readonly PlanFinding[] {
  const requirements = deriveRequirements(catalog, plan);
  return [
    ...findModelProblems(catalog, plan),
    ...findUnanswered(catalog, plan),
    ...findNetworkProblems(plan),
    ...findPathProblems(catalog, plan),
    ...findTierProblems(catalog, plan),
    ...findProxyProblems(plan),
    ...findConnectionProblems(catalog, plan, requirements.connections),
    ...findComponentProblems(plan, requirements),
    ...findRaciProblems(requirements.raci, signedHash),
    ...findPromiseProblems(catalog, plan, requirements),
  ];
}
