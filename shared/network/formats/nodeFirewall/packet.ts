/** The first packet of a connection as the packet filter of a node meets it, and what is known of it. */
import type { AddressRange } from '../../flows/address.ts';
import { privateRanges, toRanges } from '../../flows/addressSpaces.ts';
import {
  ALL_FLOWS,
  ALL_IPV4_FLOWS,
  ALL_IPV6_FLOWS,
  covers,
  flowsTo,
  intersect,
  isEmpty,
  NO_FLOWS,
  subtract,
  unite,
  withServices,
} from '../../flows/flowSet.ts';
import type { FlowSet } from '../../flows/flowSet.ts';
import type { Origin } from '../../reading/ruleFormat.ts';
import {
  messagesOf,
  NO_SERVICES,
  protocols,
  servicesOf,
  subtractServices,
  uniteAllServices,
  uniteServices,
} from '../../flows/services.ts';
import type { Services } from '../../flows/services.ts';
import { linuxPorts, unprivilegedPorts } from '../../flows/clientPorts.ts';
import { describeValue } from '../../../kernel/describeValue.ts';
import { always, both, either, exactly, never, perhaps } from '../../machine/condition.ts';
import type { Condition } from '../../machine/condition.ts';
import { EVERY_BIT } from './marks.ts';
import type { Marking } from './marks.ts';
import { tracked } from './notInDumps.ts';

/** Where in the kernel a chain is called. */
export type Hook = 'prerouting' | 'input' | 'forward' | 'output' | 'postrouting';

export interface Packet {
  /** A pod's packet comes in and is forwarded; what runs on the node's own network sends from the node. */
  readonly path: 'forwarded' | 'local';
  readonly hook: Hook;
  /** Addresses that it may come from; nothing where the plan names none of the family. */
  readonly sources: FlowSet;
  /** Whether connection tracking has yet to see it, as in the table raw. */
  readonly isBeforeTracking: boolean;
  /** Flows that connection tracking was told to leave alone. */
  readonly untracked: Condition;
  /** What rules before this one may have marked, and what comes marked from outside of them. */
  readonly markings: readonly Marking[];
  /** Whether some rule may have given it another destination. */
  readonly mayBeTranslated: boolean;
}

/** Nothing is known of its marks. */
const ANY_MARK: Marking = { bits: EVERY_BIT, flows: ALL_FLOWS };

/** Before the source is translated, a pod's packet carries the pod's own address. */
export function packetFrom({ subject, network }: Origin): Packet {
  const isNode = subject.kind === 'node' || (subject.kind === 'workload' && subject.workload.hostNetwork);
  return {
    path: isNode ? 'local' : 'forwarded',
    hook: isNode ? 'output' : 'forward',
    sources: flowsTo(isNode ? network.nodeRanges : network.podRanges),
    isBeforeTracking: false,
    untracked: never,
    markings: [ANY_MARK],
    mayBeTranslated: false,
  };
}

/** One of which nothing is known, for what does not depend on the packet. */
export const somePacket: Packet = {
  path: 'forwarded',
  hook: 'forward',
  sources: NO_FLOWS,
  isBeforeTracking: false,
  untracked: never,
  markings: [ANY_MARK],
  mayBeTranslated: false,
};

const families = [
  { flows: ALL_IPV4_FLOWS, name: 'IPv4' },
  { flows: ALL_IPV6_FLOWS, name: 'IPv6' },
];

/** Whether the packet comes from one of these addresses. */
export function comesFrom({ sources, path }: Packet, ranges: readonly AddressRange[]): Condition {
  const wanted = flowsTo(ranges);
  const [field, whose] = path === 'local' ? ['nodeCidrs', 'nodes'] : ['podCidrs', 'pods'];
  return families.reduce<Condition>((all, { flows, name }) => {
    const own = intersect(sources, flows);
    const hit = intersect(wanted, flows);
    if (isEmpty(hit)) return all;
    if (covers(hit, flows)) return either(all, exactly(flows));
    if (isEmpty(own))
      return either(all, perhaps(`The ${name} addresses of the ${whose} are not known: set network.${field}.`, flows));
    if (isEmpty(intersect(own, hit))) return all;
    if (covers(hit, own)) return either(all, exactly(flows));
    return either(
      all,
      perhaps(`It is for some of the addresses that ${whose} have (network.${field}), and not for all of them.`, flows),
    );
  }, never);
}

export function goesTo(ranges: readonly AddressRange[]): Condition {
  return exactly(flowsTo(ranges));
}

/** The ports first to last, over every protocol that has ports. */
export function portServices(first: number, last: number): Services {
  return protocols.reduce((all, protocol) => uniteServices(all, servicesOf(protocol, first, last)), NO_SERVICES);
}

export function goesBy(services: Services): Condition {
  return exactly(withServices(ALL_FLOWS, services));
}

/** Whether one of these port ranges is where connections are opened from: a client takes any that is free. */
export function comesFromPort(ranges: readonly (readonly [first: number, last: number])[]): Condition {
  const [firstClient, lastClient] = linuxPorts;
  if (ranges.some(([first, last]) => first <= firstClient && last >= lastClient)) return always;
  const isClient = ranges.some(([first, last]) => last >= unprivilegedPorts[0] && first <= last);
  return isClient
    ? perhaps('It is for some of the ports that connections are opened from, and not for all of them.')
    : never;
}

const loopback = flowsTo(toRanges(['127.0.0.0/8', '::1/128']));
const multicast = flowsTo(toRanges(['224.0.0.0/4', 'ff00::/8']));
const broadcast = flowsTo(toRanges(['255.255.255.255/32']));
/** Addresses that the node itself may have: its own, and those of its bridges. A plan's destinations are elsewhere if public. */
const maybeLocal = unite(loopback, flowsTo([...privateRanges, ...toRanges(['169.254.0.0/16', 'fe80::/10'])]));

