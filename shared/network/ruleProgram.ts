/**
 * Ordered rules with three-valued matching: the one machine that every rule format is compiled to.
 *
 * A program is a list of sections, each a list of rules of which the first match decides. Allow-only formats are a section
 * that ends in deny; deny-before-allow is a matter of order; tiers are sections that end in `next`.
 *
 * A rule need not be known exactly. It has a part that it matches for certain and a part that it may match (a service tag
 * without its addresses, a field that is not understood). What it may match is decided by it in one reading and goes on to
 * the next rule in the other, so the outcome of a flow is the set of what any reading allows: allowed, denied, or both,
 * which is unknown. Readings of different rules are taken as independent, which can only widen the unknown.
 */
import { intersect, isEmpty, NO_FLOWS, overlaps, subtract, unite } from './flowSet.ts';
import type { FlowSet } from './flowSet.ts';

/** Where a rule stands: the document of a file and the path within it. Its line is looked up when it is shown. */
export interface RulePlace {
  readonly file: string;
  /** Index of the YAML document, or 0. */
  readonly document: number;
  readonly path: readonly (string | number)[];
  /** As its format names it, e.g. `NetworkPolicy pdp/default-deny`. */
  readonly rule: string;
  /** It speaks for everything in its reach, e.g. a policy with an empty selector: no place for a rule for one workload. */
  readonly isGeneral?: boolean | undefined;
}

/** Which of the flows asked about a rule matches; `possible` includes `certain`. */
export interface RuleMatch {
  readonly certain: FlowSet;
  readonly possible: FlowSet;
  /** Why the two differ. */
  readonly unknownBecause?: string | undefined;
  /** Whether it takes the destination's address as well to tell, e.g. for a tag that stands for many addresses. */
  readonly needsAddress?: boolean | undefined;
}

export interface Rule {
  readonly action: 'allow' | 'deny' | 'pass';
  readonly place: RulePlace;
  /** The rule's part of the flows asked about; it may ignore them and return more. */
  readonly match: (destination: Destination) => RuleMatch;
}

export interface Section {
  readonly rules: readonly Rule[];
  /** What becomes of a flow that no rule of the section decides. */
  readonly otherwise: 'allow' | 'deny' | 'next';
  /** What brings that about, e.g. the policies that isolate a pod. */
  readonly otherwiseBy: readonly RulePlace[];
}

export interface RuleProgram {
  readonly sections: readonly Section[];
  /** Set where other sections may hold in place of these, or none at all, e.g. where releases of a product differ. */
  readonly otherReadings?: readonly Reading[] | undefined;
}

/** Sections that may hold, and why that is not certain. */
export interface Reading {
  readonly sections: readonly Section[];
  readonly because: string;
}

/** Where a flow goes: by address, and by what is known of the thing at that address. */
export interface Destination {
  /** The flows asked about. */
  readonly flows: FlowSet;
  /** The name by which it is reached, for rules that go by name. */
  readonly host?: string | undefined;
  /** It is reached by its address and by no name, so that no rule by name bears on it. */
  readonly isNameless?: boolean | undefined;
  /** A pod of the cluster, for rules that go by labels. */
  readonly pod?: DestinationPod | undefined;
  /** The labels of the node that it is, or on whose network it runs. */
  readonly node?: KnownLabels | undefined;
  /** It is the API server of the cluster, wherever that runs. */
  readonly isApiServer?: boolean | undefined;
  /** Whether it is known to be outside of the cluster, so that rules by labels can't match it. */
  readonly outside: boolean;
}

export interface DestinationPod {
  readonly namespace: string;
  readonly namespaceLabels: KnownLabels;
  readonly labels: KnownLabels;
  /** Named ports, by protocol and name. */
  readonly namedPorts: readonly { readonly name: string; readonly protocol: string; readonly port: number }[];
  /** Undefined where it is not known. */
  readonly serviceAccount?: string | undefined;
}

export interface KnownLabels {
  readonly labels: Readonly<Record<string, string>>;
  /** Why there may be more labels than these, as a sentence with its remedy; undefined where these are all. */
  readonly incomplete: string | undefined;
}

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

