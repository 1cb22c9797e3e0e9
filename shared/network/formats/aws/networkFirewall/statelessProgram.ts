/**
 * The stateless engine, which every packet meets by itself: those of the connection on their way out, and the replies.
 * Source: Network Firewall Developer Guide, "How AWS Network Firewall filters network traffic"; API, MatchAttributes.
 */
import type { AddressRange } from '../../../flows/address.ts';
import { ALL_FLOWS, intersect, NO_FLOWS, unite } from '../../../flows/flowSet.ts';
import { runProgram } from '../../../machine/runProgram.ts';
import type { Destination } from '../../../machine/destination.ts';
import type { Rule, RuleMatch, RulePlace, RuleProgram, Section } from '../../../machine/ruleProgram.ts';
import {
  ALL_SERVICES,
  intersectServices,
  PORTLESS_SERVICES,
  servicesOf,
  subtractServices,
  uniteServices,
} from '../../../flows/services.ts';
import type { Services } from '../../../flows/services.ts';
import { comesFrom, exactly, EVERYWHERE, onlyPossibly, toMatch } from '../../../flows/addressBounds.ts';
import { both } from '../../../machine/condition.ts';
import { undecidedRules } from '../../../machine/undecidedRules.ts';
import { linuxPorts } from '../../../flows/clientPorts.ts';
import { everyProtocolOn } from './expressions.ts';
import { tcpFlags } from './firewallPolicy.ts';
import type { PortSpan, StatelessAction, StatelessRule } from './firewallPolicy.ts';

export interface StatelessEngine {
  /** In the order in which they are tried. */
  readonly rules: readonly StatelessRule[];
  readonly otherwise: StatelessAction;
  readonly place: RulePlace;
  readonly origin: readonly AddressRange[];
}

interface Packet {
  readonly toServer: boolean;
  readonly flags: readonly string[];
}

const firstPacket: Packet = { toServer: true, flags: ['SYN'] };
const firstReply: Packet = { toServer: false, flags: ['SYN', 'ACK'] };
const laterPackets: readonly Packet[] = [
  { toServer: true, flags: ['ACK'] },
  { toServer: true, flags: ['ACK', 'PSH'] },
  { toServer: false, flags: ['ACK'] },
  { toServer: false, flags: ['ACK', 'PSH'] },
];

/** What each action does to a packet, as far as one question goes. */
type Meaning = Readonly<Record<StatelessAction, Rule['action']>>;

const decides: Meaning = { pass: 'allow', drop: 'deny', forward: 'pass' };
const survives: Meaning = { pass: 'allow', drop: 'deny', forward: 'allow' };
const isForwarded: Meaning = { pass: 'deny', drop: 'deny', forward: 'allow' };
const isPassed: Meaning = { pass: 'allow', drop: 'deny', forward: 'deny' };

/** What the first packet meets; what is forwarded goes on to the sections of the stateful engine. */
export function compileStateless(engine: StatelessEngine): Section {
  return toSection(engine, firstPacket, decides);
}

/** What the other packets of the connection need. */
export function compileOtherPackets(engine: StatelessEngine): readonly RuleProgram[] {
  const goesByFlags = engine.rules.some(({ flags }) => flags.length > 0);
  const packets = [firstReply, ...(goesByFlags ? laterPackets : [])];
  const mayMix = new Set([...engine.rules.map(({ action }) => action), engine.otherwise]);
  return [
    ...packets.map((packet): RuleProgram => ({ sections: [toSection(engine, packet, survives)], judges: 'replies' })),
    ...(mayMix.has('pass') && mayMix.has('forward') ? [mixedProgram(engine)] : []),
  ];
}

/** The stateful engine can’t follow a connection of which it sees one direction only. */
function mixedProgram(engine: StatelessEngine): RuleProgram {
  const programOf = (packet: Packet, meaning: Meaning): RuleProgram => ({
    sections: [toSection(engine, packet, meaning)],
  });
  const [outForwarded, outPassed] = [programOf(firstPacket, isForwarded), programOf(firstPacket, isPassed)];
  const [backForwarded, backPassed] = [programOf(firstReply, isForwarded), programOf(firstReply, isPassed)];
  const place = { ...engine.place, rule: `${engine.place.rule}: stateless rules` };
  const match = (destination: Destination): RuleMatch => {
    const may = (program: RuleProgram) => runProgram(program, destination).mayAllow;
    const mixed = unite(intersect(may(outForwarded), may(backPassed)), intersect(may(outPassed), may(backForwarded)));
    return {
      certain: NO_FLOWS,
      possible: mixed,
      unknownBecause: `${place.rule} forward one direction to the stateful engine and pass the other, which it can’t follow.`,
    };
  };
  return {
    sections: [{ rules: [{ action: 'deny', place, match }], otherwise: 'next', otherwiseBy: [] }],
    judges: 'replies',
  };
}

