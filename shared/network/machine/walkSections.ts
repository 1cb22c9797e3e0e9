import { none } from '../../kernel/none.ts';
import type { DecisionStep, Unknown } from './decision.ts';
import type { Destination } from './destination.ts';
import {
  countRanges,
  areEqual,
  intersect,
  isEmpty,
  NO_FLOWS,
  overlaps,
  subtract,
  unite,
  uniteAll,
} from '../flows/flowSet.ts';
import type { FlowSet } from '../flows/flowSet.ts';
import type { AnyRule, RuleMatch, RulePlace, RunRule, Section } from './ruleProgram.ts';
import { Effort, spend, standAt, stepsToAsk, tooMuch } from '../flows/effort.ts';
import { findBearing } from './findBearing.ts';
import { sweepRules } from './sweepRules.ts';
import type { Sweep, SweptRule } from './sweepRules.ts';

/** One rule as a flow meets it, or the end of a section, for whoever wants to follow. */
export interface MetRule {
  /** Index of the section. */
  readonly section: number;
  /** The rules that ran the section, outermost first; none of one of the program's own. */
  readonly within: readonly RulePlace[];
  /** Undefined at the end of a section. */
  readonly rule: AnyRule | undefined;
  readonly action: AnyRule['action'] | Section['otherwise'];
  /** What brings the end of a section about; nothing of a rule, which has a place of its own. */
  readonly otherwiseBy: readonly RulePlace[];
  /** What no rule before had decided for certain. */
  readonly open: FlowSet;
  /** What of that it decides for certain, and what it may decide. */
  readonly certain: FlowSet;
  readonly possible: FlowSet;
  readonly unknownBecause: string | undefined;
}

/** The place of a rule, or of what brings the end of a section about. */
export function placesOf({ rule, otherwiseBy }: MetRule): readonly RulePlace[] {
  return rule === undefined ? otherwiseBy : [rule.place];
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
  /** Runs the sections of a rule on the flows. */
  run(rule: RunRule, hit: FlowSet): void;
  /** What of any flows comes back from the sections of a rule. */
  back(rule: RunRule): FlowSet;
  readonly effort: Effort;
  /** Where it is set, every rule is met, and not only those that can match. */
  readonly follow?: { readonly tell: (met: MetRule) => void; readonly within: MetRule['within'] };
}