/** One rule as a flow meets it, or the end of a section, for whoever wants to follow. */
export interface MetRule {
  /** Index of the section. */
  readonly section: number;
  /** Undefined at the end of a section. */
  readonly rule: Rule | undefined;
  readonly action: Rule['action'] | Section['otherwise'];
  readonly places: readonly RulePlace[];
  /** What no rule before had decided for certain. */
  readonly open: FlowSet;
  /** What of that it decides for certain, and what it may decide. */
  readonly certain: FlowSet;
  readonly possible: FlowSet;
  readonly unknownBecause: string | undefined;
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

/** The reasons that bear on flows whose outcome is open. */
export function unknownReasons(decision: Decision): readonly string[] {
  const open = intersect(decision.mayAllow, decision.mayDeny);
  if (isEmpty(open)) return [];
  return [...new Set(decision.unknowns.filter(({ flows }) => overlaps(flows, open)).map(({ because }) => because))];
}

/** `follow` is told of every rule of the sections that is met while something is still open, in order. */
export function runProgram(
  { sections, otherReadings = [] }: RuleProgram,
  destination: Destination,
  follow?: (met: MetRule) => void,
): Decision {
  return otherReadings.reduce(
    (decided, other) =>
      eitherOf(decided, runSections(other.sections, destination, undefined), other.because, destination.flows),
    runSections(sections, destination, follow),
  );
}

function runSections(
  sections: readonly Section[],
  destination: Destination,
  follow: ((met: MetRule) => void) | undefined,
): Decision {
  let mayAllow = NO_FLOWS;
  let mayDeny = NO_FLOWS;
  const steps: DecisionStep[] = [];
  const unknowns: Unknown[] = [];
  const decide = (
    action: 'allow' | 'deny',
    flows: FlowSet,
    places: readonly RulePlace[],
    matched: FlowSet | undefined,
  ): void => {
    if (isEmpty(flows)) return;
    if (action === 'allow') mayAllow = unite(mayAllow, flows);
    else mayDeny = unite(mayDeny, flows);
    steps.push({ action, flows, places, matched });
  };

  let open = destination.flows;
  for (const [index, section] of sections.entries()) {
    let passed = NO_FLOWS;
    for (const rule of section.rules) {
      if (isEmpty(open)) break;
      const { certain, possible, unknownBecause, needsAddress } = rule.match(destination);
      const hit = intersect(open, possible);
      follow?.({
        section: index,
        rule,
        action: rule.action,
        places: [rule.place],
        open,
        certain: intersect(open, certain),
        possible: hit,
        unknownBecause,
      });
      if (isEmpty(hit)) continue;
      if (rule.action === 'pass') passed = unite(passed, hit);
      else decide(rule.action, hit, [rule.place], certain);
      if (unknownBecause !== undefined) {
        unknowns.push({ because: unknownBecause, flows: subtract(hit, certain), needsAddress });
      }
      open = subtract(open, certain);
    }
    const { otherwise, otherwiseBy: places } = section;
    if (!isEmpty(open)) {
      follow?.({
        section: index,
        rule: undefined,
        action: otherwise,
        places,
        open,
        certain: open,
        possible: open,
        unknownBecause: undefined,
      });
    }
    if (otherwise !== 'next') {
      decide(otherwise, open, places, undefined);
      open = NO_FLOWS;
    }
    open = unite(open, passed);
  }
  // Past the last section nothing has decided, and what no rule forbids is let through.
  decide('allow', open, [], undefined);
  return { mayAllow, mayDeny, steps, unknowns };
}

/** Two readings of which one holds. */
export function eitherOf(one: Decision, other: Decision, because: string, flows: FlowSet): Decision {
  return {
    mayAllow: unite(one.mayAllow, other.mayAllow),
    mayDeny: unite(one.mayDeny, other.mayDeny),
    steps: [...one.steps, ...other.steps],
    unknowns: [...one.unknowns, ...other.unknowns, { because, flows }],
  };
}

/** Several things that must all allow, such as the NSG of an interface and the one of its subnet. */
export function allOf(decisions: readonly Decision[], flows: FlowSet): Decision {
  let mayAllow = flows;
  let mayDeny = NO_FLOWS;
  for (const decision of decisions) {
    mayAllow = intersect(mayAllow, decision.mayAllow);
    mayDeny = unite(mayDeny, decision.mayDeny);
  }
  return {
    mayAllow,
    mayDeny,
    steps: decisions.flatMap(({ steps }) => steps),
    unknowns: decisions.flatMap(({ unknowns }) => unknowns),
  };
}
