import type { Family } from '../../../flows/address.ts';
import { describeValue } from '../../../../kernel/describeValue.ts';
import type { RulePlace } from '../../../machine/ruleProgram.ts';
import {
  ALL_SERVICES,
  areEqualServices,
  icmpVersions,
  messagesOf,
  NO_SERVICES,
  protocols,
  servicesOf,
  servicesOfProtocol,
  subtractServices,
  uniteAllServices,
} from '../../../flows/services.ts';
import type { Services } from '../../../flows/services.ts';
import { hasContent, isRecord } from '../../../../kernel/jsonFields.ts';
import type { Report } from '../manifestObject.ts';
import type { Direction } from '../podPolicy.ts';
import { isPortName, isPortNumber, readCidr, readList, readMap, refuseOtherFields } from '../readFields.ts';
import type { RulePorts } from '../rulePorts.ts';
import type { CalicoEntity, CalicoRule } from './calicoPolicy.ts';
import { parseCalicoSelector, saysGlobal } from './calicoSelector.ts';
import type { CalicoSelector } from './calicoSelector.ts';
import { readNet } from './readNet.ts';

const actions: Readonly<Record<string, CalicoRule['action'] | 'log'>> = {
  Allow: 'allow',
  Deny: 'deny',
  Pass: 'pass',
  Log: 'log',
};

const ruleFields = [
  'action',
  'ipVersion',
  'protocol',
  'notProtocol',
  'icmp',
  'notICMP',
  'source',
  'destination',
  'http',
  'metadata',
];

/** The list of a policy that a rule stands in. */
export interface RuleList {
  readonly direction: Direction;
  readonly isGlobal: boolean;
  /**
   * Whether it is written as Calico stores it, past the API that refuses rules. Felix, which reads it, takes more: addresses
   * alone, bits behind the mask, names of protocols in any letters, and of each family what there is for it. Source: calico
   * libcalico-go/lib/backend/syncersv1/updateprocessors/rules.go and validator/v1, validateBackendRule.
   */
  readonly isStored: boolean;
}

/** Undefined for a rule that logs alone, and for one that was refused. */
export function readCalicoRule(
  value: unknown,
  place: RulePlace,
  list: RuleList,
  report: Report,
): CalicoRule | undefined {
  if (!isRecord(value)) {
    report.refuse('A rule must be a map.', 'Write its action below it.');
    return undefined;
  }
  refuseOtherFields(value, ruleFields, 'A rule', report);
  const { action: written } = value;
  const action = typeof written === 'string' && Object.hasOwn(actions, written) ? actions[written] : undefined;
  if (action === undefined) {
    report.at('action').refuse(`“${describeValue(written)}” is no action.`, 'Use Allow, Deny, Pass or Log.');
  }
  const protocol = readProtocol(value['protocol'], list, report.at('protocol'));
  const notProtocol = readProtocol(value['notProtocol'], list, report.at('notProtocol'));
  const inICMP = readMessages(value, 'icmp', protocol, report);
  const notICMP = readMessages(value, 'notICMP', protocol, report);
  const carried = subtractServices(
    subtractServices(inICMP ?? protocol ?? ALL_SERVICES, notProtocol ?? NO_SERVICES),
    notICMP ?? NO_SERVICES,
  );
  const source = readMap(value, 'source', report);
  const destination = readMap(value, 'destination', report);
  const inDestination = report.at('destination');
  const family = readFamily(value['ipVersion'], report.at('ipVersion'));
  if (!list.isStored) {
    refuseOtherFamilies({ family, protocols: [protocol, notProtocol], ends: [source, destination] }, report);
    refuseStrayHttp(value, protocol, list, report);
  }
  refuseStrayServices({ source, destination }, list, report);
  const hasPorts = [source, destination].some((entity) => isFilled(entity, 'ports') || isFilled(entity, 'notPorts'));
  if (hasPorts && !protocols.some((one) => protocol !== undefined && protocol[one].length > 0)) {
    report.refuse('Rules with ports need a protocol that has some.', 'Write `protocol: TCP`, UDP or SCTP.');
  }
  const sourcePorts = (['ports', 'notPorts'] as const).map((field) =>
    readPorts(source, field, carried, report.at('source')),
  );
  const ports = readPorts(destination, 'ports', carried, inDestination);
  const notPorts = readPorts(destination, 'notPorts', carried, inDestination);
  const open = ports ?? { numbered: carried, named: [] };
  const ends = {
    source: readEntity(source, list, report.at('source')),
    destination: readEntity(destination, list, inDestination),
  };
  if (action === 'log' || action === undefined) return undefined;
  return {
    action,
    family,
    ports: { numbered: subtractServices(open.numbered, notPorts?.numbered ?? NO_SERVICES), named: open.named },
    notNamed: notPorts?.named ?? [],
    ...ends,
    goesBySourcePorts: sourcePorts.some((listed) => listed !== undefined),
    limit:
      (value['http'] ?? null) === null
        ? undefined
        : 'It matches HTTP requests alone (http): which ones are sent is not known.',
    place,
  };
}

