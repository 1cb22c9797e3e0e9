/**
 * Which connections speak an application protocol, as far as their port tells: what a standard port is for is spoken
 * there, and on other ports a rule by protocol may match or not. Source: IANA Service Name and Port Number Registry;
 * protocol names: Network Firewall API, StatefulRuleProtocol, and Suricata user guide, "Protocol".
 */
import { ALL_IPV4_FLOWS, ALL_IPV6_FLOWS } from '../../../flows/flowSet.ts';
import type { FlowSet } from '../../../flows/flowSet.ts';
import {
  ALL_SERVICES,
  CONNECTION_SERVICES,
  messagesOf,
  NO_SERVICES,
  servicesOf,
  subtractServices,
  uniteServices,
} from '../../../flows/services.ts';
import type { Protocol, Services } from '../../../flows/services.ts';

/** What a protocol keyword of a rule matches, for certain and possibly. */
export interface SpokenBy {
  readonly certain: Services;
  readonly possible: Services;
}

type StandardPorts = readonly (readonly [Protocol, number])[];

const standardPorts: ReadonlyMap<string, StandardPorts> = new Map(
  Object.entries<StandardPorts>({
    tls: [['TCP', 443]],
    ssl: [['TCP', 443]],
    http: [['TCP', 80]],
    http1: [['TCP', 80]],
    dns: [
      ['TCP', 53],
      ['UDP', 53],
    ],
    ssh: [['TCP', 22]],
    smtp: [['TCP', 25]],
    ftp: [['TCP', 21]],
    imap: [['TCP', 143]],
    smb: [['TCP', 445]],
    dcerpc: [['TCP', 135]],
    krb5: [
      ['TCP', 88],
      ['UDP', 88],
    ],
    rdp: [['TCP', 3389]],
    mqtt: [['TCP', 1883]],
    ntp: [['UDP', 123]],
    dhcp: [['UDP', 67]],
    tftp: [['UDP', 69]],
    quic: [['UDP', 443]],
    snmp: [['UDP', 161]],
    sip: [['UDP', 5060]],
    ikev2: [['UDP', 500]],
    ike: [['UDP', 500]],
    msn: [],
    http2: [],
  }),
);

/** Protocols of packets, not of applications. */
const packetProtocols: ReadonlyMap<string, Services> = new Map(
  Object.entries<Services>({
    ip: ALL_SERVICES,
    ip4: ALL_SERVICES,
    ipv4: ALL_SERVICES,
    ip6: ALL_SERVICES,
    ipv6: ALL_SERVICES,
    any: ALL_SERVICES,
    tcp: servicesOf('TCP'),
    'tcp-pkt': servicesOf('TCP'),
    'tcp-stream': servicesOf('TCP'),
    udp: servicesOf('UDP'),
    sctp: servicesOf('SCTP'),
    icmp: uniteServices(messagesOf('ICMP'), messagesOf('ICMPv6')),
    icmpv4: messagesOf('ICMP'),
    icmpv6: messagesOf('ICMPv6'),
  }),
);

export function servicesOfPacketProtocol(name: string): Services | undefined {
  return packetProtocols.get(name);
}

const flowsOfFamilies: ReadonlyMap<string, FlowSet> = new Map([
  ['ip4', ALL_IPV4_FLOWS],
  ['ipv4', ALL_IPV4_FLOWS],
  ['ip6', ALL_IPV6_FLOWS],
  ['ipv6', ALL_IPV6_FLOWS],
]);

/** The flows of the one version of IP that a protocol stands for; undefined where it stands for both. */
export function flowsOfFamily(name: string): FlowSet | undefined {
  return flowsOfFamilies.get(name);
}

const everyStandardPort: Services = toServices([...standardPorts.values()].flat());

export function servicesOfApplication(name: string): SpokenBy | undefined {
  const ports = standardPorts.get(name);
  if (ports === undefined) return undefined;
  const certain = toServices(ports);
  // Where no standard port is known, it may be spoken over anything.
  const carriers = ports.length === 0 ? CONNECTION_SERVICES : carriersOf(ports);
  return { certain, possible: uniteServices(certain, subtractServices(carriers, everyStandardPort)) };
}

function toServices(ports: StandardPorts): Services {
  return ports.reduce<Services>((all, [protocol, port]) => uniteServices(all, servicesOf(protocol, port)), NO_SERVICES);
}

function carriersOf(ports: StandardPorts): Services {
  return ports.reduce<Services>((all, [protocol]) => uniteServices(all, servicesOf(protocol)), NO_SERVICES);
}