/** Whether the packet comes in or goes out by the interface; what a name ends in `wildcard` for is any that begins so. */
export function takesInterface(
  { path, hook }: Packet,
  direction: 'in' | 'out',
  name: string,
  wildcard: '+' | '*',
): Condition {
  if (name === wildcard) return always;
  const isDecided = direction === 'in' ? path === 'forwarded' : hook !== 'prerouting';
  if (!isDecided) return never;
  const unknownBecause = whichInterface(direction, name);
  if (name === 'lo') return path === 'local' ? { certain: loopback, possible: maybeLocal, unknownBecause } : never;
  if (path !== 'local') return perhaps(unknownBecause);
  const isForLoopback = name.endsWith(wildcard) && 'lo'.startsWith(name.slice(0, -1));
  return isForLoopback
    ? { certain: loopback, possible: ALL_FLOWS, unknownBecause }
    : perhaps(unknownBecause, subtract(ALL_FLOWS, loopback));
}

function whichInterface(direction: 'in' | 'out', name: string): string {
  return `Whether the traffic ${direction === 'in' ? 'comes in' : 'goes out'} by the interface ${name} is not known: \`ip route get ADDRESS\` on the node tells.`;
}

/** What routing makes of an address; undefined for a type that depends on the node's routes. */
export function goesToType(type: string): Condition | undefined {
  switch (type.toUpperCase()) {
    case 'UNSPEC':
      return never;
    case 'LOCAL':
      return { certain: loopback, possible: maybeLocal, unknownBecause: localUnknown };
    case 'UNICAST': {
      const others = unite(multicast, broadcast);
      return {
        certain: subtract(subtract(ALL_FLOWS, others), maybeLocal),
        possible: subtract(subtract(ALL_FLOWS, others), loopback),
        unknownBecause: localUnknown,
      };
    }
    case 'MULTICAST':
      return exactly(multicast);
    // No host has a broadcast address, whatever the prefix of its network is.
    case 'BROADCAST':
      return exactly(broadcast);
    default:
      return undefined;
  }
}

const localUnknown = 'Which addresses the node itself has is not known: `ip address` on the node tells.';

/** What routing makes of the packet's source. */
export function comesFromType({ path }: Packet, type: string): Condition | undefined {
  switch (type.toUpperCase()) {
    case 'LOCAL':
      return path === 'local' ? always : never;
    case 'UNICAST':
      return path === 'local' ? never : always;
    case 'UNSPEC':
    case 'MULTICAST':
    case 'BROADCAST':
      return never;
    default:
      return undefined;
  }
}

/**
 * Messages of ICMP that begin no connection. They are related or established where they answer one, else invalid; those by which
 * neighbours find each other are untracked. Source: net/netfilter/nf_conntrack_proto_icmp.c and nf_conntrack_proto_icmpv6.c.
 */
export const beginsNoConnection = withServices(
  ALL_FLOWS,
  subtractServices(
    uniteServices(messagesOf('ICMP'), messagesOf('ICMPv6')),
    uniteAllServices([
      ...[8, 13, 15, 17].map((request) => messagesOf('ICMP', request)),
      ...[128, 139].map((request) => messagesOf('ICMPv6', request)),
    ]),
  ),
);
const beginsConnection = subtract(ALL_FLOWS, beginsNoConnection);

/**
 * Whether connection tracking holds the first packet for one of these states. To rules that it comes to before connection tracking
 * it is invalid, or untracked once one of them says so. Source: net/netfilter/xt_conntrack.c and nft_ct.c.
 */
export function isInState(
  { isBeforeTracking, untracked, mayBeTranslated }: Packet,
  states: ReadonlySet<string>,
): Condition {
  if (isBeforeTracking) {
    if (states.has('INVALID') && states.has('UNTRACKED')) return always;
    return states.has('INVALID') || states.has('UNTRACKED') ? perhaps(notYetTracked) : never;
  }
  const parts: Condition[] = [];
  const isTracked: Condition = {
    certain: subtract(ALL_FLOWS, untracked.possible),
    possible: subtract(ALL_FLOWS, untracked.certain),
    unknownBecause: untracked.unknownBecause,
  };
  if (states.has('NEW')) parts.push(both(isTracked, exactly(beginsConnection)));
  if (['ESTABLISHED', 'RELATED', 'INVALID', 'UNTRACKED'].some((state) => states.has(state)))
    parts.push(perhaps(answers, beginsNoConnection));
  if (states.has('UNTRACKED')) parts.push(untracked);
  if (states.has('DNAT') && mayBeTranslated)
    parts.push(perhaps('Whether the destination was translated before is not followed.'));
  if (states.has('SNAT')) parts.push(perhaps('Whether the source was translated before is not followed.'));
  return parts.reduce(either, never);
}

const answers = 'Whether a message of ICMP belongs to a connection that is tracked is not known.';
const notYetTracked =
  'Connection tracking comes after this rule, and whether the packet is invalid or untracked to it is not followed.';

/** What goes by a connection that is tracked, where there may be none. */
export function whereTracked({ isBeforeTracking, untracked }: Packet, condition: Condition): Condition {
  if (isBeforeTracking) return perhaps(tracked);
  return either(
    both(condition, exactly(subtract(ALL_FLOWS, untracked.possible))),
    perhaps(tracked, untracked.possible),
  );
}

export function typeUnknown(type: string): string {
  return `Which addresses are of the type ${describeValue(type)} is not known: \`ip route show table all\` on the node tells.`;
}