function isFilled(entity: Record<string, unknown>, field: string): boolean {
  const list = entity[field];
  return Array.isArray(list) && list.length > 0;
}

function readFamily(value: unknown, report: Report): Family | undefined {
  if (value === undefined || value === null) return undefined;
  if (value === 4 || value === 6) return value;
  report.refuse(`“${describeValue(value)}” is no version of IP.`, 'Write 4 or 6.');
  return undefined;
}

/** All addresses of a rule are of one family, that of `ipVersion` and of the version of ICMP that it names. */
function refuseOtherFamilies(
  {
    family,
    protocols: named,
    ends,
  }: {
    readonly family: Family | undefined;
    readonly protocols: readonly (Services | undefined)[];
    readonly ends: readonly Record<string, unknown>[];
  },
  report: Report,
): void {
  const nets = ends.flatMap((end) => [end['nets'], end['notNets']].flat()).filter((net) => typeof net === 'string');
  const ofNets = new Set(nets.map((net): Family => (net.includes(':') ? 6 : 4)));
  if (ofNets.size > 1) {
    report.refuse('A rule can’t have addresses of IPv4 and of IPv6.', 'Make two rules of it.');
  }
  if (family === undefined) return;
  if ([...ofNets].some((one) => one !== family)) {
    report.at('ipVersion').refuse(`The rule is for IPv${family}, and has other addresses.`, 'Correct its ipVersion.');
  }
  const otherMessages = messagesOf(family === 4 ? 'ICMPv6' : 'ICMP');
  if (named.some((services) => services !== undefined && areEqualServices(services, otherMessages))) {
    report.at('ipVersion').refuse(`ICMP of the other version is not in IPv${family}.`, 'Correct its ipVersion.');
  }
}

/** `http` is for what comes in by TCP, and allows. */
function refuseStrayHttp(
  rule: Record<string, unknown>,
  protocol: Services | undefined,
  { direction }: RuleList,
  report: Report,
): void {
  if ((rule['http'] ?? null) === null) return;
  const isTcp = protocol === undefined || areEqualServices(protocol, servicesOf('TCP'));
  if (direction === 'ingress' && rule['action'] === 'Allow' && isTcp) return;
  report.at('http').refuse('http is for rules alone that allow TCP to come in.', 'Write the rule without it.');
}

/** A Service is the other end, and told by its namespace where the policy has none. */
function refuseStrayServices(
  ends: Readonly<Record<'source' | 'destination', Record<string, unknown>>>,
  { direction, isGlobal }: RuleList,
  report: Report,
): void {
  const [own, other] =
    direction === 'egress' ? (['source', 'destination'] as const) : (['destination', 'source'] as const);
  if ((ends[own]['services'] ?? null) !== null) {
    report.at(own, 'services').refuse(`${direction} rules have no services in their ${own}.`, `Write it in ${other}.`);
  }
  const service = ends[other]['services'];
  if (isGlobal && isRecord(service) && !hasContent(service['namespace'])) {
    report
      .at(other, 'services')
      .refuse('In a GlobalNetworkPolicy services needs a namespace.', 'Write the namespace of the Service.');
  }
}

const portless: readonly (readonly [string, Services])[] = [
  ['ICMP', messagesOf('ICMP')],
  ['ICMPv6', messagesOf('ICMPv6')],
  ['UDPLite', servicesOfProtocol(136)],
];

