/** Which rules to name for a verdict: those that decided it, and of a flow that nothing allows, those that come nearest. */
import { Effort } from '../flows/effort.ts';
import type { Destination } from '../machine/destination.ts';
import type { DecisionPart } from './decideLayer.ts';
import {
  ALL_CONNECTIONS,
  countAddresses,
  covers,
  isEmpty,
  overlaps,
  subtract,
  withServices,
} from '../flows/flowSet.ts';
import type { FlowSet } from '../flows/flowSet.ts';
import { describeMiss, findMiss } from './findMiss.ts';
import type { Miss } from './findMiss.ts';
import { listRules } from '../machine/listRules.ts';
import type { DecisionStep } from '../machine/decision.ts';
import type { Rule, RulePlace, RuleProgram } from '../machine/ruleProgram.ts';
import { servicesOf, uniteServices } from '../flows/services.ts';

export interface DecidingRule {
  readonly place: RulePlace;
  /** What it has to do with the flow, where it did not decide it by itself: `opens 443/tcp there, not 5671/tcp`. */
  readonly note: string | undefined;
  /** It would let the flow through, had it another port or address. */
  readonly isNear: boolean;
  /** It stands where the connection arrives. */
  readonly isReceiving?: boolean | undefined;
}

/** The note of a policy that neither denies by a rule of its own nor comes near to allowing. */
export const alsoSelects = 'also selects the pod';

/** Said of the one group, table or firewall whose rules leave it open. */
const deniesTheRest = 'denies what no rule lets through';

/** More are no help to a reader, and a layer may have 100,000. */
const mostStepsNamed = 8;
const mostRulesCompared = 1000;

/** The rules that let the flows through: as few as say it all. */
export function findAllowingRules(parts: readonly DecisionPart[], wanted: FlowSet): readonly DecidingRule[] {
  return parts.flatMap((part) => {
    const { steps, mayDeny } = part.decision;
    return findNeeded(steps, 'allow', subtract(wantedOf(part, wanted), mayDeny)).flatMap(({ places }) =>
      places.map((place) => decided(place, part)),
    );
  });
}

/** Where the connection arrives, a decision is about who opens it. */
function wantedOf({ isReceiving, destination }: DecisionPart, wanted: FlowSet): FlowSet {
  return isReceiving === true ? destination.flows : wanted;
}

/**
 * The rules that keep the flows back: as few as say it all. Where it is the absence of a rule, first those that come nearest,
 * then the policies by which what no rule allows is denied.
 */
export function findDenyingRules(parts: readonly DecisionPart[], wanted: FlowSet): readonly DecidingRule[] {
  return parts.flatMap((part) => {
    const { steps, mayAllow } = part.decision;
    return findNeeded(steps, 'deny', subtract(wantedOf(part, wanted), mayAllow)).flatMap(({ matched, flows, places }) =>
      matched === undefined ? findNearRules(part, flows, places) : places.map((place) => decided(place, part)),
    );
  });
}

/** The rules that leave it open first, then those that would decide otherwise. */
export function findOpenRules(parts: readonly DecisionPart[]): readonly DecidingRule[] {
  const found: Record<DecisionStep['action'] | 'open', DecidingRule[][]> = { open: [], allow: [], deny: [] };
  for (const part of parts) {
    for (const { action, matched, flows, places } of part.decision.steps) {
      if (isFull(found.open) && isFull(found[action])) continue;
      const own = found[matched !== undefined && !covers(matched, flows) ? 'open' : action];
      if (!isFull(own)) own.push(places.map((place) => decided(place, part)));
    }
  }
  return [...found.open, ...found.allow, ...found.deny].slice(0, mostStepsNamed).flat();
}

function isFull(rules: readonly unknown[]): boolean {
  return rules.length >= mostStepsNamed;
}

function decided(place: RulePlace, { isReceiving }: DecisionPart): DecidingRule {
  return { place, note: undefined, isNear: false, isReceiving };
}

/**
 * The steps without which it would not be so. A rule for all that is wanted stands for itself; else those that decide most
 * come first, so that rules for a few of many addresses are left out where others cover them.
 */
function findNeeded(
  steps: readonly DecisionStep[],
  action: DecisionStep['action'],
  wanted: FlowSet,
): readonly DecisionStep[] {
  if (isEmpty(wanted)) return [];
  const alone = steps.find(
    (step) => step.action === action && step.matched !== undefined && covers(step.matched, wanted),
  );
  if (alone !== undefined) return [alone];
  const needed = new Set<DecisionStep>();
  let left = wanted;
  for (const step of inOrderOfSize(steps)) {
    if (isEmpty(left) || needed.size === mostStepsNamed) break;
    if (step.action !== action || !overlaps(step.flows, left)) continue;
    needed.add(step);
    left = subtract(left, step.flows);
  }
  return steps.filter((step) => needed.has(step));
}

