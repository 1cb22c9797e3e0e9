import type { LabelSelector } from '../../../catalog/labelSelector.ts';
import { describeValue } from '../../../kernel/describeValue.ts';
import type { RulePlace } from '../../machine/ruleProgram.ts';
import { NO_SERVICES, protocols, servicesOf } from '../../flows/services.ts';
import type { Protocol } from '../../flows/services.ts';
import { adminPolicyKinds } from './adminPolicy.ts';
import type { AdminPeer, AdminPolicy, AdminPolicyKind, AdminRule } from './adminPolicy.ts';
import { isRecord } from '../../../kernel/jsonFields.ts';
import { makeReport, nameOf, placeOf } from './manifestObject.ts';
import type { ManifestObject, ManifestProblem, Report } from './manifestObject.ts';
import type { PodSelection } from './peerMatch.ts';
import {
  isPortName,
  isPortNumber,
  readCidr,
  readList,
  readMap,
  readSelector,
  refuseOtherFields,
  refuseOtherParts,
} from './readFields.ts';
import { everyPort, unitePorts } from './rulePorts.ts';
import type { RulePorts } from './rulePorts.ts';

/** Where the versions of the API differ. Source: network-policy-api apis/v1alpha1, apis/v1alpha2 and apis/v1beta1. */
interface Dialect {
  readonly fields: readonly string[];
  readonly actions: Readonly<Record<string, AdminRule['action']>>;
  readonly portsField: 'ports' | 'protocols';
  readonly readPort: (item: Record<string, unknown>, report: Report) => RulePorts;
  readonly mostRules: number;
  readonly mostPeers: number;
  /** What a peer of egress may be. */
  readonly destinations: readonly PeerField[];
  readonly takesHostBits: boolean;
}

const podFields = ['namespaces', 'pods'] as const;
const peerFields = [...podFields, 'nodes', 'networks', 'domainNames'] as const;
type PeerField = (typeof peerFields)[number];

const alpha1 = {
  portsField: 'ports',
  readPort: readPort,
  mostRules: 100,
  mostPeers: 100,
  destinations: peerFields,
  takesHostBits: true,
} as const;

const alpha2: Dialect = {
  fields: ['tier', 'priority', 'subject', 'ingress', 'egress'],
  actions: { Accept: 'allow', Deny: 'deny', Pass: 'pass' },
  portsField: 'protocols',
  readPort: readProtocol,
  mostRules: 25,
  mostPeers: 25,
  destinations: peerFields,
  takesHostBits: true,
};

const adminGroup = 'policy.networking.k8s.io';

/** By kind, and by the versions of the API that have it. */
const dialects: Readonly<Record<AdminPolicyKind, ReadonlyMap<unknown, Dialect>>> = {
  AdminNetworkPolicy: new Map([
    [
      `${adminGroup}/v1alpha1`,
      {
        ...alpha1,
        fields: ['priority', 'subject', 'ingress', 'egress'],
        actions: { Allow: 'allow', Deny: 'deny', Pass: 'pass' },
      },
    ],
  ]),
  BaselineAdminNetworkPolicy: new Map([
    [
      `${adminGroup}/v1alpha1`,
      {
        ...alpha1,
        fields: ['subject', 'ingress', 'egress'],
        actions: { Allow: 'allow', Deny: 'deny' },
        destinations: [...podFields, 'nodes', 'networks'],
      },
    ],
  ]),
  ClusterNetworkPolicy: new Map([
    [`${adminGroup}/v1alpha2`, alpha2],
    [`${adminGroup}/v1beta1`, { ...alpha2, takesHostBits: false }],
  ]),
};

const mostPorts = { ports: 100, protocols: 25 } as const;
/** Of one peer. */
const mostNetworksOrNames = 25;

/**
 * Reads a policy as strictly as the API server does: what it would refuse is not in force. Undefined where it is none of these
 * kinds, or one of a version that is not known.
 */
export function readAdminPolicy(object: ManifestObject, problems: ManifestProblem[]): AdminPolicy | undefined {
  const kind = adminPolicyKinds.find((known) => known === object.value['kind']);
  const dialect = kind && dialects[kind].get(object.value['apiVersion']);
  return kind && dialect && readPolicy(object, kind, dialect, problems);
}

