/** What a rule of Google Cloud makes of traffic from one kind of machine, or to it. */
import {
  comesFrom,
  EVERYWHERE,
  exactly,
  onlyPossibly,
  somewhereIn,
  toMatch,
  uniteBounds,
} from '../../flows/addressBounds.ts';
import { both } from '../../machine/condition.ts';
import type { AddressBounds } from '../../flows/addressBounds.ts';
import type { AddressRange } from '../../flows/address.ts';
import { privateRanges, publicRanges } from '../../flows/addressSpaces.ts';
import { Effort, mostOfList, tooMuch } from '../../flows/effort.ts';
import { describeValue } from '../../../kernel/describeValue.ts';
import {
  countRanges,
  ALL_FLOWS,
  ALL_IPV4_FLOWS,
  flowsTo,
  intersect,
  isEmpty,
  NO_FLOWS,
  subtract,
} from '../../flows/flowSet.ts';
import type { Destination } from '../../machine/destination.ts';
import { FixedRule } from '../../machine/ruleOf.ts';
import type { Rule, RuleMatch } from '../../machine/ruleProgram.ts';
import { ALL_SERVICES } from '../../flows/services.ts';
import { undecidedRules } from '../../machine/undecidedRules.ts';
import type { AddressGroup, FirewallRule, NetworkContext, OtherEnd, OwnEnd, Targets } from './gcpNetwork.ts';
import { describeName, isSameResource } from './resourceName.ts';
import type { ResourceName } from './resourceName.ts';

/** The machines that the traffic leaves or reaches, as rules choose them; what is undefined is not known of them. */
export interface Machines {
  readonly network: ResourceName;
  readonly tags: readonly string[] | undefined;
  readonly serviceAccounts: readonly string[] | undefined;
  readonly secureTags: readonly string[] | undefined;
  readonly addresses: readonly AddressRange[];
}

/** What address groups stand for in the rules of one layer, which may all name the same ones. */
export class AddressGroups {
  readonly #groups: ReadonlyMap<string, AddressGroup>;
  readonly #bounds = new Map<string, AddressBounds>();
  readonly #effort = new Effort(mostOfList);

  constructor(groups: readonly AddressGroup[]) {
    this.#groups = new Map(groups.map((group) => [group.path, group]));
  }

  boundsOf(path: string): AddressBounds {
    const bounds = this.#bounds.get(path) ?? boundsOfGroup(path, this.#groups.get(path));
    this.#bounds.set(path, bounds);
    return this.#effort.hasRoomFor(countRanges(bounds.possible)) ? bounds : somewhereIn(ALL_FLOWS, tooMuch);
  }
}

/** Nothing for a rule that does not apply to the machines. */
export function compileRule(rule: FirewallRule, machines: Machines, groups: AddressGroups): readonly Rule[] {
  const applies = appliesTo(rule.targets, machines);
  if (applies === false) return [];
  const { action, placed, notUnderstood } = rule;
  if (notUnderstood !== undefined) return undecidedRules(placed.place, notUnderstood);
  const doubt = applies === true ? undefined : applies;
  const toRule = (compiled: Rule['action']): Rule =>
    rule.otherEnd.names.length === 0
      ? new FixedRule(compiled, matchOf(rule, machines, groups, doubt), placed, narrowingOf(rule))
      : nameRule(compiled, rule, machines, groups, doubt);
  return action === 'inspect' ? inspected(toRule('deny')) : [toRule(action)];
}

/** A security profile group lets through or drops by what it sees in the traffic; no later rule is tried. */
function inspected(dropping: Rule): readonly Rule[] {
  const { place, reach, narrowing } = dropping;
  const because = `${place.rule} has the traffic inspected by a security profile group, which decides by its content.`;
  const match: Rule['match'] = (destination) => onlyPossibly(dropping.match(destination), because);
  return [{ action: 'allow', place, reach, narrowing, match }, dropping];
}

/** A rule may be for some machines alone, or for some of the addresses that they send from. */
function narrowingOf({ targets, ownEnd }: FirewallRule): Rule['narrowing'] {
  const { tags, serviceAccounts, secureTags, networks } = targets;
  const machines = [...tags, ...serviceAccounts, ...secureTags, ...networks.map(describeName)];
  const by = [
    ...(machines.length === 0 ? [] : [`for ${machines.toSorted().join()}`]),
    ...(isForEveryMachine(ownEnd) ? [] : [`from ${describeOwnEnd(ownEnd)}`]),
  ];
  return by.length === 0 ? undefined : { by };
}

