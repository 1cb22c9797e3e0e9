import type { Cidr } from '../../flows/address.ts';
import { describeValue } from '../../../kernel/describeValue.ts';
import type { RulePlace } from '../../machine/ruleProgram.ts';
import { protocols } from '../../flows/services.ts';
import { isRecord } from '../../../kernel/jsonFields.ts';
import { makeReport, nameOf, namespaceOf, placeOf } from './manifestObject.ts';
import type { ManifestObject, ManifestProblem, Report } from './manifestObject.ts';
import type { NetworkPolicy, Peer, PolicyPort, PolicyRule } from './manifests.ts';
import {
  isPortName,
  isPortNumber,
  readCidr,
  readList,
  readSelector,
  refuseOtherFields,
  refuseOtherParts,
} from './readFields.ts';

/**
 * Reads a `networking.k8s.io/v1` NetworkPolicy as strictly as the API server does: what it would refuse is not in force, and
 * what else is in its place is not known.
 */
export function readNetworkPolicy(object: ManifestObject, problems: ManifestProblem[]): NetworkPolicy {
  const place = placeOf(object);
  let notUnderstood: string | undefined;
  const report = makeReport(place, problems, (message) => (notUnderstood ??= message));

  refuseOtherParts(object.value, 'A NetworkPolicy', report);
  const written = object.value['spec'] ?? {};
  const spec = isRecord(written) ? written : {};
  const inSpec = report.at('spec');
  if (!isRecord(written)) inSpec.refuse('spec must be a map.', 'Write podSelector, policyTypes and egress below it.');
  refuseOtherFields(spec, ['podSelector', 'policyTypes', 'ingress', 'egress'], 'spec', inSpec);

  const readRules = (direction: 'ingress' | 'egress'): readonly PolicyRule[] =>
    readList(spec, direction, inSpec).map((rule, index) => {
      const rulePlace = { ...place, path: [...place.path, 'spec', direction, index] };
      return readRule(rule, direction === 'egress' ? 'to' : 'from', rulePlace, inSpec.at(direction, index));
    });
  return {
    namespace: namespaceOf(object.value),
    name: nameOf(object.value),
    podSelector: readSelector(spec['podSelector'], inSpec.at('podSelector')) ?? [],
    policyTypes: readPolicyTypes(spec['policyTypes'], inSpec.at('policyTypes')),
    egress: readRules('egress'),
    ingress: readRules('ingress'),
    place,
    notUnderstood,
  };
}

function readPolicyTypes(value: unknown, report: Report): readonly string[] | undefined {
  if (value === undefined || value === null) return undefined;
  const isKnown = (type: unknown): type is string => type === 'Ingress' || type === 'Egress';
  if (Array.isArray(value) && value.every(isKnown) && value.length <= 2) return value;
  report.refuse('policyTypes may hold Ingress and Egress, and nothing else.', 'Correct the list.');
  return undefined;
}

function readRule(value: unknown, peers: 'to' | 'from', place: RulePlace, report: Report): PolicyRule {
  const rule = value ?? {};
  if (!isRecord(rule)) {
    report.refuse('A rule must be a map.', `Write \`- ${peers}: […]\` and \`ports: […]\`.`);
    return { peers: undefined, ports: undefined, place };
  }
  refuseOtherFields(rule, [peers, 'ports'], 'A rule', report);
  const entries = (field: string): readonly unknown[] | undefined => {
    const list = readList(rule, field, report);
    return list.length === 0 ? undefined : list;
  };
  return {
    peers: entries(peers)?.map((peer, index) => readPeer(peer, report.at(peers, index))),
    ports: entries('ports')?.map((port, index) => readPort(port, report.at('ports', index))),
    place,
  };
}

/** Stands for a peer that was refused: its policy is not judged. */
const noPeer: Peer = { kind: 'pods', namespaceSelector: undefined, podSelector: undefined };

const peerRemedy = 'Use ipBlock, or podSelector and namespaceSelector.';