function readPolicy(
  object: ManifestObject,
  kind: AdminPolicyKind,
  dialect: Dialect,
  problems: ManifestProblem[],
): AdminPolicy {
  const place = placeOf(object);
  let notUnderstood: string | undefined;
  const report = makeReport(place, problems, (message) => (notUnderstood ??= message));
  const name = nameOf(object.value);

  refuseOtherParts(object.value, `A ${kind}`, report);
  if (kind === 'BaselineAdminNetworkPolicy' && name !== 'default') {
    report.refuse('There is one such policy in a cluster, and its name is default.', 'Rename it, or join the two.');
  }
  const spec = readMap(object.value, 'spec', report);
  const inSpec = report.at('spec');
  refuseOtherFields(spec, dialect.fields, 'spec', inSpec);
  const rulesOf = (direction: 'ingress' | 'egress'): readonly AdminRule[] => {
    const list = readList(spec, direction, inSpec);
    if (list.length > dialect.mostRules) {
      inSpec
        .at(direction)
        .refuse(`It may have ${dialect.mostRules} rules, not ${list.length}.`, 'Make two policies of it.');
    }
    return list.map((rule, index) => {
      const path = ['spec', direction, index] as const;
      const rulePlace = { ...place, path: [...place.path, ...path] };
      return readRule(rule, direction, dialect, rulePlace, report.at(...path));
    });
  };
  return {
    kind,
    name,
    tier: kind === 'ClusterNetworkPolicy' ? readTier(spec['tier'], inSpec.at('tier')) : tierOf(kind),
    priority: kind === 'BaselineAdminNetworkPolicy' ? Infinity : readPriority(spec['priority'], inSpec.at('priority')),
    subject: readSubject(spec['subject'], inSpec.at('subject')),
    egress: rulesOf('egress'),
    ingress: rulesOf('ingress'),
    place,
    notUnderstood,
  };
}

function tierOf(kind: AdminPolicyKind): AdminPolicy['tier'] {
  return kind === 'BaselineAdminNetworkPolicy' ? 'baseline' : 'admin';
}

function readTier(value: unknown, report: Report): AdminPolicy['tier'] {
  if (value === 'Admin' || value === 'Baseline') return value === 'Admin' ? 'admin' : 'baseline';
  report.refuse(`“${describeValue(value)}” is no tier.`, 'Write Admin or Baseline.');
  return 'admin';
}

function readPriority(value: unknown, report: Report): number {
  if (typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= 1000) return value;
  report.refuse(`“${describeValue(value)}” is no priority.`, 'Write a whole number from 0 to 1000.');
  return 0;
}

function readSubject(value: unknown, report: Report): PodSelection | undefined {
  const one = readOneOf(value, podFields, 'The subject', report);
  return one === undefined ? undefined : readPods(one, report.at(one.field));
}

/** Of some fields, exactly one: which, and what it holds. */
interface OneOf<Field extends string> {
  readonly field: Field;
  readonly value: unknown;
}

function readOneOf<Field extends string>(
  value: unknown,
  fields: readonly Field[],
  what: string,
  report: Report,
): OneOf<Field> | undefined {
  if (!isRecord(value)) {
    report.refuse(`${what} must be a map with one of ${fields.join(', ')}.`, 'Write one of them below it.');
    return undefined;
  }
  refuseOtherFields(value, fields, what, report);
  const given = fields.filter((field) => (value[field] ?? null) !== null);
  const [field] = given;
  if (field === undefined || given.length > 1) {
    report.refuse(`${what} must have one of ${fields.join(', ')}, and only one.`, 'Make one entry of each.');
    return undefined;
  }
  return { field, value: value[field] };
}

function readPods({ field, value }: OneOf<(typeof podFields)[number]>, report: Report): PodSelection | undefined {
  if (field === 'namespaces') {
    const namespace = readSelector(value, report);
    return namespace === undefined ? undefined : { namespace, pods: [] };
  }
  if (!isRecord(value)) {
    report.refuse('pods must be a map.', 'Write namespaceSelector and podSelector below it.');
    return undefined;
  }
  refuseOtherFields(value, ['namespaceSelector', 'podSelector'], 'pods', report);
  const namespace = readSelector(value['namespaceSelector'], report.at('namespaceSelector'));
  const pods = readSelector(value['podSelector'], report.at('podSelector'));
  return namespace === undefined || pods === undefined ? undefined : { namespace, pods };
}

const longestName = 100;

