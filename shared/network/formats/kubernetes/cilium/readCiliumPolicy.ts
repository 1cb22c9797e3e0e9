import { describeValue } from '../../../../kernel/describeValue.ts';
import { covers, flowsTo } from '../../../flows/flowSet.ts';
import type { RulePlace } from '../../../machine/ruleProgram.ts';
import {
  messagesOf,
  NO_SERVICES,
  protocols,
  servicesOf,
  servicesOfProtocol,
  uniteAllServices,
  uniteServices,
} from '../../../flows/services.ts';
import type { IcmpVersion, Protocol, Services } from '../../../flows/services.ts';
import { hasContent, isRecord } from '../../../../kernel/jsonFields.ts';
import { makeReport, nameOf, namespaceOf, placeOf, recordAt } from '../manifestObject.ts';
import type { ManifestObject, ManifestProblem, Report } from '../manifestObject.ts';
import {
  isPortName,
  isPortNumber,
  readCidr,
  readList,
  readMap,
  refuseOtherFields,
  refuseOtherParts,
} from '../readFields.ts';
import { directions } from '../podPolicy.ts';
import type { Direction } from '../podPolicy.ts';
import { everyPort, unitePorts } from '../rulePorts.ts';
import type { RulePorts } from '../rulePorts.ts';
import { findAgentDoubt, giveObjects } from './agentRules.ts';
import { agentRuleKind, entities, openingOf, ruleFields, ruleSections } from './ciliumPolicy.ts';
import type {
  CidrGroup,
  CiliumEntry,
  CiliumOpening,
  CiliumPeer,
  CiliumPolicy,
  CiliumRule,
  CiliumSide,
  NamePattern,
} from './ciliumPolicy.ts';
import { namesAsked } from './dnsProxy.ts';
import { readCiliumSelector, readSubjectSelector, reservedEntity } from './readCiliumSelector.ts';

export const clusterwideKind = 'CiliumClusterwideNetworkPolicy';

/**
 * Reads a policy as strictly as Cilium and the API server do: one that they refuse is not in force, and what else is in its
 * place is not known.
 */
export function readCiliumPolicy(object: ManifestObject, problems: ManifestProblem[]): CiliumPolicy {
  const { value } = object;
  const isAgentRule = value['kind'] === agentRuleKind;
  const place = isAgentRule ? { ...placeOf(object), rule: nameOf(value) } : placeOf(object);
  let notUnderstood: string | undefined;
  const note = (message: string): void => void (notUnderstood ??= message);
  const report = makeReport(place, problems, note);

  refuseOtherParts(value, 'The policy', report, ['spec', 'specs']);
  const namespace = isAgentRule || value['kind'] === clusterwideKind ? undefined : namespaceOf(value);
  const specs = readList(value, 'specs', report);
  if ((value['spec'] ?? null) === null && specs.length === 0) report.refuse('It has no spec.', 'Write spec or specs.');
  const rules = [
    ...((value['spec'] ?? null) === null ? [] : [{ rule: value['spec'], path: ['spec'] }]),
    ...specs.map((rule, index) => ({ rule, path: ['specs', index] })),
  ].map(({ rule, path }) =>
    readRule(rule, { ...place, path: [...place.path, ...path] }, report.at(...path), namespace),
  );
  if (isAgentRule) refuseDoubtful(rules, (entryPlace) => makeReport(entryPlace, problems, note));
  return {
    name: nameOf(value),
    namespace,
    rules: rules.length > 0 ? rules : [refusedRule(place)],
    place,
    notUnderstood,
  };
}

function refuseDoubtful(rules: readonly CiliumRule[], reportAt: (place: RulePlace) => Report): void {
  for (const { egress, ingress } of rules) {
    for (const { peers = [], place } of [egress, ingress].flatMap(({ allow, deny }) => [...allow, ...deny])) {
      for (const doubt of new Set(peers.map((peer) => findAgentDoubt(peer)))) {
        if (doubt !== undefined) reportAt(place).refuse(doubt, giveObjects);
      }
    }
  }
}

