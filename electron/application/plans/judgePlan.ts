import { findPlanProblems } from '#shared/plan/findPlanProblems.ts';
import type { Plan } from '#shared/plan/plan.ts';
import type { PlanFinding } from '#shared/plan/planFinding.ts';
import { signedText } from '#shared/raci/signedText.ts';
import type { Abilities } from '../ports.ts';

export interface JudgedPlan {
  readonly findings: readonly PlanFinding[];
  /** What a sign-off given now puts into its `planHash`. */
  readonly signedHash: string;
}

/** What is open in a plan and what contradicts itself; sign-offs are held against the plan as it stands. */
export function judgePlan({ catalog, digest }: Pick<Abilities, 'catalog' | 'digest'>, plan: Plan): JudgedPlan {
  const signedHash = digest(signedText(plan));
  return { findings: findPlanProblems(catalog, plan, signedHash), signedHash };
}
