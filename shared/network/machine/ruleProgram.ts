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
 *
 * A rule may also run sections of its own on what it matches, as a chain of a packet filter is called from another: what
 * they do not decide comes back to the rule after it.
 */
import type { Destination } from './destination.ts';
import type { FlowSet } from '../flows/flowSet.ts';
import type { RulePlace } from './rulePlace.ts';

export type { Placed, RulePlace } from './rulePlace.ts';

/** Which of the flows asked about a rule matches; `possible` includes `certain`. */
export interface RuleMatch {
  readonly certain: FlowSet;
  readonly possible: FlowSet;
  /** Why the two differ. */
  readonly unknownBecause?: string | undefined;
  /** Why it matches nothing, as a sentence, e.g. where it stands for others that are looked at by themselves. */
  readonly noneBecause?: string | undefined;
  /** What keeps it from matching what it names, in words that go behind its name: `names the host, but …`. */
  readonly stoppedBecause?: string | undefined;
  /** Whether it takes the destination's address as well to tell, e.g. for a tag that stands for many addresses. */
  readonly needsAddress?: boolean | undefined;
}

/**
 * How a rule tells packets apart beside where they go: by who sends them, their connection, their marks. What it matches is said
 * of packets of the origin that begin a connection; of all others, such as replies, its matches say nothing.
 */
export interface Narrowing {
  /** Each test in words, which are the same for the same test: all must hold. */
  readonly by: readonly string[];
  /** What it could match without these tests, where that is more. */
  readonly widest?: FlowSet | undefined;
}

interface MatchingRule {
  readonly place: RulePlace;
  /** The rule's part of the flows asked about; it may ignore them and return more. */
  readonly match: (destination: Destination) => RuleMatch;
  /** All that it can match, whatever the destination: by it, few of many rules need to be asked. */
  readonly reach?: FlowSet | undefined;
  /** It leads the way and opens nothing: what another rule would have to open is no miss of it. */
  readonly isRoute?: boolean | undefined;
  /** Absent where it matches every packet that goes there. */
  readonly narrowing?: Narrowing | undefined;
}

export interface Rule extends MatchingRule {
  readonly action: 'allow' | 'deny' | 'pass';
}

/** Runs sections on what it matches. They may be shared with other rules, and run none that runs them. */
export interface RunRule extends MatchingRule {
  readonly action: 'run';
  readonly sections: readonly Section[];
  /** Where a flow goes on that they leave undecided: to the next rule, or past the rest of this section. */
  readonly undecided: 'continue' | 'pass';
}

export type AnyRule = Rule | RunRule;

export interface Section {
  readonly rules: readonly AnyRule[];
  /** Of many rules those that can match a destination, in their order, where that is told faster than by asking each. */
  readonly select?: ((destination: Destination) => readonly AnyRule[]) | undefined;
  /** Set where its rules can match nothing else, so that what does not touch these flows passes it by. */
  readonly bearsOn?: FlowSet | undefined;
  /**
   * Set where its rules match the same of the flows that come to them whatever else is known of a destination, and run no
   * others. What they make of the same flows is then worked out once.
   */
  readonly goesByFlowsAlone?: boolean | undefined;
  /** Set where its rules decide more than what comes to them here, as those of a chain do that the hook input runs as well. */
  readonly decidesMore?: boolean | undefined;
  /** What becomes of a flow that no rule of the section decides. */
  readonly otherwise: 'allow' | 'deny' | 'next';
  /** What brings that about, e.g. the policies that isolate a pod. */
  readonly otherwiseBy: readonly RulePlace[];
}

export interface RuleProgram {
  readonly sections: readonly Section[];
  /**
   * Set where rules match the same flows whatever else is known of a destination. What they make of the same flows is then
   * worked out once.
   */
  readonly goesByFlowsAlone?: boolean | undefined;
  /** Set where destinations are translated before the sections see them. */
  readonly translate?: ((flows: FlowSet) => Translation) | undefined;
  /** Set where other sections may hold in place of these, or none at all, e.g. where releases of a product differ. */
  readonly otherReadings?: readonly Reading[] | undefined;
  /**
   * Where these are not the rules that the traffic meets as it leaves: those for replies on their way back, or those of
   * places further on, which are there for other traffic too.
   */
  readonly judges?: 'replies' | 'further-on' | undefined;
}

/**
 * What becomes of the flows asked about before the sections see them. What is in no part of it is not theirs to decide; what
 * is in several may become any of these.
 */
export interface Translation {
  readonly unchanged: FlowSet;
  readonly moved: readonly MovedFlows[];
}

export interface MovedFlows {
  readonly from: FlowSet;
  readonly to: FlowSet;
  /** Those of `from` that may become one of the given flows. */
  readonly origin: (to: FlowSet) => FlowSet;
}

/** Sections that may hold, and why that is not certain. */
export interface Reading {
  readonly sections: readonly Section[];
  readonly because: string;
}