function readRule(
  value: unknown,
  direction: 'ingress' | 'egress',
  dialect: Dialect,
  place: RulePlace,
  report: Report,
): AdminRule {
  const { portsField, actions } = dialect;
  const peersField = direction === 'egress' ? 'to' : 'from';
  if (!isRecord(value)) {
    report.refuse('A rule must be a map.', `Write \`action\` and \`${peersField}\` below it.`);
    return { action: 'deny', peers: [], ports: everyPort, place };
  }
  refuseOtherFields(value, ['name', 'action', peersField, portsField], 'A rule', report);
  const { name, action } = value;
  const isNamed = typeof name === 'string' && name !== '';
  if ((name ?? '') !== '' && (!isNamed || name.length > longestName)) {
    report.at('name').refuse(`The name of a rule is a text of at most ${longestName} characters.`, 'Shorten it.');
  }
  const known = typeof action === 'string' && Object.hasOwn(actions, action) ? actions[action] : undefined;
  if (known === undefined) {
    const words = Object.keys(actions).join(', ');
    report.at('action').refuse(`“${describeValue(action)}” is no action of this kind.`, `Use one of ${words}.`);
  }
  const written = readList(value, peersField, report);
  if (written.length === 0) report.refuse(`A rule needs ${peersField}.`, 'Name at least one peer.');
  if (written.length > dialect.mostPeers) {
    report
      .at(peersField)
      .refuse(`It may have ${dialect.mostPeers} peers, not ${written.length}.`, 'Make two rules of it.');
  }
  const peers = written.flatMap(
    (peer, index) => readPeer(peer, direction, dialect, report.at(peersField, index)) ?? [],
  );
  const ports = readPorts(value, dialect, report);
  if (known !== 'allow' && peers.some(({ kind }) => kind === 'names')) {
    report.at(peersField).refuse('domainNames may only be allowed.', 'Deny the addresses by networks.');
  }
  return {
    action: known ?? 'deny',
    peers,
    ports,
    place: isNamed ? { ...place, rule: `${place.rule} (${describeValue(name)})` } : place,
  };
}

function readPeer(
  value: unknown,
  direction: 'ingress' | 'egress',
  { destinations, takesHostBits }: Dialect,
  report: Report,
): AdminPeer | undefined {
  const fields = direction === 'egress' ? destinations : podFields;
  const one = readOneOf<PeerField>(value, fields, 'A peer', report);
  if (one === undefined) return undefined;
  const inField = report.at(one.field);
  switch (one.field) {
    case 'namespaces':
    case 'pods': {
      const selection = readPods({ field: one.field, value: one.value }, inField);
      return selection === undefined ? undefined : { kind: 'pods', selection };
    }
    case 'nodes': {
      const selector: LabelSelector | undefined = readSelector(one.value, inField);
      return selector === undefined ? undefined : { kind: 'nodes', selector };
    }
    case 'networks': {
      const cidrs = readSet(one, report).flatMap(
        (cidr, index) => readCidr(cidr, inField.at(index), takesHostBits)?.canonical ?? [],
      );
      return { kind: 'networks', cidrs };
    }
    case 'domainNames': {
      const patterns = readSet(one, report).flatMap((name, index) => readDomainName(name, inField.at(index)) ?? []);
      return { kind: 'names', patterns };
    }
  }
}

/** A list of which each entry stands there once. */
function readSet({ field, value }: OneOf<PeerField>, report: Report): readonly unknown[] {
  const listed = readList({ [field]: value }, field, report);
  const inField = report.at(field);
  if (listed.length === 0) inField.refuse(`${field} is empty.`, 'Name at least one.');
  if (listed.length > mostNetworksOrNames) {
    inField.refuse(`It may have ${mostNetworksOrNames} entries, not ${listed.length}.`, 'Make two peers of it.');
    return listed;
  }
  const twice = listed.find((one, index) => listed.indexOf(one) < index);
  if (twice !== undefined) inField.refuse(`“${describeValue(twice)}” stands there twice.`, 'Take one of the two out.');
  return listed;
}

const label = '[a-z0-9](?:[-a-z0-9_]*[a-z0-9])?';
const domainName = new RegExp(`^(?:\\*\\.)?(?:${label}\\.)+${label}\\.?$`, 'i');
const longestDomainName = 255;

