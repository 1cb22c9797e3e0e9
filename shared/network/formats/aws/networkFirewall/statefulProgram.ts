/**
 * The stateful engine as sections of a rule program, one for each stage of a connection: what a rule passes it passes for
 * good, what it drops is dropped, and what no rule decides gets to the next stage. Sources: Network Firewall Developer
 * Guide, "Managing evaluation order for Suricata compatible rules" and "Limitations and caveats for stateful rules".
 */
import { entryOf } from '../../../../kernel/entryOf.ts';
import type { AddressRange } from '../../../flows/address.ts';
import { ALL_FLOWS, intersect, NO_FLOWS, subtract, uniteAll, withServices } from '../../../flows/flowSet.ts';
import type { FlowSet } from '../../../flows/flowSet.ts';
import type { Destination } from '../../../machine/destination.ts';
import type { Narrowing, Rule, RuleMatch, RulePlace, Section } from '../../../machine/ruleProgram.ts';
import { ALL_SERVICES, servicesOf } from '../../../flows/services.ts';
import { actionScopeOf } from './actionScope.ts';
import type { RuleOrder, StatefulDefault } from './firewallPolicy.ts';
import type { Names } from './expressions.ts';
import { makeRuleMatcher } from './matchRule.ts';
import type { RuleMatcher, StatefulRule } from './matchRule.ts';
import { stagesOf } from './stages.ts';
import type { Stage } from './stages.ts';
import type { SuricataRule } from './suricataRule.ts';

export interface StatefulEngine {
  readonly rules: readonly StatefulRule[];
  readonly order: RuleOrder;
  readonly otherwise: StatefulDefault;
  readonly place: RulePlace;
  readonly origin: readonly AddressRange[];
}

export function compileStateful({ rules, order, otherwise, place, origin }: StatefulEngine): readonly Section[] {
  const matcher = makeRuleMatcher(origin);
  const stages = stagesOf(rules.some(({ rule }) => rule.conditions.flags !== undefined));
  const bits = makeBits(rules, stages, matcher);
  const deciding = (order === 'strict' ? rules : inActionOrder(rules)).filter(({ rule }) => rule.action !== 'alert');
  const goesByFlowsAlone = !deciding.some(mayGoByName);
  const compileAt = (those: readonly StatefulRule[], stage: Stage): readonly Rule[] =>
    those.filter((rule) => matcher.canMatch(rule.rule, stage)).map((rule) => compileRule(rule, stage, matcher, bits));
  const letOutBy = (those: readonly StatefulRule[]): readonly Rule[] =>
    stages.filter(isDataOut).flatMap((stage) => compileAt(those, stage));
  const passes = deciding.filter(({ rule }) => passesPackets(rule));
  const sparing = letOutBy(passes.filter(({ rule }) => rule.conditions.flags === undefined));
  return stages.map((stage, index) => ({
    rules: [
      ...compileAt(deciding, stage),
      ...defaultRules(otherwise, stage, place, sparing),
      // Of a connection that nothing stood against, the rules that let its data out are those that allow it.
      ...(index === stages.length - 1 ? letOutBy(passes).map((rule): Rule => ({ ...rule, action: 'allow' })) : []),
    ],
    otherwise: 'next',
    otherwiseBy: [],
    goesByFlowsAlone,
  }));
}

/** What a bit says may go by the names of the rules that set it. */
function mayGoByName({ rule: { conditions } }: StatefulRule): boolean {
  return conditions.contents.length + conditions.bits.length > 0;
}

const actionRanks = { pass: 0, drop: 1, reject: 2, alert: 3 } as const;

/** All that pass, then all that drop, then all that reject; among those of one action by their priority, then as written. */
function inActionOrder(rules: readonly StatefulRule[]): readonly StatefulRule[] {
  return rules.toSorted(
    ({ rule: one }, { rule: other }) =>
      actionRanks[one.action] - actionRanks[other.action] || one.priority - other.priority,
  );
}

function compileRule(stateful: StatefulRule, stage: Stage, matcher: RuleMatcher, bits: Bits): Rule {
  const { rule } = stateful;
  const isDeny = rule.action !== 'pass';
  const matchAt = matcher.matchAt(stateful, stage);
  const match: Rule['match'] =
    rule.conditions.bits.length === 0
      ? matchAt
      : (destination) => withBits(matchAt(destination), rule, bits, destination);
  return {
    action: isDeny ? 'deny' : passesPackets(rule) ? 'pass' : 'allow',
    place: rule.place,
    narrowing: narrowingOf(stateful),
    match: isDeny && !stage.isFirst ? (destination) => perhapsNeverSent(match(destination), rule.place) : match,
  };
}

const handshaking = servicesOf('TCP');

/** Where there is no handshake, one packet each way may be all. */
function perhapsNeverSent(match: RuleMatch, place: RulePlace): RuleMatch {
  const certain = withServices(match.certain, handshaking);
  if (certain === match.certain) return match;
  return {
    ...match,
    certain,
    unknownBecause:
      match.unknownBecause ??
      `${place.rule} drops what follows the first packet each way, which over UDP there need not be.`,
  };
}

