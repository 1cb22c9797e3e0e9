/** What a stateful rule matches at a stage of a connection. */
import { entryOf } from '../../../../kernel/entryOf.ts';
import type { AddressRange } from '../../../flows/address.ts';
import { ALL_FLOWS, covers, intersect, NO_FLOWS, shareAddresses, unite, withServices } from '../../../flows/flowSet.ts';
import { toKnownName } from '../../../machine/knownName.ts';
import type { Answer, KnownName } from '../../../machine/knownName.ts';
import type { Destination } from '../../../machine/destination.ts';
import type { Rule, RuleMatch } from '../../../machine/ruleProgram.ts';
import { ALL_SERVICES, intersectServices, subtractServices } from '../../../flows/services.ts';
import type { Services } from '../../../flows/services.ts';
import { comesFrom, onlyPossibly, toMatch } from '../../../flows/addressBounds.ts';
import { both, never } from '../../../machine/condition.ts';
import type { AddressBounds } from '../../../flows/addressBounds.ts';
import { linuxPorts } from '../../../flows/clientPorts.ts';
import { servicesOfApplication, servicesOfPacketProtocol } from './applicationProtocols.ts';
import { fitsFlags } from './conditions.ts';
import type { Conditions } from './conditions.ts';
import { everyProtocolOn, readAddresses, readPorts } from './expressions.ts';
import type { Names } from './expressions.ts';
import { testContent } from './nameContent.ts';
import type { Stage } from './stages.ts';
import type { SuricataRule } from './suricataRule.ts';

/** A rule with the names that its group knows. */
export interface StatefulRule {
  readonly rule: SuricataRule;
  readonly names: Names;
}

export interface RuleMatcher {
  /** What can be said without a destination, so that most rules are in few stages. */
  canMatch(rule: SuricataRule, stage: Stage): boolean;
  /** What a rule matches at a stage. What of that is the same for every destination is found once. */
  matchAt(rule: StatefulRule, stage: Stage): Rule['match'];
}

/** Rules that share one stand close to each other; where each has its own, to keep them by their texts takes hundreds of megabytes. */
const mostScopesKept = 1000;

/** The flows of a head and of the scope of a rule's options are found once for all rules that share them. */
export function makeRuleMatcher(origin: readonly AddressRange[]): RuleMatcher {
  const scopes = new Map<Names, Map<string, Scope>>();
  const expressions = new Map<Names, Map<string, AddressBounds | undefined>>();

  const addressesOf = (text: string, names: Names): AddressBounds | undefined => {
    const known = entryOf(expressions, names, () => new Map<string, AddressBounds | undefined>());
    if (!known.has(text)) {
      const read = readAddresses(text, names);
      known.set(text, read.ok ? read.value : undefined);
    }
    return known.get(text);
  };

  const scopeOf = ({ rule, names }: StatefulRule, stage: Stage): Scope => {
    const { protocol, source, sourcePorts, destination, destinationPorts, conditions, isBidirectional } = rule;
    const head = `${protocol} ${source} ${sourcePorts} ${isBidirectional} ${destination} ${destinationPorts}`;
    const key = `${stage.toServer} ${stage.hasData} ${head} ${conditions.scope}`;
    const known = entryOf(scopes, names, () => new Map<string, Scope>());
    if (known.size >= mostScopesKept) known.clear();
    return entryOf(known, key, () => {
      const addresses = headsOf(rule, stage)
        .map((one) => matchHead(one, names, origin, addressesOf))
        .reduce(eitherMatch);
      return { addresses, match: withServicesOf(addresses, rule, stage) };
    });
  };

  return {
    canMatch,
    matchAt(stateful, stage) {
      const { rule, names } = stateful;
      const { notUnderstood, conditions } = rule;
      if (!canMatch(rule, stage) || !fitsPackets(conditions, stage)) return () => never;
      if (notUnderstood !== undefined) {
        return ({ flows }) => ({ certain: NO_FLOWS, possible: flows, unknownBecause: notUnderstood });
      }
      let servers: readonly (AddressBounds | undefined)[] | undefined;
      let scope: Scope | undefined;
      let own: RuleMatch | undefined;
      return (destination) => {
        const { flows, host } = destination;
        const named = testName(conditions, destination);
        if (named === 'no') return never;
        servers ??= headsOf(rule, stage).map(({ server }) => addressesOf(server, names));
        if (servers.every((bounds) => bounds !== undefined && !shareAddresses(bounds.possible, flows))) return never;
        scope ??= scopeOf(stateful, stage);
        const { addresses, match } = scope;
        own ??= withDoubts(match, rule);
        if (own !== match) return own;
        if (named === 'perhaps') return onlyPossibly(match, doubtAboutName(rule, host));
        if (match.certain === match.possible) return match;
        const isOfAddresses = !covers(addresses.certain, intersect(addresses.possible, flows));
        return { ...match, unknownBecause: isOfAddresses ? match.unknownBecause : doubtAboutProtocol(rule) };
      };
    },
  };
}

/** What a rule is about but for its names: where to, and on which services as well. */
interface Scope {
  readonly addresses: RuleMatch;
  readonly match: RuleMatch;
}

function canMatch({ protocol, conditions, notUnderstood }: SuricataRule, stage: Stage): boolean {
  if (notUnderstood !== undefined) return true;
  if (conditions.side !== undefined && (conditions.side === 'to server') !== stage.toServer) return false;
  if (conditions.state === 'established' && !stage.hasData) return false;
  const isApplication = servicesOfPacketProtocol(protocol) === undefined || conditions.applications.length > 0;
  if (isApplication && !stage.hasData) return false;
  // The name is in what the client sends.
  return conditions.contents.length === 0 || stage.toServer;
}