/** It may be for any pod. */
function refusedRule(place: RulePlace): CiliumRule {
  const closed: CiliumSide = { allow: [], deny: [], closes: true };
  return { endpointSelector: [], egress: closed, ingress: closed, place };
}

/** Rules by name without a DNS proxy that could know any name: they are in force and open nothing. */
export function warnOfUnseenNames(policies: readonly CiliumPolicy[], problems: ManifestProblem[]): void {
  const entries = policies.flatMap(({ rules, place: { rule } }) =>
    rules.flatMap(({ egress }) => egress.allow.map((entry) => ({ entry, place: { ...entry.place, rule } }))),
  );
  if (entries.some(({ entry }) => namesAsked(entry).length > 0)) return;
  for (const { entry, place } of entries) {
    if (entry.peers?.some(({ kind }) => kind === 'name') !== true) continue;
    makeReport(place, problems).warn(
      'It goes by name (toFQDNs), and no rule in the files lets the DNS proxy see any query, so it opens nothing.',
      'Add rules.dns to the rule that opens DNS to these pods.',
    );
  }
}

export function readCidrGroup(object: ManifestObject, problems: ManifestProblem[]): CidrGroup {
  const place = placeOf(object);
  let notUnderstood: string | undefined;
  const report = makeReport(place, problems, (message) => (notUnderstood ??= message));
  const labels = refuseOtherParts(object.value, 'The group', report);
  const spec = readMap(object.value, 'spec', report);
  refuseOtherFields(spec, ['externalCIDRs'], 'spec', report.at('spec'));
  const inCidrs = report.at('spec', 'externalCIDRs');
  return {
    name: nameOf(object.value),
    labels,
    cidrs: readList(spec, 'externalCIDRs', report.at('spec')).flatMap(
      (cidr, index) => readCidr(cidr, inCidrs.at(index))?.canonical ?? [],
    ),
    place,
    notUnderstood,
  };
}

/** `namespace` is that of the policy; undefined where it holds in all, and may be for nodes. */
function readRule(value: unknown, place: RulePlace, report: Report, namespace: string | undefined): CiliumRule {
  if (!isRecord(value)) {
    report.refuse('A rule must be a map.', 'Write endpointSelector and egress below it.');
    return refusedRule(place);
  }
  refuseOtherFields(value, ruleFields, 'A rule', report);
  const mayBeForNodes = namespace === undefined;
  const isForNodes = (value['nodeSelector'] ?? null) !== null;
  const isForPods = (value['endpointSelector'] ?? null) !== null;
  if (isForNodes === isForPods || (isForNodes && !mayBeForNodes)) {
    const fields = mayBeForNodes ? 'one of endpointSelector and nodeSelector' : 'endpointSelector alone';
    report.refuse(`A rule has ${fields}.`, 'For all pods write `endpointSelector: {}`.');
  }
  refuseOtherFields(
    readMap(value, 'enableDefaultDeny', report),
    directions,
    'enableDefaultDeny',
    report.at('enableDefaultDeny'),
  );
  if (!ruleSections.some((section) => hasContent(value[section]))) {
    report.warn(
      'It has no rules, so that it has no effect, and Cilium refuses it from release 1.17 on.',
      `Write ${ruleSections.join(', ')}, or leave it out.`,
    );
  }
  return {
    endpointSelector: isForNodes
      ? undefined
      : (readEndpointSelector(value['endpointSelector'], report.at('endpointSelector'), namespace) ?? []),
    egress: readSide(value, 'egress', place, report),
    ingress: readSide(value, 'ingress', place, report),
    place,
  };
}

/** As Cilium adds it to each selector of pods in a namespaced policy, in place of what is written there. */
const addedNamespaceKey = 'k8s:io.kubernetes.pod.namespace';

/** A namespaced policy is for pods of its own namespace, whichever other its selector names. */
function readEndpointSelector(value: unknown, report: Report, namespace: string | undefined) {
  const labels = isRecord(value) ? recordAt(value, 'matchLabels') : {};
  const { [addedNamespaceKey]: named, ...others } = labels;
  if (!isRecord(value) || namespace === undefined || named === undefined || named === namespace) {
    return readSubjectSelector(value, report);
  }
  report
    .at('matchLabels', addedNamespaceKey)
    .warn(
      `Cilium leaves out that it selects pods of another namespace (${describeValue(named)}), and takes all of its own that the rest selects.`,
      'Move the policy there, or make it a CiliumClusterwideNetworkPolicy.',
    );
  return readSubjectSelector({ ...value, matchLabels: others }, report);
}