/** Undefined where it is not written. */
function readProtocol(value: unknown, { isStored }: RuleList, report: Report): Services | undefined {
  if (value === undefined || value === null) return undefined;
  const text = typeof value === 'string' || typeof value === 'number' ? String(value) : '';
  const isNamed = (known: string): boolean =>
    known === text || (isStored && known.toLowerCase() === text.toLowerCase());
  const protocol = protocols.find(isNamed);
  if (protocol !== undefined) return servicesOf(protocol);
  if (/^\d{1,3}$/.test(text) && Number(text) >= 1 && Number(text) <= 255) return servicesOfProtocol(Number(text));
  const [, other] = portless.find(([known]) => isNamed(known)) ?? [];
  if (other === undefined) {
    report.refuse(`“${describeValue(value)}” is no protocol.`, 'Use TCP, UDP, SCTP, ICMP, ICMPv6 or a number.');
  }
  return other ?? NO_SERVICES;
}

/** `{ type: 8, code: 0 }` of the version that the rule's protocol names; undefined where nothing is written. */
function readMessages(
  rule: Record<string, unknown>,
  field: 'icmp' | 'notICMP',
  protocol: Services | undefined,
  report: Report,
): Services | undefined {
  if ((rule[field] ?? null) === null) return undefined;
  const inField = report.at(field);
  const message = readMap(rule, field, report);
  refuseOtherFields(message, ['type', 'code'], field, inField);
  const { type, code } = message;
  const version = icmpVersions.find((one) => protocol !== undefined && areEqualServices(protocol, messagesOf(one)));
  if (version === undefined) {
    inField.refuse(`${field} needs a protocol.`, 'Write `protocol: ICMP` or ICMPv6.');
    return undefined;
  }
  if (!isUpTo(254, type) || !isUpTo(255, code) || (type === undefined && code !== undefined)) {
    inField.refuse(
      `${field} has no type or code that there is.`,
      'Write a type from 0 to 254, a code from 0 to 255, and no code alone.',
    );
    return undefined;
  }
  return messagesOf(version, type, code);
}

function isUpTo(last: number, value: unknown): value is number | undefined {
  return value === undefined || (typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= last);
}

/** Numbers, ranges such as `1000:2000`, and names, for the protocols that the rule carries. Undefined where none is written. */
function readPorts(
  entity: Record<string, unknown>,
  field: 'ports' | 'notPorts',
  carried: Services,
  report: Report,
): RulePorts | undefined {
  if (!isFilled(entity, field)) return undefined;
  const own = protocols.filter((protocol) => carried[protocol].length > 0);
  const numbered: Services[] = [];
  const named: RulePorts['named'][number][] = [];
  for (const [index, port] of readList(entity, field, report).entries()) {
    const [, first, last = first] = /^(\d{1,5})(?::(\d{1,5}))?$/.exec(describeValue(port)) ?? [];
    const [from, to] = [Number(first), Number(last)];
    if (first !== undefined && isPortNumber(from) && isPortNumber(to) && from <= to) {
      for (const protocol of own) numbered.push(servicesOf(protocol, from, to));
    } else if (isPortName(port)) {
      for (const protocol of own) named.push({ name: port, protocol });
    } else {
      report
        .at(field, index)
        .refuse(`“${describeValue(port)}” is no port.`, 'Write a number, a range such as 1000:2000, or a name.');
    }
  }
  return { numbered: uniteAllServices(numbered), named };
}

const entityFields = [
  'nets',
  'notNets',
  'selector',
  'notSelector',
  'namespaceSelector',
  'serviceAccounts',
  'services',
  'ports',
  'notPorts',
  'domains',
];

function readEntity(value: Record<string, unknown>, list: RuleList, report: Report): CalicoEntity {
  refuseOtherFields(value, entityFields, 'It', report);
  const nets = readNets(value, 'nets', list, report);
  const accounts = value['serviceAccounts'] ?? undefined;
  const services = value['services'] ?? undefined;
  const domains = readList(value, 'domains', report).flatMap((domain, index) => {
    if (typeof domain === 'string' && domain.length <= longestDomain && domainPattern.test(domain)) {
      return [domain.toLowerCase().replace(/\.$/, '')];
    }
    report.at('domains', index).refuse(`“${describeValue(domain)}” is no domain name.`, 'Use at most one star in it.');
    return [];
  });
  return {
    nets: isFilled(value, 'nets') ? nets : undefined,
    notNets: readNets(value, 'notNets', list, report),
    selector: readSelectorOfLabels(value['selector'], report.at('selector')),
    notSelector: readOptionalSelector(value['notSelector'], report.at('notSelector')),
    namespaceSelector: readSelectorOfNamespaces(value['namespaceSelector'], report.at('namespaceSelector')),
    serviceAccounts: accounts === undefined ? undefined : readServiceAccounts(value, report),
    service: services === undefined ? undefined : readService(value, report),
    domains: domains.length > 0 ? domains : undefined,
  };
}