function describeOwnEnd({ ranges, tags, serviceAccounts }: OwnEnd): string {
  const addresses = ranges.map(({ family, first, last }) => `${family}: ${first}-${last}`);
  return [...addresses, ...tags, ...serviceAccounts].toSorted().join();
}

/** A text says why it is not known. */
function appliesTo(targets: Targets, machines: Machines): boolean | string {
  const { tags, serviceAccounts, secureTags, networks } = targets;
  if (tags.length + serviceAccounts.length + secureTags.length + networks.length === 0) return true;
  let doubt: string | undefined;
  if (networks.length > 0) {
    const answers = new Set(networks.map((network) => isSameResource(network, machines.network)));
    if (!answers.has(true)) {
      if (!answers.has(undefined)) return false;
      doubt = `Whether ${describeName(machines.network)} is the network of the rule is not known: it is named by the number of a project in one place and by its name in another.`;
    }
  }
  for (const [wanted, had, doubtful] of [
    [tags, machines.tags, 'have the network tag'],
    [serviceAccounts, machines.serviceAccounts, 'run as the service account'],
    [secureTags, machines.secureTags, 'have the secure tag'],
  ] as const) {
    if (wanted.length === 0) continue;
    if (had === undefined) doubt ??= doubtOf(doubtful, wanted);
    else if (!wanted.some((one) => had.includes(one))) return false;
  }
  return doubt ?? true;
}

function doubtOf(doubtful: keyof typeof howToTell, wanted: readonly string[]): string {
  return `Whether the nodes ${doubtful} ${describeValue(wanted[0])} is not known: ${howToTell[doubtful]}`;
}

const howToTell = {
  'have the network tag':
    'name their tags in attachedTo of the layer gcp-firewall, or name the instances and add the output of `gcloud compute instances list --format json`.',
  'run as the service account':
    'name it in attachedTo of the layer gcp-firewall, or name the instances and add the output of `gcloud compute instances list --format json`.',
  'have the secure tag': 'name their secure tags in attachedTo of the layer gcp-firewall, as tagValues/….',
} as const;

/** What a rule that names no hosts matches, whatever the destination. */
function matchOf(rule: FirewallRule, machines: Machines, groups: AddressGroups, doubt: string | undefined): RuleMatch {
  const addresses = boundsWithoutNames(rule.otherEnd, groups);
  return matchAt(addresses, rule, boundsOfOwnEnd(rule, machines), doubt);
}

function nameRule(
  action: Rule['action'],
  rule: FirewallRule,
  machines: Machines,
  groups: AddressGroups,
  doubt: string | undefined,
): Rule {
  const from = boundsOfOwnEnd(rule, machines);
  const others = boundsWithoutNames(rule.otherEnd, groups);
  return {
    action,
    place: rule.placed.place,
    narrowing: narrowingOf(rule),
    match: (destination) => matchAt(uniteBounds(others, boundsOfNames(rule, destination)), rule, from, doubt),
  };
}

function matchAt(
  addresses: AddressBounds,
  { otherEnd, services }: FirewallRule,
  from: AddressBounds,
  doubt: string | undefined,
): RuleMatch {
  let match = toMatch(inContext(addresses, otherEnd.context), services);
  if (from !== EVERYWHERE) match = both(match, toMatch(from, ALL_SERVICES));
  return doubt === undefined ? match : onlyPossibly(match, doubt);
}

/**
 * Everything where the machines are what the rule takes for its own end, by address family. A load balancer that hands on what
 * arrives leaves its public address on it.
 */
function boundsOfOwnEnd({ direction, ownEnd, placed }: FirewallRule, machines: Machines): AddressBounds {
  if (isForEveryMachine(ownEnd)) return EVERYWHERE;
  const { rule } = placed.place;
  const own = boundsOfMachines(ownEnd, machines, rule);
  const frontends = direction === 'INGRESS' ? intersect(flowsTo(ownEnd.ranges), publicFlows) : NO_FLOWS;
  if (own === EVERYWHERE || isEmpty(frontends)) return own;
  const because = `${rule} is for traffic to some addresses only; whether a load balancer has these is not in the files.`;
  return uniteBounds(
    somewhereIn(comesFrom([], { certain: NO_FLOWS, possible: frontends }, rule).possible, because),
    own,
  );
}

/** Whether a rule says nothing of the machines that send what leaves, or take what arrives. */
export function isForEveryMachine({ ranges, tags, serviceAccounts }: OwnEnd): boolean {
  return ranges.length + tags.length + serviceAccounts.length === 0;
}