function readDomainName(value: unknown, report: Report): string | undefined {
  if (typeof value === 'string' && value.length <= longestDomainName && domainName.test(value)) {
    return value.toLowerCase().replace(/\.$/, '');
  }
  report.refuse(
    `“${describeValue(value)}” is no domain name.`,
    'Write it as www.example.com, or *.example.com for what is below it.',
  );
  return undefined;
}

function readPorts(
  rule: Record<string, unknown>,
  { portsField, readPort: readOne }: Dialect,
  report: Report,
): RulePorts {
  if ((rule[portsField] ?? null) === null) return everyPort;
  const items = readList(rule, portsField, report);
  const inPorts = report.at(portsField);
  if (items.length === 0) inPorts.refuse(`${portsField} is empty.`, 'Leave it out for every port.');
  if (items.length > mostPorts[portsField]) {
    inPorts.refuse(`It may have ${mostPorts[portsField]} entries, not ${items.length}.`, 'Make two rules of it.');
  }
  return unitePorts(
    items.map((item, index) => {
      if (isRecord(item)) return readOne(item, inPorts.at(index));
      inPorts.at(index).refuse('A port must be a map.', 'Write its fields below it.');
      return noPorts;
    }),
  );
}

const noPorts: RulePorts = { numbered: NO_SERVICES, named: [] };

/** v1alpha1: `portNumber`, `portRange` or `namedPort`. */
function readPort(item: Record<string, unknown>, report: Report): RulePorts {
  const one = readOneOf(item, ['portNumber', 'portRange', 'namedPort'], 'A port', report);
  if (one === undefined) return noPorts;
  const inField = report.at(one.field);
  if (one.field === 'namedPort') return readNamedPort(one.value, inField);
  if (!isRecord(one.value)) {
    inField.refuse(`${one.field} must be a map.`, 'Write protocol and the port below it.');
    return noPorts;
  }
  const isRange = one.field === 'portRange';
  refuseOtherFields(one.value, ['protocol', ...(isRange ? ['start', 'end'] : ['port'])], one.field, inField);
  const { protocol: written = 'TCP', port, start = port, end = start } = one.value;
  const protocol = protocols.find((known) => known === written);
  if (protocol === undefined) {
    inField.at('protocol').refuse(`“${describeValue(written)}” is not TCP, UDP or SCTP.`, 'Use one of the three.');
    return noPorts;
  }
  return readNumbers(protocol, start, end, isRange, inField);
}

function readNumbers(protocol: Protocol, start: unknown, end: unknown, isRange: boolean, report: Report): RulePorts {
  if (!isPortNumber(start) || !isPortNumber(end)) {
    report.refuse('It needs port numbers from 1 to 65535.', 'Write them without quotes.');
    return noPorts;
  }
  if (isRange && start >= end) report.refuse('The first port of a range must be below the last.', 'Correct the range.');
  return { numbered: servicesOf(protocol, start, end), named: [] };
}

function readNamedPort(name: unknown, report: Report): RulePorts {
  if (isPortName(name)) return { numbered: NO_SERVICES, named: [{ name, protocol: undefined }] };
  report.refuse(`“${describeValue(name)}” can’t be the name of a port.`, 'Use up to 15 of a-z, 0-9 and dashes.');
  return noPorts;
}

/** v1alpha2 and v1beta1: `tcp`, `udp` or `sctp` with a `destinationPort`, or `destinationNamedPort`. */
function readProtocol(item: Record<string, unknown>, report: Report): RulePorts {
  const one = readOneOf(item, ['tcp', 'udp', 'sctp', 'destinationNamedPort'], 'A protocol', report);
  if (one === undefined) return noPorts;
  const inField = report.at(one.field);
  if (one.field === 'destinationNamedPort') return readNamedPort(one.value, inField);
  const protocol = one.field.toUpperCase() as Protocol;
  const port = readOneOf(one.value, ['destinationPort'], one.field, inField);
  if (port === undefined) return noPorts;
  const inPort = inField.at('destinationPort');
  const numbers = readOneOf(port.value, ['number', 'range'], 'destinationPort', inPort);
  if (numbers === undefined) return noPorts;
  if (numbers.field === 'number') {
    return readNumbers(protocol, numbers.value, numbers.value, false, inPort.at('number'));
  }
  const range = readMap({ range: numbers.value }, 'range', inPort);
  refuseOtherFields(range, ['start', 'end'], 'range', inPort.at('range'));
  return readNumbers(protocol, range['start'], range['end'], true, inPort.at('range'));
}
