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
import {
  ALL_FLOWS,
  areEqual,
  intersect,
  isEmpty,
  NO_FLOWS,
  overlaps,
  servicesIn,
  subtract,
  unite,
  uniteAll,
} from './flowSet.ts';
import type { FlowSet } from './flowSet.ts';
import { findTouched, indexReaches } from './reachIndex.ts';
import type { ReachIndex, ReachNode } from './reachIndex.ts';
import type { Services } from './services.ts';

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
  /** The platform's own, which nobody can take away, e.g. a default rule of an NSG. */
  readonly isBuiltIn?: boolean | undefined;
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

interface MatchingRule {
  readonly place: RulePlace;
  /** The rule's part of the flows asked about; it may ignore them and return more. */
  readonly match: (destination: Destination) => RuleMatch;
  /** All that it can match, whatever the destination: by it, few of many rules need to be asked. */
  readonly reach?: FlowSet | undefined;
  /** It leads the way and opens nothing: what another rule would have to open is no miss of it. */
  readonly isRoute?: boolean | undefined;
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
  /** What becomes of a flow that no rule of the section decides. */
  readonly otherwise: 'allow' | 'deny' | 'next';
  /** What brings that about, e.g. the policies that isolate a pod. */
  readonly otherwiseBy: readonly RulePlace[];
}

