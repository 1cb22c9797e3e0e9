/** What network security groups make of traffic that leaves the nodes' subnets. */
import type { AddressRange } from '../../address.ts';
import { parseCidr } from '../../address.ts';
import { privateRanges, publicRanges, toRanges } from '../../addressSpaces.ts';
import { ALL_FLOWS, covers, flowsTo, isEmpty, NO_FLOWS, overlaps, uniteAll, withServices } from '../../flowSet.ts';
import type { FlowSet } from '../../flowSet.ts';
import type { Rule, RuleProgram } from '../../ruleProgram.ts';
import { ALL_SERVICES, NO_SERVICES, servicesOf, uniteServices } from '../../services.ts';
import type { Services } from '../../services.ts';
import type { AzureNetwork, Endpoint, NetworkSecurityGroup, SecurityRule } from './networkSecurityGroup.ts';
import { parsePortRange } from './readAzureNetwork.ts';

/** From where the traffic comes, as the NSG sees it: by its private address, before SNAT. */
export interface Origin {
  /** Addresses it may come from; empty where the plan names none. */
  readonly ranges: readonly AddressRange[];
  /** Addresses of the nodes: part of the virtual network by nature. */
  readonly nodeRanges: readonly AddressRange[];
}

export type Binding =
  | { readonly kind: 'bound'; readonly attachedTo: readonly string[]; readonly programs: readonly RuleProgram[] }
  | { readonly kind: 'unbound'; readonly because: string };

/**
 * The groups that the plan says the traffic passes. Every one of them must allow it: those of an interface and of its
 * subnet because both are tested, those of several subnets because the workload may run in any of them.
 */
export function bindSecurityGroups(network: AzureNetwork, attachedTo: readonly string[], origin: Origin): Binding {
  if (attachedTo.length === 0) {
    return {
      kind: 'unbound',
      because: 'The plan does not say what the groups are attached to: set attachedTo of the layer.',
    };
  }
  const programs: RuleProgram[] = [];
  for (const target of attachedTo) {
    const groups = groupsAt(network, target);
    if (groups === undefined) {
      return { kind: 'unbound', because: `No group in the files is called ${target} or attached to it.` };
    }
    programs.push(...groups.map((group) => compileGroup(group, network, origin)));
  }
  return { kind: 'bound', attachedTo, programs };
}

/** Groups by their own name or id, or by the subnet or interface that they are attached to; none where a subnet is known to have none. */
function groupsAt(network: AzureNetwork, target: string): readonly NetworkSecurityGroup[] | undefined {
  const isTarget = (nameOrId: string | undefined): boolean => {
    const wanted = target.toLowerCase();
    const found = nameOrId?.toLowerCase() ?? '';
    return found === wanted || found.split('/').at(-1) === wanted;
  };
  const direct = network.networkSecurityGroups.filter(
    ({ name, id, attachedTo }) => isTarget(name) || isTarget(id) || attachedTo.some(isTarget),
  );
  if (direct.length > 0) return direct;
  const subnets = network.virtualNetworks
    .flatMap(({ subnets: all }) => all)
    .filter(({ name, id }) => isTarget(name) || isTarget(id));
  if (subnets.length === 0) return undefined;
  const ids = subnets.flatMap(({ networkSecurityGroupId }) => networkSecurityGroupId?.toLowerCase() ?? []);
  const groups = network.networkSecurityGroups.filter(({ id }) => id !== undefined && ids.includes(id.toLowerCase()));
  return groups.length === ids.length ? groups : undefined;
}

function compileGroup(group: NetworkSecurityGroup, network: AzureNetwork, origin: Origin): RuleProgram {
  return {
    sections: [
      {
        rules: group.outbound.map((rule) => compileRule(rule, network, origin)),
        otherwise: 'deny',
        otherwiseBy: [group.place],
      },
    ],
  };
}

interface Bounds {
  readonly certain: FlowSet;
  readonly possible: FlowSet;
  readonly because?: string | undefined;
}

function compileRule(rule: SecurityRule, network: AzureNetwork, origin: Origin): Rule {
  const { access: action, place } = rule;
  if (rule.notUnderstood !== undefined) {
    const because = rule.notUnderstood;
    return { action, place, match: ({ flows }) => ({ certain: NO_FLOWS, possible: flows, unknownBecause: because }) };
  }
  const services = servicesOfRule(rule);
  const destinations = boundsOf(rule.destinations, network, rule, origin);
  const source = matchesOrigin(rule, network, origin);
  const match = {
    certain: source.certain ? withServices(destinations.certain, services) : NO_FLOWS,
    possible: source.possible ? withServices(destinations.possible, services) : NO_FLOWS,
    unknownBecause: source.certain ? destinations.because : source.because,
  };
  return { action, place, match: () => match };
}