function readSide(rule: Record<string, unknown>, direction: Direction, place: RulePlace, report: Report): CiliumSide {
  const readEntries = (field: EntryField): readonly CiliumEntry[] =>
    readList(rule, field, report).map((entry, index) =>
      readEntry(entry, field, { ...place, path: [...place.path, field, index] }, report.at(field, index)),
    );
  const allow = readEntries(direction);
  const deny = readEntries(`${direction}Deny`);
  const enabled = recordAt(rule, 'enableDefaultDeny')[direction] ?? true;
  if (typeof enabled !== 'boolean') {
    report.at('enableDefaultDeny', direction).refuse('It must be true or false.', 'Write one of the two.');
  }
  return { allow, deny, closes: enabled !== false && allow.length + deny.length > 0 };
}

type EntryField = Direction | `${Direction}Deny`;

type PeerReader = (value: unknown, report: Report) => readonly CiliumPeer[];

const readBlock: PeerReader = (value, report) => {
  const cidr = readCidr(value, report)?.canonical;
  return cidr === undefined ? [] : [{ kind: 'block', cidr, except: [] }];
};

const readFqdn: PeerReader = (value, report) => {
  const pattern = readName(value, report);
  return pattern === undefined ? [] : [{ kind: 'name', pattern }];
};

const readNode: PeerReader = (value, report) => {
  const selector = readCiliumSelector(value, report);
  return selector === undefined ? [] : [{ kind: 'nodes', selector }];
};

const readGroup: PeerReader = () => [
  {
    kind: 'unknown',
    because:
      'Groups (toGroups, fromGroups) stand for addresses that the cloud tells while the cluster runs: name them by CIDR.',
  },
];

/** A rule may use one of these. */
const peerReaders: Readonly<Record<Direction, Readonly<Record<string, PeerReader>>>> = {
  egress: {
    toEndpoints: readEndpoints,
    toEntities: readEntity,
    toCIDR: readBlock,
    toCIDRSet: readCidrSet,
    toFQDNs: readFqdn,
    toServices: readService,
    toNodes: readNode,
    toGroups: readGroup,
  },
  ingress: {
    fromEndpoints: readEndpoints,
    fromEntities: readEntity,
    fromCIDR: readBlock,
    fromCIDRSet: readCidrSet,
    fromNodes: readNode,
    fromGroups: readGroup,
  },
};

function readEntry(value: unknown, field: EntryField, place: RulePlace, report: Report): CiliumEntry {
  const entry = value ?? {};
  if (!isRecord(entry)) {
    report.refuse('A rule must be a map.', 'Write its peers and ports below it.');
    return { peers: [], openings: [], place };
  }
  const isDeny = field.endsWith('Deny');
  const readers = peerReaders[field.startsWith('egress') ? 'egress' : 'ingress'];
  const fields = Object.keys(readers).filter((one) => !(isDeny && one === 'toFQDNs'));
  refuseOtherFields(
    entry,
    [...fields, 'toPorts', 'icmps', ...(isDeny ? [] : ['authentication'])],
    `A rule of ${field}`,
    report,
  );
  const given = fields.filter((one) => (entry[one] ?? null) !== null);
  const filled = given.filter((one) => readList(entry, one, report).length > 0);
  if (filled.length > 1) {
    report.refuse(`${filled.join(' and ')} can’t stand in one rule.`, 'Make a rule of each.');
  }
  const peers = given.flatMap((one) =>
    readList(entry, one, report).flatMap((peer, index) => readers[one]?.(peer, report.at(one, index)) ?? []),
  );
  const ports = readList(entry, 'toPorts', report);
  const icmps = readList(entry, 'icmps', report);
  if (ports.length > 0 && icmps.length > 0) report.refuse('icmps and toPorts can’t stand in one rule.', 'Make two.');
  const login = readAuthentication(entry, report);
  const messages = icmps.map((icmp, index) => readMessages(icmp, report.at('icmps', index)));
  const openings =
    messages.length > 0
      ? [openingOf({ numbered: uniteAllServices(messages), named: [] })]
      : readOpenings(ports, report.at('toPorts'), isDeny);
  if (field === 'ingress') refuseOnIngress(ports, report.at('toPorts'));
  const limit = filled.includes('toServices') && ports.length > 0 ? servicesWithPorts : undefined;
  const hasPorts = ports.length + icmps.length > 0;
  const isForNobody = given.some((one) => !filled.includes(one) && !fieldsForAny.has(one));
  const isForAny = hasPorts && filled.length === 0 && !isForNobody;
  return {
    // Nothing at all is written for a rule that opens nothing.
    peers: given.length === 0 ? (hasPorts ? undefined : []) : isForNobody ? [] : isForAny ? [anybody] : peers,
    openings: openings.map((opening) => ({ ...opening, limit: opening.limit ?? limit, login })),
    place,
  };
}