export interface RuleProgram {
  readonly sections: readonly Section[];
  /**
   * Set where rules match the same flows whatever else is known of a destination. What they make of all flows is then worked
   * out once, and an answer is a part of that.
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
  /** The rules that ran the section, outermost first; none of one of the program's own. */
  readonly within: readonly RulePlace[];
  /** Undefined at the end of a section. */
  readonly rule: AnyRule | undefined;
  readonly action: AnyRule['action'] | Section['otherwise'];
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
export function runProgram(program: RuleProgram, destination: Destination, follow?: Follow): Decision {
  if (program.goesByFlowsAlone !== true || follow !== undefined) return runAnew(program, destination, follow);
  const { flows } = destination;
  const answers = knownAnswers.get(program) ?? [];
  knownAnswers.set(program, answers);
  const known = answers.find((answer) => areEqual(answer.flows, flows));
  if (known !== undefined) return known.decision;
  const decision = runAnew(program, destination, undefined);
  if (answers.push({ flows, decision }) > mostAnswersKept) answers.shift();
  return decision;
}

/** Rows of a plan ask for the same flows again and again: every public address on 443/tcp. */
const knownAnswers = new WeakMap<RuleProgram, { readonly flows: FlowSet; readonly decision: Decision }[]>();
const mostAnswersKept = 16;

function runAnew(program: RuleProgram, destination: Destination, follow: Follow | undefined): Decision {
  const { sections, otherReadings = [], translate, goesByFlowsAlone = false } = program;
  if (translate !== undefined) return runTranslated(program, destination, translate(destination.flows), follow);
  const run = (some: readonly Section[], someone: Follow | undefined): Decision =>
    runSections(some, destination, passagesOf(some, destination, goesByFlowsAlone), someone);
  return otherReadings.reduce(
    (decided, other) => eitherOf(decided, run(other.sections, undefined), other.because, destination.flows),
    run(sections, follow),
  );
}

type Follow = (met: MetRule) => void;

/** Runs a program on what the flows become, and says what that means for the flows as they were. */
function runTranslated(
  program: RuleProgram,
  destination: Destination,
  { unchanged, moved }: Translation,
  follow: Follow | undefined,
): Decision {
  const flows = uniteAll([unchanged, ...moved.map(({ to }) => to)]);
  const decision = runProgram({ ...program, translate: undefined }, { ...destination, flows }, follow);
  // A node translates thousands of Services, and each rule bears on few of them.
  const { root, rules: byTarget } = indexReaches(moved.map((some) => ({ reach: some.to, some })));
  const toOriginal = (decided: FlowSet): FlowSet => {
    const parts = [intersect(decided, unchanged)];
    findTouched(root, decided, (first, end, touched) => {
      for (const { some } of byTarget.slice(first, end)) parts.push(some.origin(touched));
    });
    return uniteAll(parts);
  };
  const others = subtract(destination.flows, uniteAll([unchanged, ...moved.map(({ from }) => from)]));
  return {
    mayAllow: unite(toOriginal(decision.mayAllow), others),
    mayDeny: toOriginal(decision.mayDeny),
    steps: decision.steps.map((step) => ({
      ...step,
      flows: toOriginal(step.flows),
      matched: step.matched === undefined ? undefined : intersect(step.matched, unchanged),
    })),
    unknowns: decision.unknowns.map((unknown) => ({ ...unknown, flows: toOriginal(unknown.flows) })),
  };
}

function runSections(
  sections: readonly Section[],
  destination: Destination,
  passages: Passages,
  follow: Follow | undefined,
): Decision {
  const allowed: FlowSet[] = [];
  const denied: FlowSet[] = [];
  const steps: DecisionStep[] = [];
  const unknowns: Unknown[] = [];
  const entering = new Map<readonly Section[], FlowSet[]>([[sections, [destination.flows]]]);
  // All that enters sections is known before they are looked at, since those that run them come first.
  for (const some of callersFirst(sections)) {
    const entered = uniteAll(entering.get(some) ?? []);
    if (isEmpty(entered)) continue;
    const passage = passages.of(some);
    allowed.push(intersect(passage.allowed, entered));
    denied.push(intersect(passage.denied, entered));
    for (const step of restrict(passage.steps, entered, passages.domain)) steps.push(step);
    for (const unknown of restrict(passage.unknowns, entered, passages.domain)) unknowns.push(unknown);
    for (const { into, flows } of restrict(passage.runs, entered, passages.domain)) {
      const known = entering.get(into);
      if (known === undefined) entering.set(into, [flows]);
      else known.push(flows);
    }
    const left = intersect(passage.back, entered);
    // Past the last section nothing has decided, and what no rule forbids is let through.
    if (some === sections && !isEmpty(left)) {
      allowed.push(left);
      steps.push({ action: 'allow', flows: left, places: [], matched: undefined });
    }
  }
  if (follow !== undefined) followSections(sections, destination, passages, follow);
  return { mayAllow: uniteAll(allowed), mayDeny: uniteAll(denied), steps, unknowns };
}

/** What sections make of all flows of a domain: what enters them is a part of it. */
interface Passage {
  readonly allowed: FlowSet;
  readonly denied: FlowSet;
  readonly steps: readonly DecisionStep[];
  readonly unknowns: readonly Unknown[];
  /** What their rules run other sections on. */
  readonly runs: readonly { readonly into: readonly Section[]; readonly flows: FlowSet }[];
  /** What they may leave undecided. */
  readonly back: FlowSet;
}

/** Each list of sections is walked once, however many rules run it. */
class Passages {
  readonly domain: FlowSet;
  readonly #destination: Destination;
  readonly #known = new Map<readonly Section[], Passage>();

  constructor(destination: Destination) {
    this.domain = destination.flows;
    this.#destination = destination;
  }

  of(sections: readonly Section[]): Passage {
    let passage = this.#known.get(sections);
    if (passage === undefined) this.#known.set(sections, (passage = this.#walk(sections)));
    return passage;
  }

  #walk(sections: readonly Section[]): Passage {
    const decided = { allow: [] as FlowSet[], deny: [] as FlowSet[] };
    const steps: DecisionStep[] = [];
    const unknowns: Unknown[] = [];
    const runs: Passage['runs'][number][] = [];
    const back = walk(sections, this.#destination, this.domain, {
      decide: (action, flows, places, matched) => {
        if (isEmpty(flows)) return;
        decided[action].push(flows);
        steps.push({ action, flows, places, matched });
      },
      doubt: (unknown) => unknowns.push(unknown),
      run: ({ sections: into }, flows) => {
        runs.push({ into, flows });
        return intersect(flows, this.of(into).back);
      },
    });
    return { allowed: uniteAll(decided.allow), denied: uniteAll(decided.deny), steps, unknowns, runs, back };
  }
}