/** It passes what it matches, and what else there is of the connection is for other rules. */
function passesPackets(rule: SuricataRule): boolean {
  return rule.action === 'pass' && actionScopeOf(rule) === 'packets';
}

/** Whether the client’s data is on its way, behind the first packet. */
function isDataOut({ toServer, isFirst, withData }: Stage): boolean {
  return toServer && !isFirst && withData === ALL_SERVICES;
}

/**
 * A rule may be for some senders alone, for packets of some state or direction, or, where it is for both directions, for
 * connections that others open as well. What a variable stands for is its group's own.
 */
function narrowingOf({ rule, names }: StatefulRule): Rule['narrowing'] {
  const { source, sourcePorts, isBidirectional, conditions } = rule;
  const { state = 'any state', side = 'any side', flags = 'any flags' } = conditions;
  const isForAll = source === 'any' && sourcePorts === 'any';
  const isForAnyPacket = [conditions.state, conditions.side, conditions.flags].every((one) => one === undefined);
  if (isForAll && isForAnyPacket && !isBidirectional) return undefined;
  const from = isForAll ? '' : `from ${source} ${sourcePorts}`;
  const how = isForAnyPacket ? '' : `${state}, ${side}, ${flags}`;
  const { number, known } = entryOf(groups, names, () => ({ number: (lastNumber += 1), known: new Map() }));
  return entryOf(known, `${from} ${how} ${isBidirectional}`, () => ({
    by: [...(from === '' ? [] : [`${from} of the group ${number}`]), ...(how === '' ? [] : [how])],
    widest: isForAnyPacket && !isBidirectional ? undefined : ALL_FLOWS,
  }));
}

/** The narrowings of the rules of a group, which has a number to be told from others by: thousands of rules share a few. */
const groups = new WeakMap<Names, { readonly number: number; readonly known: Map<string, Narrowing> }>();
let lastNumber = 0;

/** The flows of which a rule’s bit may have been set. */
type Bits = (name: string, destination: Destination) => FlowSet;

/**
 * Bits that rules set for later ones. A rule that passes, drops or rejects ends the connection’s inspection, so of those
 * that set a bit only alerts matter, and passes of packets.
 */
function makeBits(rules: readonly StatefulRule[], stages: readonly Stage[], matcher: RuleMatcher): Bits {
  const setters = new Map<string, Rule['match'][]>();
  for (const stateful of rules) {
    const { rule } = stateful;
    if (rule.action !== 'alert' && !passesPackets(rule)) continue;
    for (const name of rule.conditions.setsBits) {
      const matches = stages.map((stage) => matcher.matchAt(stateful, stage));
      entryOf(setters, name, (): Rule['match'][] => []).push(...matches);
    }
  }
  const asked = new WeakMap<Destination, Map<string, FlowSet>>();
  return (name, destination) =>
    entryOf(
      entryOf(asked, destination, () => new Map<string, FlowSet>()),
      name,
      () => uniteAll((setters.get(name) ?? []).map((match) => match(destination).possible)),
    );
}

function withBits(
  match: RuleMatch,
  { conditions, place }: SuricataRule,
  bits: Bits,
  destination: Destination,
): RuleMatch {
  let { certain, possible } = match;
  for (const { names, isSet } of conditions.bits) {
    const perhaps = names.map((name) => bits(name, destination));
    certain = isSet ? NO_FLOWS : subtract(certain, perhaps.reduce(intersect));
    if (isSet) possible = intersect(possible, uniteAll(perhaps));
  }
  return {
    certain,
    possible,
    unknownBecause: match.unknownBecause ?? `${place.rule} goes by flowbits that other rules may set.`,
  };
}

/**
 * What strict order does with what no rule has decided at a stage. Of a connection whose data a pass lets out, what drops
 * established connections leaves the rest alone, as the Developer Guide has it, "Troubleshooting rules in AWS Network
 * Firewall", Example 3: there nothing but `flow:to_server` passes, and the connection is allowed.
 */
function defaultRules(
  otherwise: StatefulDefault,
  stage: Stage,
  policy: RulePlace,
  sparing: readonly Rule[],
): readonly Rule[] {
  if (otherwise === 'none') return [];
  const place: RulePlace = {
    ...policy,
    path: [...policy.path, 'FirewallPolicy', 'StatefulDefaultActions'],
    rule: `${policy.rule}: ${otherwise}, the default action`,
  };
  if (otherwise === 'drop strict') {
    const all = withServices(ALL_FLOWS, stage.carries);
    return [{ action: 'deny', place, match: () => ({ certain: all, possible: all }) }];
  }
  if (otherwise === 'drop established to server' && !stage.toServer) return [];
  const possible = withServices(ALL_FLOWS, stage.established);
  const certain = withServices(possible, handshaking);
  // Whether that counts datagrams as Suricata does is in no vendor text.
  const unknownBecause = `Whether ${place.rule} drops the first datagrams over UDP is not documented.`;
  return [
    ...(isDataOut(stage) ? [] : sparing),
    { action: 'deny', place, match: () => ({ certain, possible, unknownBecause }) },
  ];
}