/**
 * Empty lists that say nothing of whom a rule is for, and not nobody as others do, whatever stands beside them: beside ports
 * they are for anybody in newer releases. Source: cilium pkg/policy/utils/parserules.go, mergeEndpointSelectors.
 */
const fieldsForAny: ReadonlySet<string> = new Set(['toFQDNs', 'toServices', 'toGroups', 'fromGroups']);

const anybody: CiliumPeer = {
  kind: 'unknown',
  because:
    'An empty list of names, Services or groups beside ports stands for nobody or for anybody, as releases of Cilium differ: name some, or leave the rule out.',
};

/** What Cilium looks into only where pods open connections. */
function refuseOnIngress(ports: readonly unknown[], report: Report): void {
  for (const [index, entry] of ports.entries()) {
    if (!isRecord(entry)) continue;
    const refuse = (field: string): void =>
      report.at(index).refuse(`${field} can’t stand in a rule of ingress.`, 'Leave it out.');
    if (isFilled(recordAt(entry, 'rules'), 'dns')) refuse('rules.dns');
    if (isGiven(entry, 'listener')) refuse('listener');
  }
}

const servicesWithPorts =
  'Releases of Cilium differ in whether toServices may stand beside toPorts: name what is behind the Service instead.';

function readAuthentication(entry: Record<string, unknown>, report: Report): string | undefined {
  const authentication = readMap(entry, 'authentication', report);
  refuseOtherFields(authentication, ['mode'], 'authentication', report.at('authentication'));
  const { mode } = authentication;
  if (!isGiven(entry, 'authentication') || mode === 'disabled') return undefined;
  if (mode === 'required' || mode === 'test-always-fail') {
    return `It lets through who has proved its identity (authentication ${mode}), which is not judged.`;
  }
  report
    .at('authentication')
    .refuse(`“${describeValue(mode)}” is no mode of authentication.`, 'Write required or disabled.');
  return undefined;
}

/**
 * An entry of `icmps`: `{ fields: [{ family: IPv4, type: EchoRequest }] }`, each type with every code. Type 0 is every message
 * to Cilium from 1.16 on, which keeps types as ports. Source: cilium pkg/policy/api/icmp.go, PortProtocol; pkg/policy/l4.go,
 * keysForRange.
 */
function readMessages(value: unknown, report: Report): Services {
  if (!isRecord(value)) {
    report.refuse('An entry of icmps must be a map.', 'Write `- fields: […]`.');
    return NO_SERVICES;
  }
  refuseOtherFields(value, ['fields'], 'An entry of icmps', report);
  const fields = readList(value, 'fields', report);
  if (fields.length > mostPorts) {
    report.refuse(`It has more than ${mostPorts} messages.`, 'Make several entries of it.');
  }
  return uniteAllServices(
    fields.map((field, index) => {
      const { family = 'IPv4', type, ...others } = isRecord(field) ? field : {};
      const version = family === 'IPv4' ? 'ICMP' : family === 'IPv6' ? 'ICMPv6' : undefined;
      const known = version === undefined ? undefined : typeNumber(version, type);
      if (version !== undefined && known !== undefined && Object.keys(others).length === 0) {
        return messagesOf(version, known === 0 ? undefined : known);
      }
      report
        .at('fields', index)
        .refuse('It names no message of ICMP.', 'Write a family, IPv4 or IPv6, and a type by its number or name.');
      return NO_SERVICES;
    }),
  );
}