const knownPassages = new WeakMap<readonly Section[], Passages>();

/** For sections that go by flows alone, what they make of all flows is worked out once. */
function passagesOf(sections: readonly Section[], destination: Destination, goesByFlowsAlone: boolean): Passages {
  if (!goesByFlowsAlone) return new Passages(destination);
  let passages = knownPassages.get(sections);
  if (passages === undefined) {
    knownPassages.set(sections, (passages = new Passages({ flows: ALL_FLOWS, outside: false })));
  }
  return passages;
}

/** The items that bear on some of the flows, with no more than those. */
function restrict<Item extends { readonly flows: FlowSet }>(
  items: readonly Item[],
  flows: FlowSet,
  domain: FlowSet,
): readonly Item[] {
  if (flows === domain) return items;
  const found: Item[] = [];
  const add = (first: number, end: number, touched: FlowSet): void => {
    for (const item of items.slice(first, end)) {
      const hit = intersect(item.flows, touched);
      if (!isEmpty(hit)) found.push({ ...item, flows: hit });
    }
  };
  if (items.length <= mostUnindexed) add(0, items.length, flows);
  else findTouched(indexItems(items), flows, add);
  return found;
}

const itemIndices = new WeakMap<readonly unknown[], ReachNode>();

function indexItems(items: readonly { readonly flows: FlowSet }[]): ReachNode {
  let root = itemIndices.get(items);
  if (root === undefined) {
    ({ root } = indexReaches(items.map(({ flows }) => ({ reach: flows }))));
    itemIndices.set(items, root);
  }
  return root;
}

/** What happens to flows on their way through sections. */
interface Walker {
  decide(
    action: 'allow' | 'deny',
    flows: FlowSet,
    places: readonly RulePlace[],
    /** As in `DecisionStep`. */
    matched: FlowSet | undefined,
  ): void;
  doubt(unknown: Unknown): void;
  /** Runs the sections of a rule on the flows, and gives those that may come back. */
  run(rule: RunRule, hit: FlowSet): FlowSet;
  /** Where it is set, every rule is met, and not only those that can match. */
  readonly meet?: (met: Omit<MetRule, 'within'>) => void;
}

/** Takes flows through sections; gives what none of them decides. */
function walk(sections: readonly Section[], destination: Destination, flows: FlowSet, walker: Walker): FlowSet {
  let open = flows;
  for (const [index, section] of sections.entries()) {
    if (isEmpty(open)) break;
    const passed: FlowSet[] = [];
    open = walkRules(section, index, destination, open, passed, walker);
    const { otherwise, otherwiseBy: places } = section;
    if (!isEmpty(open)) {
      const end = { section: index, rule: undefined, action: otherwise, places, unknownBecause: undefined };
      walker.meet?.({ ...end, open, certain: open, possible: open });
    }
    if (otherwise !== 'next') {
      walker.decide(otherwise, open, places, undefined);
      open = NO_FLOWS;
    }
    open = uniteAll([open, ...passed]);
  }
  return open;
}

