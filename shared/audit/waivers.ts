import type { Plan, PlanWaiver } from '../plan/plan.ts';
import { isClusterCheck } from './isClusterCheck.ts';
import { dayOf } from './day.ts';
import type { AppliedWaiver, Finding } from './finding.ts';

export const waiverStates = ['applied', 'unused', 'expired', 'superseded', 'unmatched'] as const;

/**
 * `applied`: a failure carries it. `unused`: what it names does not fail. `expired`: its last day is over. `superseded`: an
 * earlier line waives the same requirement. `unmatched`: nothing that was audited has the name it gives.
 */
export type WaiverState = (typeof waiverStates)[number];

export interface JudgedWaiver {
  readonly waiver: PlanWaiver;
  /** Its place in the plan's list. */
  readonly index: number;
  readonly state: WaiverState;
  /** Ids of the findings that it names, whatever came of it. */
  readonly findings: readonly string[];
}

/**
 * The waiver that accepts a failure of this requirement, or of this one check, at `asOf`. Its last day counts in full, in UTC. Only failures are
 * waived: what is not known can't be accepted, since nobody can say what is being accepted.
 */
export function waiverFor(
  plan: Plan,
  finding: Pick<Finding, 'requirement' | 'check'>,
  asOf: string,
): AppliedWaiver | undefined {
  const today = dayOf(asOf);
  const waiver = plan.waivers?.find((candidate) => isFor(candidate, finding) && candidate.expires >= today);
  return waiver && { reason: waiver.reason, owner: waiver.owner, expires: waiver.expires };
}

/** Every waiver of the plan, in the plan's order, and what came of it: none goes unnoticed. */
export function judgeWaivers(plan: Plan, findings: readonly Finding[], asOf: string): readonly JudgedWaiver[] {
  const today = dayOf(asOf);
  const inForce = new Set<string>();
  return (plan.waivers ?? []).map((waiver, index) => {
    const named = findings.filter(
      (finding) => isFor(waiver, finding) || finding.standsFor?.includes(waiver.requirement) === true,
    );
    return { waiver, index, state: stateOf(waiver, named), findings: named.map((finding) => finding.id) };
  });

  function stateOf(waiver: PlanWaiver, named: readonly Finding[]): WaiverState {
    if (named.length === 0) return 'unmatched';
    if (waiver.expires < today) return 'expired';
    if (inForce.has(waiver.requirement)) return 'superseded';
    inForce.add(waiver.requirement);
    return named.some((finding) => finding.outcome === 'fail') ? 'applied' : 'unused';
  }
}

/** A check is meant by its id where it asks one thing: of others the requirement says which of its findings is. */
function isFor(
  { requirement: name }: PlanWaiver,
  { requirement, check }: Pick<Finding, 'requirement' | 'check'>,
): boolean {
  return name === requirement || (name === check && isClusterCheck(check));
}