function readPeer(value: unknown, report: Report): Peer {
  const peer = value ?? {};
  if (!isRecord(peer)) {
    report.refuse('A peer must be a map.', peerRemedy);
    return noPeer;
  }
  refuseOtherFields(peer, ['ipBlock', 'podSelector', 'namespaceSelector'], 'A peer', report);
  const ipBlock = peer['ipBlock'] ?? undefined;
  const selectors = (['podSelector', 'namespaceSelector'] as const).filter((field) => (peer[field] ?? null) !== null);
  if (ipBlock === undefined && selectors.length === 0) {
    report.refuse('A peer without ipBlock, podSelector and namespaceSelector.', `${peerRemedy} For all pods write {}.`);
    return noPeer;
  }
  if (ipBlock !== undefined) {
    if (selectors.length > 0) report.refuse('A peer with ipBlock can’t have a selector.', 'Make two peers of it.');
    return readIpBlock(ipBlock, report.at('ipBlock'));
  }
  const [podSelector, namespaceSelector] = (['podSelector', 'namespaceSelector'] as const).map((field) =>
    selectors.includes(field) ? readSelector(peer[field], report.at(field)) : undefined,
  );
  return { kind: 'pods', podSelector, namespaceSelector };
}

function readIpBlock(value: unknown, report: Report): Peer {
  if (!isRecord(value)) {
    report.refuse('ipBlock must be a map.', 'Write `ipBlock: {cidr: 203.0.113.0/24}`.');
    return noPeer;
  }
  refuseOtherFields(value, ['cidr', 'except'], 'ipBlock', report);
  const block = readCidr(value['cidr'], report.at('cidr'));
  const except = readList(value, 'except', report).flatMap((item, index) => {
    const hole = readCidr(item, report.at('except', index));
    if (hole === undefined) return [];
    if (block !== undefined && !isPartOf(hole, block)) {
      const message = `${hole.canonical} is no part of ${block.canonical}.`;
      report.at('except', index).refuse(message, 'Take it out, or widen the block.');
    }
    return [hole.canonical];
  });
  return block === undefined ? noPeer : { kind: 'ipBlock', cidr: block.canonical, except };
}

/** `except` must lie within the block and be smaller. */
function isPartOf(hole: Cidr, block: Cidr): boolean {
  return (
    hole.range.family === block.range.family &&
    hole.range.first >= block.range.first &&
    hole.range.last <= block.range.last &&
    hole.prefixLength > block.prefixLength
  );
}

function readPort(value: unknown, report: Report): PolicyPort {
  const item = value ?? {};
  if (!isRecord(item)) {
    report.refuse('A port must be a map.', 'Write `- port: 443`.');
    return { protocol: 'TCP', port: undefined, endPort: undefined };
  }
  refuseOtherFields(item, ['protocol', 'port', 'endPort'], 'A port', report);
  const written = item['protocol'] ?? 'TCP';
  const protocol = protocols.find((known) => known === written);
  if (protocol === undefined) {
    report.at('protocol').refuse(`“${describeValue(written)}” is not TCP, UDP or SCTP.`, 'Use one of the three.');
  }
  const port = item['port'] ?? undefined;
  const isNumber = isPortNumber(port);
  const isName = isPortName(port);
  if (port !== undefined && !isNumber && !isName) {
    const message = `“${describeValue(port)}” is neither a port number nor the name of a port.`;
    report
      .at('port')
      .refuse(message, 'Write a number from 1 to 65535 without quotes, or the name of a container’s port.');
  }
  const endPort = item['endPort'] ?? undefined;
  if (endPort !== undefined && !(isNumber && isPortNumber(endPort) && endPort >= port)) {
    report.at('endPort').refuse('endPort needs a numeric port that is not above it.', 'Correct the range.');
  }
  return {
    protocol: protocol ?? 'TCP',
    port: isNumber || isName ? port : undefined,
    endPort: isPortNumber(endPort) ? endPort : undefined,
  };
}