function typeNumber(version: IcmpVersion, type: unknown): number | undefined {
  const number = typeof type === 'string' ? (messageTypes[version].get(type) ?? numberIn(type)) : type;
  return typeof number === 'number' && Number.isInteger(number) && number >= 0 && number <= 255 ? number : undefined;
}

/** Cilium takes a number that begins with 0 for octal or hexadecimal, which nobody means. */
function numberIn(text: string): number {
  return /^(?:0|[1-9]\d{0,4})$/.test(text) ? Number(text) : Number.NaN;
}

/** Source: cilium pkg/policy/api/icmp.go. */
const messageTypes: Readonly<Record<IcmpVersion, ReadonlyMap<string, number>>> = {
  ICMP: new Map([
    ['EchoReply', 0],
    ['DestinationUnreachable', 3],
    ['Redirect', 5],
    ['Echo', 8],
    ['EchoRequest', 8],
    ['RouterAdvertisement', 9],
    ['RouterSelection', 10],
    ['TimeExceeded', 11],
    ['ParameterProblem', 12],
    ['Timestamp', 13],
    ['TimestampReply', 14],
    ['Photuris', 40],
    ['ExtendedEchoRequest', 42],
    ['ExtendedEchoReply', 43],
  ]),
  ICMPv6: new Map([
    ['DestinationUnreachable', 1],
    ['PacketTooBig', 2],
    ['TimeExceeded', 3],
    ['ParameterProblem', 4],
    ['EchoRequest', 128],
    ['EchoReply', 129],
    ['MulticastListenerQuery', 130],
    ['MulticastListenerReport', 131],
    ['MulticastListenerDone', 132],
    ['RouterSolicitation', 133],
    ['RouterAdvertisement', 134],
    ['NeighborSolicitation', 135],
    ['NeighborAdvertisement', 136],
    ['RedirectMessage', 137],
    ['RouterRenumbering', 138],
    ['ICMPNodeInformationQuery', 139],
    ['ICMPNodeInformationResponse', 140],
    ['InverseNeighborDiscoverySolicitation', 141],
    ['InverseNeighborDiscoveryAdvertisement', 142],
    ['HomeAgentAddressDiscoveryRequest', 144],
    ['HomeAgentAddressDiscoveryReply', 145],
    ['MobilePrefixSolicitation', 146],
    ['MobilePrefixAdvertisement', 147],
    ['DuplicateAddressRequestCodeSuffix', 157],
    ['DuplicateAddressConfirmationCodeSuffix', 158],
    ['ExtendedEchoRequest', 160],
    ['ExtendedEchoReply', 161],
  ]),
};

/**
 * A rule without toPorts opens every port, and whatever has none. An entry of toPorts opens what it names, and nothing where it
 * names no port. Source: cilium pkg/policy/rule.go, which goes through the ports of each entry.
 */
function readOpenings(ports: readonly unknown[], report: Report, isDeny: boolean): readonly CiliumOpening[] {
  if (ports.length === 0) return [openingOf(everyPort)];
  return ports.map((entry, index) => readOpening(entry, report.at(index), isDeny));
}

const noPorts: RulePorts = { numbered: NO_SERVICES, named: [] };