/** Takes flows through sections; gives what none of them decides. */
export function walk(sections: readonly Section[], destination: Destination, flows: FlowSet, walker: Walker): FlowSet {
  let open = flows;
  for (const [index, section] of sections.entries()) {
    if (isEmpty(open)) break;
    if (section.bearsOn !== undefined && !overlaps(open, section.bearsOn)) continue;
    const passed: FlowSet[] = [];
    open =
      section.goesByFlowsAlone === true && walker.follow === undefined
        ? repeatRules(section, open, passed, walker)
        : walkRules(section, index, destination, open, passed, walker);
    const { otherwise, otherwiseBy } = section;
    if (!isEmpty(open)) {
      walker.follow?.tell({
        section: index,
        within: walker.follow.within,
        rule: undefined,
        action: otherwise,
        otherwiseBy,
        open,
        certain: open,
        possible: open,
        unknownBecause: undefined,
      });
      if (otherwise !== 'next') {
        walker.decide(decidedBy({ action: otherwise, flows: open, places: otherwiseBy, matched: undefined }));
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
  /** What comes back to the rules after it of what a rule matches. */
  const backOf = (rule: AnyRule): FlowSet =>
    rule.action === 'run' && rule.undecided === 'continue' ? walker.back(rule) : NO_FLOWS;
  const settle = (rule: AnyRule, { certain, unknownBecause, needsAddress }: RuleMatch, hit: FlowSet): void => {
    if (unknownBecause !== undefined) {
      walker.doubt({ because: unknownBecause, flows: subtract(hit, certain), needsAddress });
    }
    switch (rule.action) {
      case 'pass':
        passed.push(hit);
        break;
      case 'run':
        walker.run(rule, hit);
        if (rule.undecided === 'pass') passed.push(intersect(hit, walker.back(rule)));
        break;
      case 'allow':
      case 'deny':
        walker.decide(decidedBy({ action: rule.action, flows: hit, places: [rule.place], matched: certain }));
        break;
    }
  };
  const { effort } = walker;
  /** From here on either may be so of all that is open. */
  const giveUp = (rule: AnyRule, open: FlowSet): FlowSet => {
    const [met, unknownBecause] = [{ section, rule, action: rule.action, otherwiseBy: none, open }, tooMuch];
    const { within = none } = walker.follow ?? {};
    walker.follow?.tell({ ...met, within, certain: NO_FLOWS, possible: open, unknownBecause });
    walker.doubt({ because: tooMuch, flows: open });
    for (const action of ['allow', 'deny'] as const) {
      walker.decide(decidedBy({ action, flows: open, places: [rule.place], matched: NO_FLOWS }));
    }
    return NO_FLOWS;
  };
  /** Undefined where there is no room to tell. */
  const matchOf = (rule: AnyRule): RuleMatch | undefined =>
    effort.attempt(() => {
      standAt(rule);
      spend(stepsToAsk);
      return rule.match(destination);
    }, noRoom);
  const meetRule = (rule: AnyRule, match: RuleMatch | undefined, open: FlowSet): FlowSet => {
    const back = backOf(rule);
    const met = match && effort.attempt(() => meet(match, open, back), noRoom);
    if (match === undefined || met === undefined) return giveUp(rule, open);
    const { certain, possible } = match;
    const { hit, left } = met;
    walker.follow?.tell({
      section,
      within: walker.follow.within,
      rule,
      action: rule.action,
      otherwiseBy: none,
      open,
      certain: certain === possible ? hit : intersect(open, certain),
      possible: hit,
      unknownBecause: match.unknownBecause,
    });
    if (!isEmpty(hit)) settle(rule, match, hit);
    return left;
  };
  const meetEach = (rules: readonly AnyRule[], before: FlowSet): FlowSet => {
    let open = before;
    for (const rule of rules) {
      if (isEmpty(open)) break;
      open = meetRule(rule, matchOf(rule), open);
    }
    return open;
  };
  const meetMatched = (rules: readonly MatchedRule[], before: FlowSet): FlowSet => {
    const swept = effort.attempt(() => sweepAtEase(before, rules, effort), noRoom);
    if (swept === undefined)
      return rules.reduce((open, { rule, match }) => (isEmpty(open) ? open : meetRule(rule, match, open)), before);
    for (const [index, { rule, match }] of rules.entries()) {
      const hit = swept.hits[index] as FlowSet;
      if (!isEmpty(hit)) settle(rule, match, hit);
    }
    return swept.left;
  };
  const meetAtOnce = (rules: readonly AnyRule[], before: FlowSet): FlowSet => {
    let open = before;
    for (let at = 0; at < rules.length && !isEmpty(open);) {
      const matched: MatchedRule[] = [];
      let unmatched: AnyRule | undefined;
      // What is left over is for what they meet.
      const leftOver = effort.left / 2;
      for (let ranges = 0; at < rules.length && ranges < mostAtOnce && unmatched === undefined; at += 1) {
        const rule = rules[at] as AnyRule;
        const match = matchOf(rule);
        if (match === undefined) {
          unmatched = rule;
        } else {
          const { certain, possible } = match;
          ranges += countRanges(possible);
          matched.push({ rule, match, certain, possible, back: backOf(rule) });
          if (effort.left < leftOver) ranges = mostAtOnce;
        }
      }
      open = meetMatched(matched, open);
      if (unmatched !== undefined && !isEmpty(open)) open = giveUp(unmatched, open);
    }
    return open;
  };
  if (walker.follow !== undefined) return meetEach(all, flows);
  const rules = select === undefined ? all : select(destination);
  const bearing = rules.length <= fewRules ? rules : findBearing(rules, flows);
  return bearing.length <= fewRules ? meetEach(bearing, flows) : meetAtOnce(bearing, flows);
}

interface MatchedRule extends SweptRule {
  readonly rule: AnyRule;
  readonly match: RuleMatch;
}

function noRoom(): undefined {
  return undefined;
}

function meet(
  { certain, possible }: RuleMatch,
  open: FlowSet,
  back: FlowSet,
): Readonly<Record<'hit' | 'left', FlowSet>> {
  const hit = intersect(open, possible);
  if (isEmpty(hit)) return { hit, left: open };
  const left = subtract(open, certain);
  return { hit, left: isEmpty(back) ? left : unite(left, intersect(hit, back)) };
}

/**
 * Undefined where the rules are better met one after the other: by half of what there is room for it is to be seen whether they are.
 */
function sweepAtEase(open: FlowSet, rules: readonly MatchedRule[], effort: Effort): Sweep | undefined {
  if (rules.length <= fewRules || shareAddresses(rules)) return undefined;
  return new Effort(effort.left / 2).attempt(() => sweepRules(open, rules), noRoom);
}

/** Of so many ranges those that change something are put in order at once; rules that have more are met in several parts. */
const mostAtOnce = 500_000;

/** Few enough to be met one by one. */
const fewRules = 16;

/**
 * Whether the rules are for much the same addresses, as those are that go by one list: what they leave open is then not in many
 * more parts than each of them has, and to meet one after the other is less work than to put all of their ranges in order.
 */
function shareAddresses(rules: readonly Pick<RuleMatch, 'possible'>[]): boolean {
  const ranges = rules.reduce((sum, { possible }) => sum + countRanges(possible), 0);
  const most = (ranges / rules.length) * 4;
  const begins = new Set<number | bigint>();
  for (const { possible } of rules) {
    for (const { first } of possible.v4) begins.add(first);
    for (const { first } of possible.v6) begins.add(first);
    if (begins.size > most) return false;
  }
  return true;
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
    run: runsNone,
    back: runsNone,
    effort: new Effort(),
  });
  const all: Decided = {
    allowed: uniteAll(decided.map(({ allowed }) => allowed)),
    denied: uniteAll(decided.map(({ denied }) => denied)),
    steps: decided.flatMap(({ steps }) => steps),
  };
  return { flows, decided: all, unknowns, passed: uniteAll(passed), left };
}

function runsNone(): never {
  throw new Error('A section that goes by flows alone runs no other.');
}