function toSection(engine: StatelessEngine, packet: Packet, meaning: Meaning): Section {
  const place: RulePlace = {
    ...engine.place,
    path: [...engine.place.path, 'FirewallPolicy', 'StatelessDefaultActions'],
    rule: `${engine.place.rule}: ${engine.otherwise}, the stateless default action`,
  };
  const everything: RuleMatch = toMatch(EVERYWHERE, ALL_SERVICES);
  const last: Rule = { action: meaning[engine.otherwise], place, match: () => everything };
  return {
    rules: [...engine.rules.flatMap((rule) => compileRule(rule, packet, meaning, engine.origin)), last],
    otherwise: 'next',
    otherwiseBy: [],
  };
}

function compileRule(
  rule: StatelessRule,
  packet: Packet,
  meaning: Meaning,
  origin: readonly AddressRange[],
): readonly Rule[] {
  if (rule.notUnderstood !== undefined) return undecidedRules(rule.place, rule.notUnderstood);
  let match: RuleMatch | undefined;
  return [
    {
      action: meaning[rule.action],
      place: rule.place,
      narrowing: narrowingOf(rule),
      match: () => (match ??= matchPacket(rule, packet, origin)),
    },
  ];
}

function narrowingOf({ sources, sourcePorts, flags }: StatelessRule): Rule['narrowing'] {
  const by = [
    ...(sources ?? []).map(({ family, first, last }) => `from ${family}: ${first}-${last}`),
    ...sourcePorts.map(([first, last]) => `from ports ${first}-${last}`),
    ...flags.map(({ flags: set, masks }) => `flags ${set.toSorted().join()} of ${masks.toSorted().join()}`),
  ];
  if (by.length === 0) return undefined;
  // Of flags the first packet has some, and others have others.
  return { by: [by.toSorted().join(' or ')], widest: flags.length > 0 ? ALL_FLOWS : undefined };
}

const tcp = servicesOf('TCP');
/** Ports count for TCP and UDP alone. */
const portless = uniteServices(servicesOf('SCTP'), PORTLESS_SERVICES);

const clientPorts = everyProtocolOn([linuxPorts]);

function matchPacket(rule: StatelessRule, { toServer, flags }: Packet, origin: readonly AddressRange[]): RuleMatch {
  const [client, server] = toServer ? [rule.sources, rule.destinations] : [rule.destinations, rule.sources];
  const [fromPorts, toPorts] = toServer
    ? [rule.sourcePorts, rule.destinationPorts]
    : [rule.destinationPorts, rule.sourcePorts];
  const from = comesFrom(origin, client === undefined ? EVERYWHERE : exactly(client), rule.place.rule);
  let services = intersectServices(rule.protocols, onPorts(toPorts));
  if (!fitsFlags(rule, flags)) services = subtractServices(services, tcp);
  const match = both(
    toMatch(server === undefined ? EVERYWHERE : exactly(server), services),
    toMatch(from, ALL_SERVICES),
  );
  const opened = onPorts(fromPorts);
  if (intersectServices(clientPorts, opened).TCP.length === 0) return onlyServices(match, portless);
  return subtractServices(clientPorts, opened).TCP.length === 0
    ? match
    : onlyPossibly(match, `${rule.place.rule} goes by the port that the connection is opened from.`);
}

function onPorts(spans: readonly PortSpan[]): Services {
  return spans.length === 0 ? ALL_SERVICES : uniteServices(everyProtocolOn(spans), portless);
}

function onlyServices(match: RuleMatch, services: Services): RuleMatch {
  return both(match, toMatch(EVERYWHERE, services));
}

function fitsFlags({ flags }: StatelessRule, packet: readonly string[]): boolean {
  if (flags.length === 0) return true;
  return flags.some(({ flags: set, masks }) =>
    (masks.length === 0 ? tcpFlags : masks).every((flag) => set.includes(flag) === packet.includes(flag)),
  );
}