function boundsOfMachines({ ranges, tags, serviceAccounts }: OwnEnd, machines: Machines, rule: string): AddressBounds {
  const own = [
    [tags, machines.tags, 'have the network tag'],
    [serviceAccounts, machines.serviceAccounts, 'run as the service account'],
  ] as const;
  let bounds = ranges.length === 0 ? nowhere : comesFrom(machines.addresses, exactly(ranges), rule);
  for (const [wanted, had, doubtful] of own) {
    if (wanted.length === 0) continue;
    if (had?.some((one) => wanted.includes(one)) === true) return EVERYWHERE;
    if (had === undefined) bounds = uniteBounds(bounds, somewhereIn(ALL_FLOWS, doubtOf(doubtful, wanted)));
  }
  return bounds;
}

const nowhere: AddressBounds = { certain: NO_FLOWS, possible: NO_FLOWS };
const publicFlows = flowsTo(publicRanges);
const privateFlows = flowsTo(privateRanges);

/** A rule that says nothing of the destination is for every address; whether of both families is not documented. */
const unrestricted: AddressBounds = {
  certain: ALL_IPV4_FLOWS,
  possible: ALL_FLOWS,
  because: 'A rule without destinations may hold for IPv4 alone: give it destination ranges.',
};

function boundsWithoutNames(terms: OtherEnd, groups: AddressGroups): AddressBounds {
  const { ranges, names, addressGroups, lists, callers, context } = terms;
  if (names.length + addressGroups.length + lists.length + callers.length === 0) {
    if (ranges !== undefined) return exactly(ranges);
    return context === undefined ? unrestricted : EVERYWHERE;
  }
  const [list] = lists;
  const [caller] = callers;
  return [
    exactly(ranges ?? []),
    ...addressGroups.map((path) => groups.boundsOf(path)),
    ...(list === undefined
      ? []
      : [somewhereIn(publicFlows, `Which addresses belong to ${list} is known to Google alone.`)]),
    ...(caller === undefined
      ? []
      : [somewhereIn(privateFlows, `Which machines have ${describeValue(caller)} is not in the files.`)]),
  ].reduce(uniteBounds, nowhere);
}

function boundsOfGroup(path: string, group: AddressGroup | undefined): AddressBounds {
  if (group?.notUnderstood !== undefined) return somewhereIn(ALL_FLOWS, group.notUnderstood);
  if (group !== undefined) return exactly(group.ranges);
  const because = `The addresses of ${path} are not in the files: add the output of \`gcloud network-security address-groups describe --format json\`.`;
  return somewhereIn(ALL_FLOWS, because);
}

/**
 * A name stands for the addresses that Cloud DNS resolves it to, as the nodes do, so the host of that name is matched. Two
 * names may share an address: what is denied, inspected or passed on for one may be so for another. What is allowed for one
 * is not counted for another, since nobody can rely on it.
 */
function boundsOfNames(
  { action, direction, otherEnd: { names } }: FirewallRule,
  { host, isNameless }: Destination,
): AddressBounds {
  const wanted = host?.toLowerCase().replace(/\.$/, '');
  if (wanted !== undefined && names.includes(wanted)) return EVERYWHERE;
  const wildcard = names.find((name) => name.includes('*'));
  if (wildcard !== undefined && isNameless !== true) {
    return somewhereIn(ALL_FLOWS, `What Google Cloud takes ${wildcard} for is not documented.`);
  }
  // Who calls may have such an address without being called by that name.
  if (direction === 'EGRESS' && action === 'allow' && (wanted !== undefined || isNameless === true)) return nowhere;
  return somewhereIn(
    ALL_FLOWS,
    `Whether ${direction === 'EGRESS' ? 'the destination' : 'who calls'} has an address of ${names[0]} is not known.`,
  );
}

/** Which way a destination is reached by decides its context; what is private is never on the internet. */
function inContext(bounds: AddressBounds, context: NetworkContext | undefined): AddressBounds {
  if (context === undefined) return bounds;
  const because =
    bounds.because ?? `Which destinations are of the context ${context} depends on the routes of the network.`;
  switch (context) {
    case 'INTERNET':
      return { certain: NO_FLOWS, possible: subtract(bounds.possible, privateFlows), because };
    case 'NON_INTERNET':
      return { certain: intersect(bounds.certain, privateFlows), possible: bounds.possible, because };
    case 'INTRA_VPC':
    case 'VPC_NETWORKS':
      return { certain: NO_FLOWS, possible: bounds.possible, because };
  }
}