const domainPattern = /^[a-z0-9_-]*(?:\.[a-z0-9_-]+)*\.?$|^[a-z0-9_.-]*\*[a-z0-9_.-]*$/i;
const longestDomain = 255;

function readNets(
  value: Record<string, unknown>,
  field: string,
  { isStored }: RuleList,
  report: Report,
): readonly string[] {
  return readList(value, field, report).flatMap((net, index) => {
    const inNet = report.at(field, index);
    return (isStored ? readNet(net, inNet) : readCidr(net, inNet, false)?.canonical) ?? [];
  });
}

/** An empty one is none. */
function readOptionalSelector(value: unknown, report: Report): CalicoSelector | undefined {
  if (value === undefined || value === null || value === '') return undefined;
  const selector = typeof value === 'string' ? parseCalicoSelector(value) : undefined;
  if (selector?.ok === true) return selector.value;
  report.refuse(
    selector?.failure ?? `“${describeValue(value)}” is no selector of Calico.`,
    'Write it as app == "web" && has(tier), and with a “!” at its beginning in quotes.',
  );
  return undefined;
}

/** The same without `global()`, which is for the namespaces of a rule. */
export function readSelectorOfLabels(value: unknown, report: Report): CalicoSelector | undefined {
  const selector = readOptionalSelector(value, report);
  if (selector === undefined || !saysGlobal(selector)) return selector;
  report.refuse('global() is for the namespaceSelector of a rule.', 'Write the selector without it.');
  return undefined;
}

/** `global()` or `!global()` stand by themselves. Source: calico libcalico-go/lib/validator/v3, globalSelectorRegex. */
function readSelectorOfNamespaces(value: unknown, report: Report): CalicoSelector | undefined {
  const selector = readOptionalSelector(value, report);
  if (selector === undefined || isGlobalAlone(selector) || !saysGlobal(selector)) return selector;
  report.refuse('global() can’t stand beside another selector.', 'Make two rules of it.');
  return undefined;
}

function isGlobalAlone(selector: CalicoSelector): boolean {
  return selector.kind === 'not' ? isGlobalAlone(selector.of) : selector.kind === 'global';
}

/** Without names and a selector it says nothing, and is left out. */
function readServiceAccounts(entity: Record<string, unknown>, report: Report): CalicoEntity['serviceAccounts'] {
  const accounts = readMap(entity, 'serviceAccounts', report);
  const inAccounts = report.at('serviceAccounts');
  refuseOtherFields(accounts, ['names', 'selector'], 'serviceAccounts', inAccounts);
  const names = readList(accounts, 'names', inAccounts).flatMap((name, index) => {
    if (typeof name === 'string') return [name];
    inAccounts.at('names', index).refuse(`“${describeValue(name)}” is no name.`, 'Write it in quotes.');
    return [];
  });
  const selector = readOptionalSelector(accounts['selector'], inAccounts.at('selector'));
  return names.length === 0 && selector === undefined ? undefined : { names, selector };
}

function readService(entity: Record<string, unknown>, report: Report): CalicoEntity['service'] {
  const service = readMap(entity, 'services', report);
  const inService = report.at('services');
  refuseOtherFields(service, ['name', 'namespace'], 'services', inService);
  const { name, namespace } = service;
  const others = [
    'selector',
    'notSelector',
    'nets',
    'notNets',
    'ports',
    'notPorts',
    'namespaceSelector',
    'serviceAccounts',
  ];
  const other = others.find((field) => hasContent(entity[field]));
  if (other !== undefined) inService.refuse(`services can’t stand beside ${other}.`, 'Make two rules of it.');
  if (typeof name !== 'string' || name === '') {
    inService.refuse('services needs a name.', 'Write the name of the Service.');
    return undefined;
  }
  return { name, namespace: typeof namespace === 'string' && namespace !== '' ? namespace : undefined };
}
