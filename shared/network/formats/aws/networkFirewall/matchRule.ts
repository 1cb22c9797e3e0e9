/** What a stateful rule matches at a stage of a connection. */
import { entryOf } from '../../../../kernel/entryOf.ts';
import type { AddressRange } from '../../../flows/address.ts';
import { ALL_FLOWS, covers, intersect, NO_FLOWS, shareAddresses, unite, withServices } from '../../../flows/flowSet.ts';
import { toKnownName } from '../../../machine/knownName.ts';
import type { Answer, KnownName } from '../../../machine/knownName.ts';
import type { Destination } from '../../../machine/destination.ts';
import type { Rule, RuleMatch } from '../../../machine/ruleProgram.ts';
import { ALL_SERVICES, intersectServices, isNoServices, subtractServices } from '../../../flows/services.ts';
import type { Services } from '../../../flows/services.ts';
import { comesFrom, onlyPossibly, toMatch } from '../../../flows/addressBounds.ts';
import { both, exactly, never } from '../../../machine/condition.ts';
import type { AddressBounds } from '../../../flows/addressBounds.ts';
import { linuxPorts } from '../../../flows/clientPorts.ts';
import { actionScopeOf } from './actionScope.ts';
import { flowsOfFamily, servicesOfApplication, servicesOfPacketProtocol } from './applicationProtocols.ts';
import { fitsFlags } from './conditions.ts';
import type { Conditions } from './conditions.ts';
import { everyProtocolOn, readAddresses, readPorts } from './expressions.ts';
import type { AddressList, Names } from './expressions.ts';
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

/** Rules that share one stand close together; where each has its own, all of them by their texts take hundreds of megabytes. */
const mostScopesKept = 1000;

/** The flows of a head and of the scope of a rule's options are found once for all rules that share them. */
export function makeRuleMatcher(origin: readonly AddressRange[]): RuleMatcher {
  const scopes = new Map<Names, Map<string, Scope>>();
  const expressions = new Map<Names, Map<string, AddressList | undefined>>();
  const services = new Map<Stage, Map<string, ServicesAtStage>>();

  const addressesOf = (text: string, names: Names): AddressList | undefined => {
    const known = entryOf(expressions, names, () => new Map<string, AddressList | undefined>());
    if (!known.has(text)) {
      const read = readAddresses(text, names);
      known.set(text, read.ok ? read.value : undefined);
    }
    return known.get(text);
  };

  const servicesOf = (rule: SuricataRule, stage: Stage): ServicesAtStage => {
    const known = entryOf(services, stage, () => new Map<string, ServicesAtStage>());
    return entryOf(known, `${rule.protocol} ${rule.conditions.scope}`, () => servicesAt(rule, stage));
  };

  const canMatch = (rule: SuricataRule, stage: Stage): boolean => {
    const { conditions, notUnderstood } = rule;
    if (notUnderstood !== undefined) return true;
    if (conditions.side !== undefined && (conditions.side === 'to server') !== stage.toServer) return false;
    // The name is in what the client sends.
    if (conditions.contents.length > 0 && !stage.toServer) return false;
    if (conditions.flags !== undefined && fitsFlags(conditions.flags, stage.flags) === false) return false;
    return !isNoServices(servicesOf(rule, stage).possible);
  };

  const isAskedAt = ({ rule, names }: StatefulRule, stage: Stage): boolean =>
    stage.isFirst ||
    actionScopeOf(rule) !== 'addresses' ||
    [rule.source, rule.destination].some((text) => addressesOf(text, names)?.leavesOut === true);

  const scopeOf = ({ rule, names }: StatefulRule, stage: Stage): Scope => {
    const { protocol, source, sourcePorts, destination, destinationPorts, conditions, isBidirectional } = rule;
    const head = `${protocol} ${source} ${sourcePorts} ${isBidirectional} ${destination} ${destinationPorts}`;
    const key = `${stage.name} ${head} ${conditions.scope}`;
    const known = entryOf(scopes, names, () => new Map<string, Scope>());
    if (known.size >= mostScopesKept) known.clear();
    return entryOf(known, key, () => {
      const match = headsOf(rule, stage)
        .map((one) => matchHead(one, names, origin, (text) => addressesOf(text, names)?.bounds))
        .reduce(eitherMatch);
      const family = flowsOfFamily(protocol);
      const addresses = family === undefined ? match : both(match, exactly(family));
      return { addresses, match: withServicesOf(addresses, servicesOf(rule, stage)) };
    });
  };

  return {
    canMatch,
    matchAt(stateful, stage) {
      const { rule, names } = stateful;
      const { notUnderstood, conditions } = rule;
      if (!canMatch(rule, stage)) return () => never;
      if (notUnderstood !== undefined) {
        return ({ flows }) => ({ certain: NO_FLOWS, possible: flows, unknownBecause: notUnderstood });
      }
      let servers: readonly (AddressBounds | undefined)[] | undefined;
      let isAsked: boolean | undefined;
      let scope: Scope | undefined;
      let own: RuleMatch | undefined;
      return (destination) => {
        const { flows, host } = destination;
        const named = testName(conditions, destination);
        if (named === 'no') return never;
        isAsked ??= isAskedAt(stateful, stage);
        if (!isAsked) return never;
        servers ??= headsOf(rule, stage).map(({ server }) => addressesOf(server, names)?.bounds);
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
  addressesOf: (text: string) => AddressBounds | undefined,
): RuleMatch {
  const client = addressesOf(head.client);
  const server = addressesOf(head.server);
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

function withServicesOf(head: RuleMatch, { certain, possible }: ServicesAtStage): RuleMatch {
  return {
    certain: withServices(head.certain, certain),
    possible: withServices(head.possible, possible),
    unknownBecause: head.unknownBecause,
  };
}

/** The services that a rule is about at a stage. */
interface ServicesAtStage {
  readonly certain: Services;
  readonly possible: Services;
}

function servicesAt(
  { protocol, conditions: { applications, services, state } }: SuricataRule,
  { carries, withData, established }: Stage,
): ServicesAtStage {
  const packet = servicesOfPacketProtocol(protocol);
  const spoken = packet === undefined ? servicesOfApplication(protocol) : { certain: packet, possible: packet };
  const isOfApplication = packet === undefined || applications.length > 0;
  let about = intersectServices(isOfApplication ? intersectServices(carries, withData) : carries, services);
  if (state === 'established') about = intersectServices(about, established);
  else if (state === 'not established') about = subtractServices(about, established);
  let certain = intersectServices(about, spoken?.certain ?? ALL_SERVICES);
  let possible = intersectServices(about, spoken?.possible ?? ALL_SERVICES);
  for (const application of applications) {
    certain = intersectServices(certain, application.certain);
    possible = intersectServices(possible, application.possible);
  }
  return { certain, possible };
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
function withDoubts(match: RuleMatch, { conditions, place }: SuricataRule): RuleMatch {
  const { unjudged, flags } = conditions;
  if (unjudged.length > 0) {
    return onlyPossibly(match, `${place.rule} goes by ${[...new Set(unjudged)].join(', ')}, which is not judged.`);
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
