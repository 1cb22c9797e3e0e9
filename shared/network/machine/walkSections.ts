import type { DecisionStep, Unknown } from '../decision.ts';
import type { Destination } from '../destination.ts';
import { areEqual, intersect, isEmpty, NO_FLOWS, servicesIn, subtract, unite, uniteAll } from '../flowSet.ts';
import type { FlowSet } from '../flowSet.ts';
import type { AnyRule, RulePlace, RunRule, Section } from '../ruleProgram.ts';
import type { Services } from '../services.ts';
import { indexReaches, mostUnindexed } from './reachIndex.ts';
import type { ReachIndex, ReachNode } from './reachIndex.ts';

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

/** What one or several steps let through, and what they keep back. */
interface Decided {
  readonly allowed: FlowSet;
  readonly denied: FlowSet;
  readonly steps: readonly DecisionStep[];
}

function decidedBy(step: DecisionStep): Decided {
  const { action, flows } = step;
  return {
    allowed: action === 'allow' ? flows : NO_FLOWS,
    denied: action === 'deny' ? flows : NO_FLOWS,
    steps: [step],
  };
}

/** What happens to flows on their way through sections. */
interface Walker {
  decide(decided: Decided): void;
  doubt(unknown: Unknown): void;
  /** Runs the sections of a rule on the flows, and gives those that may come back. */
  run(rule: RunRule, hit: FlowSet): FlowSet;
  /** Where it is set, every rule is met, and not only those that can match. */
  readonly meet?: (met: Omit<MetRule, 'within'>) => void;
}

/** Takes flows through sections; gives what none of them decides. */
export function walk(sections: readonly Section[], destination: Destination, flows: FlowSet, walker: Walker): FlowSet {
  let open = flows;
  for (const [index, section] of sections.entries()) {
    if (isEmpty(open)) break;
    const passed: FlowSet[] = [];
    open =
      section.goesByFlowsAlone === true && walker.meet === undefined
        ? repeatRules(section, open, passed, walker)
        : walkRules(section, index, destination, open, passed, walker);
    const { otherwise, otherwiseBy: places } = section;
    if (!isEmpty(open)) {
      const end = { section: index, rule: undefined, action: otherwise, places, unknownBecause: undefined };
      walker.meet?.({ ...end, open, certain: open, possible: open });
      if (otherwise !== 'next') {
        walker.decide(decidedBy({ action: otherwise, flows: open, places, matched: undefined }));
        open = NO_FLOWS;
      }
    }
    open = uniteAll([open, ...passed]);
  }
  return open;
}

/** What the rules of a section leave open; what they pass on is added to `passed`. */
function walkRules(
  { rules: all, select }: Section,
  section: number,
  destination: Destination,
  flows: FlowSet,
  passed: FlowSet[],
  walker: Walker,
): FlowSet {
  const rules = walker.meet === undefined && select !== undefined ? select(destination) : all;
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
        walker.decide(decidedBy({ action: rule.action, flows: hit, places: [place], matched: certain }));
        return left;
    }
  };
  const meetAll = (some: readonly AnyRule[], entering: FlowSet, first = 0, end = some.length): FlowSet => {
    let open = entering;
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

/** What the rules of a section make of flows. */
interface Answer {
  readonly flows: FlowSet;
  readonly decided: Decided;
  readonly unknowns: readonly Unknown[];
  readonly passed: FlowSet;
  readonly left: FlowSet;
}

/** As `walkRules`; rows of a plan ask for the same flows again and again, and only the names behind them differ. */
function repeatRules(section: Section, flows: FlowSet, passed: FlowSet[], walker: Walker): FlowSet {
  const answers = knownAnswers.get(section) ?? [];
  knownAnswers.set(section, answers);
  let answer = answers.find((one) => areEqual(one.flows, flows));
  if (answer === undefined) {
    answer = answerTo(section, flows);
    if (answers.push(answer) > mostAnswersKept) answers.shift();
  }
  walker.decide(answer.decided);
  for (const unknown of answer.unknowns) walker.doubt(unknown);
  passed.push(answer.passed);
  return answer.left;
}

const knownAnswers = new WeakMap<Section, Answer[]>();
const mostAnswersKept = 16;

function answerTo(section: Section, flows: FlowSet): Answer {
  const decided: Decided[] = [];
  const unknowns: Unknown[] = [];
  const passed: FlowSet[] = [];
  const left = walkRules(section, 0, { flows, outside: false }, flows, passed, {
    decide: (one) => decided.push(one),
    doubt: (unknown) => unknowns.push(unknown),
    run: () => {
      throw new Error('A section that goes by flows alone runs no other.');
    },
  });
  const all: Decided = {
    allowed: uniteAll(decided.map(({ allowed }) => allowed)),
    denied: uniteAll(decided.map(({ denied }) => denied)),
    steps: decided.flatMap(({ steps }) => steps),
  };
  return { flows, decided: all, unknowns, passed: uniteAll(passed), left };
}

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