function readOpening(value: unknown, report: Report, isDeny: boolean): CiliumOpening {
  if (!isRecord(value)) {
    report.refuse('An entry of toPorts must be a map.', 'Write `- ports: […]`.');
    return openingOf(noPorts);
  }
  const fields = ['ports', ...(isDeny ? [] : ['rules', 'listener', 'terminatingTLS', 'originatingTLS', 'serverNames'])];
  refuseOtherFields(value, fields, 'An entry of toPorts', report);
  const written = readList(value, 'ports', report);
  const ports = unitePorts(written.map((port, index) => readPort(port, report.at('ports', index))));
  if (written.length > mostPorts) report.refuse(`It has more than ${mostPorts} ports.`, 'Make several entries of it.');
  const serverNames = readList(value, 'serverNames', report);
  if (isGiven(value, 'serverNames') && serverNames.length === 0) {
    report.at('serverNames').refuse('It lists no name.', 'Write names, or leave it out.');
  }
  const rules = readMap(value, 'rules', report);
  const inRules = report.at('rules');
  refuseOtherFields(rules, ['http', 'dns', 'kafka', 'l7', 'l7proto'], 'rules', inRules);
  refuseLayer7(value, rules, written.filter(isRecord), report);
  const dns = readList(rules, 'dns', inRules);
  if (written.length === 0 && dns.length === 0) {
    report.warn('It names no ports, and stands for none.', 'Write ports; port "0" stands for every one.');
  }
  return {
    ports,
    dnsNames:
      dns.length === 0 ? undefined : dns.flatMap((name, index) => readName(name, inRules.at('dns', index)) ?? []),
    serverNames:
      serverNames.length === 0
        ? undefined
        : serverNames.flatMap((name, index) => readServerName(name, report.at('serverNames', index)) ?? []),
    limit: findLimit(value, rules),
    login: undefined,
  };
}

const mostPorts = 40;

function isGiven(record: Record<string, unknown>, field: string): boolean {
  return (record[field] ?? null) !== null;
}

function isFilled(rules: Record<string, unknown>, field: string): boolean {
  return isGiven(rules, field) && !(Array.isArray(rules[field]) && rules[field].length === 0);
}

/** Rules for what an application says go with few other fields, and with few ports. */
function refuseLayer7(
  entry: Record<string, unknown>,
  rules: Record<string, unknown>,
  ports: readonly Record<string, unknown>[],
  report: Report,
): void {
  const refuse = (message: string): void => report.at('rules').refuse(message, 'Make an entry of its own for each.');
  const kinds = ['http', 'kafka', 'dns', 'l7proto'].filter((field) => isGiven(rules, field));
  if (kinds.length > 1) refuse(`rules.${kinds.join(' and rules.')} can’t stand in one entry.`);
  if (kinds.length === 0 && isGiven(entry, 'rules')) refuse('rules must have one of http and dns.');
  const kind = kinds.find((field) => isFilled(rules, field));
  if (kind === undefined) return;
  const other = ['listener', ...(isGiven(entry, 'terminatingTLS') ? [] : ['serverNames'])].find((field) =>
    isFilled(entry, field),
  );
  if (other !== undefined) refuse(`rules.${kind} can’t stand beside ${other}.`);
  if (ports.some(({ port }) => port === '0')) refuse(`rules.${kind} needs other ports than 0.`);
  if (kind !== 'dns') {
    if (ports.some(({ protocol }) => protocol !== 'TCP')) refuse(`rules.${kind} needs the protocol TCP.`);
    return;
  }
  if (ports.length === 0) refuse('rules.dns needs the port of DNS.');
  if (ports.some(({ endPort = 0 }) => endPort !== 0)) refuse('rules.dns can’t stand with a range of ports.');
}

/** What else must be so for a connection to come through, and is not judged. */
function findLimit(entry: Record<string, unknown>, rules: Record<string, unknown>): string | undefined {
  if (isFilled(rules, 'http')) {
    return 'Only the HTTP requests that rules.http lists come through there: which ones are sent is not known.';
  }
  const other = ['kafka', 'l7', 'l7proto'].find((field) => isFilled(rules, field));
  if (other !== undefined) return `Only what rules.${other} lists comes through there, which is not judged.`;
  if (isGiven(entry, 'listener'))
    return 'It leads through a listener of Envoy’s own, whose rules are not among the files.';
  const termination = ['terminatingTLS', 'originatingTLS'].find((field) => isGiven(entry, field));
  return termination === undefined
    ? undefined
    : `Cilium ends TLS there (${termination}), which works with a certificate that the pods trust: that is not judged.`;
}