/** What the rules of a section leave open; what they pass on is added to `passed`. */
function walkRules(
  { rules }: Section,
  section: number,
  destination: Destination,
  flows: FlowSet,
  passed: FlowSet[],
  walker: Walker,
): FlowSet {
  const meetRule = (rule: AnyRule, open: FlowSet): FlowSet => {
    const { certain, possible, unknownBecause, needsAddress } = rule.match(destination);
    const hit = intersect(open, possible);
    const { action, place } = rule;
    if (walker.meet !== undefined) {
      const met = { section, rule, action, places: [place], open, certain: intersect(open, certain), possible: hit };
      walker.meet({ ...met, unknownBecause });
    }
    if (isEmpty(hit)) return open;
    if (unknownBecause !== undefined) {
      walker.doubt({ because: unknownBecause, flows: subtract(hit, certain), needsAddress });
    }
    const left = subtract(open, certain);
    switch (rule.action) {
      case 'pass':
        passed.push(hit);
        return left;
      case 'run': {
        const back = walker.run(rule, hit);
        if (rule.undecided === 'continue') return unite(left, back);
        passed.push(back);
        return left;
      }
      case 'allow':
      case 'deny':
        walker.decide(rule.action, hit, [place], certain);
        return left;
    }
  };
  const meetAll = (some: readonly AnyRule[], all: FlowSet, first = 0, end = some.length): FlowSet => {
    let open = all;
    for (let index = first; index < end && !isEmpty(open); index += 1) open = meetRule(some[index] as AnyRule, open);
    return open;
  };
  const meetPart = (some: readonly AnyRule[], { reach, first, end, halves }: ReachNode, open: FlowSet): FlowSet => {
    const touched = intersect(open, reach);
    if (isEmpty(touched)) return open;
    const left =
      halves === undefined
        ? meetAll(some, touched, first, end)
        : meetPart(some, halves[1], meetPart(some, halves[0], touched));
    return unite(subtract(open, reach), left);
  };
  const isShort = rules.length <= mostUnindexed || rules.every(({ reach }) => reach === undefined);
  if (isShort || walker.meet !== undefined) return meetAll(rules, flows);
  const index = indexFor(rules, servicesIn(flows));
  return meetPart(index.rules, index.root, flows);
}

/** Longer lists are searched by what their items reach. */
const mostUnindexed = 16;
const indices = new WeakMap<readonly AnyRule[], Map<string, ReachIndex<AnyRule>>>();

/** Of the rules that can match any of the services; few different ones are asked about. */
function indexFor(rules: readonly AnyRule[], services: Services): ReachIndex<AnyRule> {
  const known = indices.get(rules) ?? new Map<string, ReachIndex<AnyRule>>();
  indices.set(rules, known);
  const key = JSON.stringify(services);
  let index = known.get(key);
  if (index === undefined) known.set(key, (index = indexReaches(rules, services)));
  return index;
}

const orders = new WeakMap<readonly Section[], readonly (readonly Section[])[]>();

/** The sections, and all that their rules run, each once and after all that run it. */
function callersFirst(sections: readonly Section[]): readonly (readonly Section[])[] {
  const known = orders.get(sections);
  if (known !== undefined) return known;
  const seen = new Set<readonly Section[]>();
  const calleesFirst: (readonly Section[])[] = [];
  const visit = (some: readonly Section[]): void => {
    if (seen.has(some)) return;
    seen.add(some);
    for (const { rules } of some) for (const rule of rules) if (rule.action === 'run') visit(rule.sections);
    calleesFirst.push(some);
  };
  visit(sections);
  const order = calleesFirst.toReversed();
  orders.set(sections, order);
  return order;
}

/** Tells of rules in the order in which flows meet them; what meets shared sections again is told once. */
function followSections(
  sections: readonly Section[],
  destination: Destination,
  passages: Passages,
  follow: Follow,
): void {
  const followed = new Map<readonly Section[], FlowSet>();
  const followInto = (some: readonly Section[], flows: FlowSet, within: readonly RulePlace[]): void => {
    const before = followed.get(some) ?? NO_FLOWS;
    const fresh = subtract(flows, before);
    if (isEmpty(fresh)) return;
    followed.set(some, unite(before, fresh));
    walk(some, destination, fresh, {
      decide: () => undefined,
      doubt: () => undefined,
      meet: (met) => follow({ ...met, within }),
      run: (rule, hit) => {
        followInto(rule.sections, hit, [...within, rule.place]);
        return intersect(hit, passages.of(rule.sections).back);
      },
    });
  };
  followInto(sections, destination.flows, []);
}

/** All rules of a program that decide by themselves, those of shared sections once. */
export function listRules({ sections }: RuleProgram): readonly Rule[] {
  return callersFirst(sections).flatMap((some) =>
    some.flatMap(({ rules }) => rules.flatMap((rule) => (rule.action === 'run' ? [] : [rule]))),
  );
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