function servicesOfRule({ protocol, destinationPorts }: SecurityRule): Services {
  const carried = ({ '*': ['TCP', 'UDP', 'SCTP'], tcp: ['TCP'], udp: ['UDP'] } as const)[protocol] ?? [];
  if (destinationPorts.includes('*') && protocol === '*') return ALL_SERVICES;
  return destinationPorts.reduce<Services>((services, text) => {
    const range = parsePortRange(text);
    if (range === undefined) return services;
    return carried.reduce<Services>(
      (all, name) => uniteServices(all, servicesOf(name, range.first, range.last)),
      services,
    );
  }, NO_SERVICES);
}

/** Ports that a client may send from: every operating system's ephemeral range lies within. */
const ephemeralPorts = { first: 1024, last: 65535 };

/** Whether the rule's source is where the traffic comes from, for certain or possibly. */
function matchesOrigin(
  rule: SecurityRule,
  network: AzureNetwork,
  origin: Origin,
): { readonly certain: boolean; readonly possible: boolean; readonly because?: string | undefined } {
  const ports = rule.sourcePorts.flatMap((text) => parsePortRange(text) ?? []);
  const portsCertain =
    ports.length === 0 || ports.some(({ first, last }) => first <= ephemeralPorts.first && last >= ephemeralPorts.last);
  const portsPossible = ports.length === 0 || ports.some(({ last }) => last >= ephemeralPorts.first);
  if (rule.sources.prefixes.includes('*')) {
    return {
      certain: portsCertain,
      possible: portsPossible,
      because: portsCertain ? undefined : `${rule.place.rule} goes by source port.`,
    };
  }
  const bounds = boundsOf(rule.sources, network, rule, origin);
  const from = flowsTo(origin.ranges);
  // A node or pod lies in the virtual network, whatever its address.
  const isVirtualNetwork = rule.sources.prefixes.some((prefix) => prefix.toLowerCase() === 'virtualnetwork');
  const certain = isVirtualNetwork || (!isEmpty(from) && covers(bounds.certain, from));
  const possible = isVirtualNetwork || isEmpty(from) || overlaps(bounds.possible, from);
  return {
    certain: certain && portsCertain,
    possible: possible && portsPossible,
    because:
      bounds.because ??
      `${rule.place.rule} applies to ${rule.sources.prefixes.join(', ')}; whether the traffic comes from there is not known (network.nodeCidrs, network.podCidrs).`,
  };
}

/** The addresses that an endpoint stands for: those that it does for certain, and those that it may. */
function boundsOf({ prefixes, groups }: Endpoint, network: AzureNetwork, rule: SecurityRule, origin: Origin): Bounds {
  const parts = prefixes.map((prefix) => boundsOfPrefix(prefix, network, rule, origin));
  if (groups.length > 0) {
    parts.push({
      certain: NO_FLOWS,
      possible: flowsTo(privateRanges),
      because: `${rule.place.rule} goes by application security group (${groups.join(', ')}), whose members are not known.`,
    });
  }
  return {
    certain: uniteAll(parts.map(({ certain }) => certain)),
    possible: uniteAll(parts.map(({ possible }) => possible)),
    because: parts.find(({ because }) => because !== undefined)?.because,
  };
}

const platformTags: Readonly<Record<string, readonly string[]>> = {
  azureloadbalancer: ['168.63.129.16/32'],
  azureplatformdns: ['168.63.129.16/32'],
  azureplatformimds: ['169.254.169.254/32'],
  azureplatformlkm: ['168.63.129.16/32'],
};

function boundsOfPrefix(prefix: string, network: AzureNetwork, rule: SecurityRule, origin: Origin): Bounds {
  if (prefix === '*') return { certain: ALL_FLOWS, possible: ALL_FLOWS };
  const cidr = parseCidr(prefix);
  if (cidr.ok) {
    const flows = flowsTo([cidr.value.range]);
    return { certain: flows, possible: flows };
  }
  const tag = prefix.toLowerCase();
  if (tag === 'virtualnetwork') {
    return {
      certain: flowsTo([
        ...toRanges(network.virtualNetworks.flatMap(({ addressPrefixes }) => addressPrefixes)),
        ...origin.nodeRanges,
      ]),
      possible: flowsTo(privateRanges),
      because:
        'Which addresses belong to VirtualNetwork depends on peerings and routes: give the output of `az network vnet list`.',
    };
  }
  if (tag === 'internet') {
    const flows = flowsTo(publicRanges);
    return { certain: flows, possible: flows };
  }
  const known = platformTags[tag] ?? network.serviceTags.get(tag);
  if (known !== undefined) {
    const flows = flowsTo(toRanges(known));
    return { certain: flows, possible: flows };
  }
  return {
    certain: NO_FLOWS,
    possible: flowsTo(publicRanges),
    because: `The addresses of the service tag ${prefix} (${rule.place.rule}) are not given: add the output of \`az network list-service-tags\`.`,
  };
}