/** The protocols that a port may have beside those that carry ports. Source: IANA "Protocol Numbers". */
const otherProtocols: ReadonlyMap<unknown, number> = new Map([
  ['IGMP', 2],
  ['IPIP', 4],
  ['IPV6', 41],
  ['GRE', 47],
  ['ESP', 50],
  ['AH', 51],
  ['VRRP', 112],
]);

function readPort(value: unknown, report: Report): RulePorts {
  if (!isRecord(value)) {
    report.refuse('A port must be a map.', 'Write `- port: "443"`.');
    return noPorts;
  }
  refuseOtherFields(value, ['port', 'endPort', 'protocol'], 'A port', report);
  const { port, endPort = 0, protocol: wanted = 'ANY' } = value;
  const meant: readonly Protocol[] = wanted === 'ANY' ? protocols : protocols.filter((known) => known === wanted);
  const other = otherProtocols.get(wanted);
  if (meant.length === 0 && other === undefined) {
    report.at('protocol').refuse(`“${describeValue(wanted)}” is no protocol.`, 'Use TCP, UDP, SCTP or ANY.');
  }
  if (endPort !== 0 && !isPortNumber(endPort)) {
    report.at('endPort').refuse(`“${describeValue(endPort)}” is no port.`, 'Write a number from 0 to 65535.');
    return noPorts;
  }
  const isOne = meant.length === 1;
  if (typeof port === 'string' && isPortName(port.toLowerCase())) {
    return { numbered: NO_SERVICES, named: [{ name: port.toLowerCase(), protocol: isOne ? meant[0] : undefined }] };
  }
  if (port === undefined && other !== undefined) {
    report.refuse(
      `${describeValue(wanted)} without a port needs enable-extended-ip-protocols of Cilium, which is not judged.`,
      'Write `port: "0"` beside it.',
    );
    return noPorts;
  }
  const first = typeof port === 'string' ? numberIn(port) : Number.NaN;
  if (!(first === 0 || isPortNumber(first))) {
    report
      .at('port')
      .refuse(`“${describeValue(port)}” is no port.`, 'Write a number from 0 to 65535 in quotes, or a name.');
    return noPorts;
  }
  if (first !== 0 && other !== undefined) report.at('port').refuse('Its protocol has no ports.', 'Write `port: "0"`.');
  if (endPort !== 0 && !(first > 0 && endPort >= first)) {
    report.at('endPort').refuse('endPort needs a numeric port that is not above it.', 'Correct the range.');
  }
  // Port 0 stands for every port.
  const bounds = first === 0 ? [] : [first, endPort === 0 ? first : endPort];
  const numbered = meant.reduce<Services>(
    (all, protocol) => uniteServices(all, servicesOf(protocol, ...bounds)),
    other === undefined ? NO_SERVICES : servicesOfProtocol(other),
  );
  return { numbered, named: [] };
}

/** Labels with a dot between them, and perhaps one behind, as the resources themselves have it. */
const exactName = /^[-a-z0-9_]+(?:\.[-a-z0-9_]+)*\.?$/i;
const patternOfNames = /^[-a-z0-9_*]+(?:\.[-a-z0-9_*]+)*\.?$/i;
const longestName = 255;

function readName(value: unknown, report: Report): NamePattern | undefined {
  if (!isRecord(value)) {
    report.refuse('A name must be a map.', 'Write `- matchName: www.example.com`.');
    return undefined;
  }
  refuseOtherFields(value, ['matchName', 'matchPattern'], 'A name', report);
  const { matchName = '', matchPattern = '' } = value;
  if ((matchName === '') === (matchPattern === '')) {
    report.refuse('A name has either matchName or matchPattern.', 'Write one of the two.');
    return undefined;
  }
  return matchName === ''
    ? toPattern(matchPattern, 'pattern', report.at('matchPattern'))
    : toPattern(matchName, 'name', report.at('matchName'));
}

function toPattern(value: unknown, kind: NamePattern['kind'], report: Report): NamePattern | undefined {
  const allowed = kind === 'name' ? exactName : patternOfNames;
  if (typeof value === 'string' && value.length <= longestName && allowed.test(value)) {
    return { kind, text: value.toLowerCase().replace(/\.$/, '') };
  }
  report.refuse(`“${describeValue(value)}” is no name.`, 'Write it as www.example.com; only matchPattern takes stars.');
  return undefined;
}

