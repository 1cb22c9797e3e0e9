/** What rules make of flows: allowed, denied, or either, which is unknown. */
import { count } from '../../kernel/count.ts';
import { intersect, intersectAll, NO_FLOWS, overlaps, subtract, unite, uniteAll } from '../flows/flowSet.ts';
import type { FlowSet } from '../flows/flowSet.ts';
import type { RulePlace } from './ruleProgram.ts';

/** What a program, or several that must all allow, makes of the flows asked about. */
export interface Decision {
  readonly mayAllow: FlowSet;
  readonly mayDeny: FlowSet;
  /** The rules that decided something, in the order in which they were met. */
  readonly steps: readonly DecisionStep[];
  readonly unknowns: readonly Unknown[];
}

export interface Unknown {
  readonly because: string;
  readonly flows: FlowSet;
  /** As in `RuleMatch`. */
  readonly needsAddress?: boolean | undefined;
}

export interface DecisionStep {
  readonly action: 'allow' | 'deny';
  readonly flows: FlowSet;
  readonly places: readonly RulePlace[];
  /** All that the rule matches for certain, whether or not it was still open; undefined where no rule but its absence decides. */
  readonly matched: FlowSet | undefined;
}

export function allowEverything(flows: FlowSet): Decision {
  return { mayAllow: flows, mayDeny: NO_FLOWS, steps: [], unknowns: [] };
}

/** Nothing can be said: either may be so, for the reason given. */
export function knowNothing(flows: FlowSet, because: string): Decision {
  return { mayAllow: flows, mayDeny: flows, steps: [], unknowns: [{ because, flows }] };
}

export function certainlyAllowed(decision: Decision): FlowSet {
  return subtract(decision.mayAllow, decision.mayDeny);
}

export function certainlyDenied(decision: Decision): FlowSet {
  return subtract(decision.mayDeny, decision.mayAllow);
}

/**
 * The reasons that bear on flows whose outcome is open, each once. Nobody reads more than the first hundred of all of them: the
 * last says then how many more there are.
 */
export function unknownReasons(decisions: readonly Decision[]): readonly string[] {
  const reasons = new Set<string>();
  for (const { mayAllow, mayDeny, unknowns } of decisions) {
    if (unknowns.length === 0 || !overlaps(mayAllow, mayDeny)) continue;
    const open = intersect(mayAllow, mayDeny);
    for (const { because, flows } of unknowns) if (overlaps(flows, open)) reasons.add(because);
  }
  const more = reasons.size - mostReasons;
  if (more <= 0) return [...reasons];
  return [...[...reasons].slice(0, mostReasons), `There are ${count(more, 'more reason', 'more reasons')}.`];
}

const mostReasons = 100;

/** Two readings of which one holds. */
export function eitherOf(one: Decision, other: Decision, because: string, flows: FlowSet): Decision {
  return {
    mayAllow: unite(one.mayAllow, other.mayAllow),
    mayDeny: unite(one.mayDeny, other.mayDeny),
    steps: [...one.steps, ...other.steps],
    unknowns: [...one.unknowns, ...other.unknowns, { because, flows }],
  };
}

/**
 * Several things that must all allow, such as the NSG of an interface and the one of its subnet; each was asked about `flows`
 * and decided about no others.
 */
export function allOf(decisions: readonly Decision[], flows: FlowSet): Decision {
  const [only, ...others] = decisions;
  if (only !== undefined && others.length === 0) return only;
  return {
    mayAllow: intersectAll([flows, ...decisions.map(({ mayAllow }) => mayAllow)]),
    mayDeny: uniteAll(decisions.map(({ mayDeny }) => mayDeny)),
    steps: decisions.flatMap(({ steps }) => steps),
    unknowns: decisions.flatMap(({ unknowns }) => unknowns),
  };
}