/**
 * Those for most addresses first; of steps for as many the later one is the more certain: it met what those before had left open.
 * Subjects behind the same rules ask for it again.
 */
function inOrderOfSize(steps: readonly DecisionStep[]): readonly DecisionStep[] {
  let ordered = knownOrders.get(steps);
  if (ordered === undefined) {
    const sizes = Float64Array.from(steps, (step) => countAddresses(step.flows));
    const bySize = (one: number, other: number): number =>
      (sizes[other] as number) - (sizes[one] as number) || other - one;
    ordered = Array.from(Uint32Array.from(steps.keys()).toSorted(bySize), (index) => steps[index] as DecisionStep);
    knownOrders.set(steps, ordered);
  }
  return ordered;
}

const knownOrders = new WeakMap<readonly DecisionStep[], readonly DecisionStep[]>();

interface NearRule {
  readonly rule: Rule;
  /** By what it misses the flow; or what keeps it from matching a flow that it names. */
  readonly miss: Miss | string;
  /** To how many addresses it opens something. */
  readonly breadth: number;
}

/** `isolating` are the policies by which what no rule allows is denied, the one that speaks of fewest subjects first. */
function findNearRules(
  { program, destination: whole, isReceiving }: DecisionPart,
  flows: FlowSet,
  isolating: readonly RulePlace[],
): readonly DecidingRule[] {
  const destination = { ...whole, flows };
  const allowing = listAllowing(program);
  const asksForNames = overlaps(destination.flows, dns);
  const effort = new Effort();
  const near = allowing.slice(0, mostRulesCompared).flatMap((rule): NearRule[] => {
    const compared = (): NearRule[] => {
      if (!asksForNames && !opensMoreThanNames(rule)) return [];
      const { stoppedBecause } = rule.match(destination);
      if (stoppedBecause !== undefined) return [{ rule, miss: stoppedBecause, breadth: 0 }];
      const miss = findMiss(rule, destination);
      if (miss.by === 'everything') return [];
      return [{ rule, miss, breadth: countAddresses(rule.match(anything).certain) }];
    };
    return effort.attempt(compared, () => []);
  });
  // The rule for the fewest addresses was meant for something like this; one for all of them was not.
  const nearest = near.toSorted((one, other) => one.breadth - other.breadth);
  const shown = new Set(nearest.map(({ rule: { place } }) => policyOf(place)));
  const others = isolating.filter((place) => !shown.has(policyOf(place)));
  if (others.length > 1) {
    const purposeful = new Set<string>();
    for (const rule of allowing) {
      const policy = policyOf(rule.place);
      if (!purposeful.has(policy) && opensMoreThanNames(rule)) purposeful.add(policy);
    }
    others.sort((one, other) => Number(purposeful.has(policyOf(other))) - Number(purposeful.has(policyOf(one))));
  }
  return [
    ...nearest.map(({ rule: { place }, miss }) => ({
      place,
      note: typeof miss === 'string' ? miss : describeMiss(miss, destination, isReceiving),
      isNear: true,
      isReceiving,
    })),
    ...others.map((place, index) => ({
      place,
      note: nearest.length === 0 && index === 0 ? undefined : isolating.length === 1 ? deniesTheRest : alsoSelects,
      isNear: false,
      isReceiving,
    })),
  ];
}

/** Every row of a plan asks for them again. */
function listAllowing(program: RuleProgram): readonly Rule[] {
  let allowing = knownAllowing.get(program);
  if (allowing === undefined) {
    allowing = listRules(program).filter(
      ({ action, isRoute, place }) => action === 'allow' && isRoute !== true && place.isBuiltIn !== true,
    );
    knownAllowing.set(program, allowing);
  }
  return allowing;
}

const knownAllowing = new WeakMap<RuleProgram, readonly Rule[]>();

const dns = withServices(ALL_CONNECTIONS, uniteServices(servicesOf('UDP', 53), servicesOf('TCP', 53)));
const allButDns = subtract(ALL_CONNECTIONS, dns);
/** One object each, as rules that share a list remember what it is for the last destination. */
const anything: Destination = { flows: ALL_CONNECTIONS, outside: false };
const beyondDns: Destination = { flows: allButDns, outside: false };

/** Policies that only deny or only open DNS stand in every namespace, and say least about what is missing. */
function opensMoreThanNames(rule: Rule): boolean {
  return overlaps(rule.match(beyondDns).possible, allButDns);
}

/** The object that a rule belongs to. */
function policyOf({ file, document, rule }: RulePlace): string {
  return `${file}#${document}#${rule}`;
}