/** A rule's head by who is the client and who the server. */
interface Head {
  readonly client: string;
  readonly clientPorts: string;
  readonly server: string;
  readonly serverPorts: string;
}

function headsOf(rule: SuricataRule, stage: Stage): readonly Head[] {
  const asWritten: Head = {
    client: rule.source,
    clientPorts: rule.sourcePorts,
    server: rule.destination,
    serverPorts: rule.destinationPorts,
  };
  const turned: Head = {
    client: rule.destination,
    clientPorts: rule.destinationPorts,
    server: rule.source,
    serverPorts: rule.sourcePorts,
  };
  if (rule.isBidirectional) return [asWritten, turned];
  return [stage.toServer ? asWritten : turned];
}

const clientPorts = everyProtocolOn([linuxPorts]);

function matchHead(
  head: Head,
  names: Names,
  origin: readonly AddressRange[],
  addressesOf: (text: string, names: Names) => AddressBounds | undefined,
): RuleMatch {
  const client = addressesOf(head.client, names);
  const server = addressesOf(head.server, names);
  const from = readPorts(head.clientPorts, names);
  const to = readPorts(head.serverPorts, names);
  if (client === undefined || server === undefined || !from.ok || !to.ok) {
    const unknownBecause = `The addresses or ports of a rule for ${head.server} are not understood.`;
    return { certain: NO_FLOWS, possible: ALL_FLOWS, unknownBecause };
  }
  if (intersectServices(clientPorts, from.value).TCP.length === 0) return never;
  const source = comesFrom(origin, client, `A rule for ${head.client}`);
  const match = both(toMatch(server, to.value), toMatch(source, ALL_SERVICES));
  return subtractServices(clientPorts, from.value).TCP.length === 0
    ? match
    : onlyPossibly(match, `It goes by the port that the connection is opened from (${head.clientPorts}).`);
}

function eitherMatch(one: RuleMatch, other: RuleMatch): RuleMatch {
  return {
    certain: unite(one.certain, other.certain),
    possible: unite(one.possible, other.possible),
    unknownBecause: one.unknownBecause ?? other.unknownBecause,
  };
}

function withServicesOf(head: RuleMatch, rule: SuricataRule, stage: Stage): RuleMatch {
  const { certain, possible } = servicesAt(rule, stage);
  return {
    certain: withServices(head.certain, certain),
    possible: withServices(head.possible, possible),
    unknownBecause: head.unknownBecause,
  };
}

/** The services that a rule is about at a stage, for certain and possibly. */
function servicesAt(
  { protocol, conditions: { applications, services, state } }: SuricataRule,
  { carries, established }: Stage,
): { readonly certain: Services; readonly possible: Services } {
  const packet = servicesOfPacketProtocol(protocol);
  const spoken = packet === undefined ? servicesOfApplication(protocol) : { certain: packet, possible: packet };
  let certain = intersectServices(intersectServices(carries, services), spoken?.certain ?? ALL_SERVICES);
  let possible = intersectServices(intersectServices(carries, services), spoken?.possible ?? ALL_SERVICES);
  for (const application of applications) {
    certain = intersectServices(certain, application.certain);
    possible = intersectServices(possible, application.possible);
  }
  if (state === 'established') {
    certain = intersectServices(certain, established.certain);
    possible = intersectServices(possible, established.possible);
  } else if (state === 'not established') {
    certain = subtractServices(certain, established.possible);
    possible = subtractServices(possible, established.certain);
  }
  return { certain, possible };
}

function fitsPackets({ flags }: Conditions, { packets }: Stage): boolean {
  return flags === undefined || packets.some((packet) => fitsFlags(flags, packet) !== false);
}

const knownNames = new WeakMap<Destination, KnownName>();

function testName({ contents }: Conditions, destination: Destination): Answer {
  if (contents.length === 0) return 'yes';
  let name = knownNames.get(destination);
  if (name === undefined && destination.host !== undefined) {
    name = toKnownName(destination.host);
    knownNames.set(destination, name);
  }
  let answer: Answer = 'yes';
  for (const content of contents) {
    const one = testContent(content, name);
    if (one === 'no') return 'no';
    if (one === 'perhaps') answer = 'perhaps';
  }
  return answer;
}

/** With what is in doubt whatever the destination is. */
function withDoubts(match: RuleMatch, { action, conditions, place }: SuricataRule): RuleMatch {
  const { unjudged, flags, isStateless } = conditions;
  if (unjudged.length > 0) {
    return onlyPossibly(match, `${place.rule} goes by ${[...new Set(unjudged)].join(', ')}, which is not judged.`);
  }
  // The vendor's examples have other rules decide about the rest of the connection. Source: Developer Guide, "Examples of
  // stateful rules", SSH servers by their banner.
  if (action === 'pass' && isStateless) {
    return onlyPossibly(
      match,
      `${place.rule} passes packets by themselves (flow:stateless); whether what follows in their connection is passed with them is not documented.`,
    );
  }
  if (flags !== undefined && fitsFlags(flags, new Set('S')) === undefined) {
    return onlyPossibly(match, `${place.rule} goes by TCP flags that are not understood.`);
  }
  return match;
}

function doubtAboutName({ place }: SuricataRule, host: string | undefined): string {
  return host === undefined
    ? `${place.rule} goes by name, and the destination’s is not known.`
    : `${place.rule} goes by name, and may fit ${host} or not.`;
}

function doubtAboutProtocol({ place }: SuricataRule): string {
  return `${place.rule} goes by the protocol or state of the connection, which its port does not tell.`;
}