function readServerName(value: unknown, report: Report): NamePattern | undefined {
  return toPattern(value, typeof value === 'string' && value.includes('*') ? 'pattern' : 'name', report);
}

function readEndpoints(value: unknown, report: Report): readonly CiliumPeer[] {
  const entity = reservedEntity(value);
  if (entity === 'world') return [{ kind: 'world-label' }];
  if (entity !== undefined) return [{ kind: 'entity', entity }];
  const selector = readCiliumSelector(value, report);
  return selector === undefined ? [] : [{ kind: 'endpoints', selector }];
}

function readEntity(value: unknown, report: Report): readonly CiliumPeer[] {
  const entity = entities.find((known) => known === value);
  if (entity !== undefined) return [{ kind: 'entity', entity }];
  report.refuse(`“${describeValue(value)}” is no entity.`, `Use one of ${entities.join(', ')}.`);
  return [];
}

function readCidrSet(value: unknown, report: Report): readonly CiliumPeer[] {
  if (!isRecord(value)) {
    report.refuse('An entry of toCIDRSet or fromCIDRSet must be a map.', 'Write `- cidr: 203.0.113.0/24`.');
    return [];
  }
  const kinds = ['cidr', 'cidrGroupRef', 'cidrGroupSelector'];
  refuseOtherFields(value, [...kinds, 'except'], 'An entry of toCIDRSet or fromCIDRSet', report);
  const given = kinds.filter((kind) => (value[kind] ?? '') !== '');
  const [kind] = given;
  if (given.length !== 1)
    report.refuse(`It must have one of ${kinds.join(', ')}, and only one.`, 'Make one entry of each.');
  const holes = readList(value, 'except', report).flatMap(
    (hole, index) => readCidr(hole, report.at('except', index)) ?? [],
  );
  const except = holes.map(({ canonical }) => canonical);
  switch (kind) {
    case 'cidr': {
      const block = readCidr(value['cidr'], report.at('cidr'));
      if (block === undefined) return [];
      const { canonical: cidr, range } = block;
      const beyond = holes.find((hole) => !covers(flowsTo([range]), flowsTo([hole.range])));
      if (beyond !== undefined) {
        report
          .at('except')
          .refuse(`${beyond.canonical} is no part of ${cidr}.`, 'Correct the exception, or the range.');
      }
      return [{ kind: 'block', cidr, except }];
    }
    case 'cidrGroupRef':
      return [{ kind: 'group', name: describeValue(value['cidrGroupRef']), except }];
    case 'cidrGroupSelector': {
      const selector = readCiliumSelector(value['cidrGroupSelector'], report.at('cidrGroupSelector'));
      return selector === undefined ? [] : [{ kind: 'groups', selector, except }];
    }
    default:
      return [];
  }
}

function readService(value: unknown, report: Report): readonly CiliumPeer[] {
  if (!isRecord(value)) {
    report.refuse('A Service must be a map.', 'Write k8sService or k8sServiceSelector below it.');
    return [];
  }
  refuseOtherFields(value, ['k8sService', 'k8sServiceSelector'], 'A Service', report);
  const named = readMap(value, 'k8sService', report);
  const selected = readMap(value, 'k8sServiceSelector', report);
  refuseOtherFields(named, ['serviceName', 'namespace'], 'k8sService', report.at('k8sService'));
  refuseOtherFields(selected, ['selector', 'namespace'], 'k8sServiceSelector', report.at('k8sServiceSelector'));
  const namespaceIn = ({ namespace }: Record<string, unknown>): string | undefined =>
    typeof namespace === 'string' && namespace !== '' ? namespace : undefined;
  if (isGiven(value, 'k8sServiceSelector')) {
    // It wins over a name beside it.
    const selector = readCiliumSelector(selected['selector'], report.at('k8sServiceSelector', 'selector'));
    return selector === undefined ? [] : [{ kind: 'services', namespace: namespaceIn(selected), selector }];
  }
  const { serviceName } = named;
  return typeof serviceName === 'string' ? [{ kind: 'service', namespace: namespaceIn(named), name: serviceName }] : [];
}
