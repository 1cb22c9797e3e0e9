import { canonicalise } from '../history/canonicalise.ts';
import type { Plan, TaskOwners } from '../plan/plan.ts';

/**
 * What a sign-off is given for, as text to be hashed: the plan with everybody's names, but without the sign-offs themselves
 * (a signature can't contain its own hash), and without attestations and waivers, which come and go over a plan's life and
 * change nobody's duties.
 */
export function signedText(plan: Plan): string {
  const { attestations: _attestations, waivers: _waivers, owners, ...choices } = plan;
  const named = Object.entries(owners ?? {}).map(([task, taskOwners]) => [task, withoutSignOffs(taskOwners ?? {})]);
  return canonicalise({ ...choices, owners: Object.fromEntries(named) });
}

function withoutSignOffs({ responsible, accountable, split }: TaskOwners): object {
  return {
    ...(responsible === undefined ? {} : { responsible: responsible.who }),
    ...(accountable === undefined ? {} : { accountable: accountable.who }),
    ...(split === undefined ? {} : { split }),
  };
}
