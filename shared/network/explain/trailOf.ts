import type { DecisionPart } from '../judging/decideLayer.ts';
import { ALL_FLOWS, covers, intersect, isEmpty, overlaps } from '../flows/flowSet.ts';
import type { RequiredFlow } from '../judging/findRequiredFlows.ts';
import { verdictOn } from '../judging/flowVerdict.ts';
import { runProgram } from '../machine/runProgram.ts';
import type { RulePlace } from '../machine/ruleProgram.ts';
import { placesOf } from '../machine/walkSections.ts';
import type { MetRule } from '../machine/walkSections.ts';
import type { RuleReference } from '../judging/verdict.ts';
import { describeAddresses, describeNoMatch } from './describeMatch.ts';
import type { RuleTrail, TrailOutcome, TrailStep } from './explanation.ts';

/** A list may have 100,000 rules; nobody reads of more than these that they do not match. */
const mostRulesWithoutMatch = 100;

/** How to write what is found. */
export interface TrailContext {
  readonly flow: Pick<RequiredFlow, 'addressesKnown'>;
  /** Of the workload, where one asks. */
  readonly namespace: string | undefined;
  readonly locate: (place: RulePlace) => RuleReference;
}

/** Follows the flow through one program, rule by rule. */
export function trailOf(part: DecisionPart, context: TrailContext): RuleTrail {
  const { program, destination, decision, isReceiving = false } = part;
  const { flow, namespace, locate } = context;
  const told: ToldStep[] = [];
  let [met, withoutMatch] = [0, 0];
  runProgram(program, destination, (one) => {
    const outcome = outcomeOf(one);
    if (one.rule !== undefined && one.within.length === 0) met += 1;
    if (outcome === 'does-not-match' && ++withoutMatch > mostRulesWithoutMatch) return;
    const because =
      one.rule !== undefined && outcome === 'does-not-match'
        ? describeNoMatch(one.rule, { ...destination, flows: one.open }, namespace)
        : describeOutcome(one, outcome);
    told.push({
      place: one.rule?.place,
      isForNothing: because === undefined,
      step: {
        outcome,
        action: one.action,
        within: one.within.map(({ rule }) => rule),
        rules: placesOf(one).map(locate),
        because: because ?? forNothing,
        decides: outcome !== 'does-not-match' && (one.action === 'allow' || one.action === 'deny'),
      },
    });
  });
  const steps = told
    .filter((one, index) => !isEmptyPart(one, [told[index - 1], told[index + 1]]))
    .map(({ step }) => step);
  const letThrough = decision.steps.find(
    ({ places, matched, action }) => action === 'allow' && matched === undefined && places.length === 0,
  );
  if (letThrough !== undefined) steps.push(noRuleForbids);
  const all = program.sections
    .filter(({ bearsOn = ALL_FLOWS }) => overlaps(bearsOn, destination.flows))
    .reduce((sum, { rules }) => sum + rules.length, 0);
  return {
    // Of a sender it is known what it is, and not which of its addresses it has.
    verdict: verdictOn({ addressesKnown: flow.addressesKnown && !isReceiving, destination }, decision),
    isReceiving,
    steps,
    leftOut: Math.max(withoutMatch - mostRulesWithoutMatch, 0),
    notReached: all - met,
  };
}

interface ToldStep {
  readonly step: TrailStep;
  readonly place: RulePlace | undefined;
  readonly isForNothing: boolean;
}

const forNothing = 'It is for other traffic: by its destination, source, interface or protocol.';

/** What is written as one rule may be judged as two, one that allows and one that denies: the part for no traffic is left out. */
function isEmptyPart({ place, isForNothing }: ToldStep, beside: readonly (ToldStep | undefined)[]): boolean {
  return isForNothing && beside.some((other) => other?.isForNothing === false && other.place === place);
}

const noRuleForbids: TrailStep = {
  outcome: 'no-rule-left',
  action: 'allow',
  within: [],
  rules: [],
  because: 'No rule forbids it.',
  decides: true,
};

function outcomeOf({ rule, open, certain, possible }: MetRule): TrailOutcome {
  if (rule === undefined) return 'no-rule-left';
  if (isEmpty(possible)) return 'does-not-match';
  if (covers(certain, open)) return 'matches';
  return covers(certain, possible) ? 'matches-in-part' : 'may-match';
}

function describeOutcome({ action, open, possible, unknownBecause }: MetRule, outcome: TrailOutcome): string {
  switch (outcome) {
    case 'matches':
      return matchWords[action];
    case 'matches-in-part':
      return `It matches a part of the addresses: ${describeAddresses(intersect(open, possible))}.`;
    case 'may-match':
      return unknownBecause ?? 'Whether it matches is not known.';
    case 'no-rule-left':
      return ends[action];
    case 'does-not-match':
      return 'It does not match.';
  }
}

const matchWords = {
  allow: 'It matches.',
  deny: 'It matches.',
  pass: 'It matches, and the next list is looked at.',
  next: 'It matches, and the next list is looked at.',
  run: 'It matches, and the rules that it names are looked at.',
} as const satisfies Record<MetRule['action'], string>;

const ends = {
  allow: 'No rule is left, and what none decides is let through.',
  deny: 'No rule is left, and what none allows is denied.',
  next: 'No rule is left here, and the next list is looked at.',
  pass: 'No rule is left here, and the next list is looked at.',
  run: 'No rule is left here, and the next list is looked at.',
} as const satisfies Record<MetRule['action'], string>;
