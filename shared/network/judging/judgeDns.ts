import type { ConnectionRequirement } from '../../requirements/deriveRequirements.ts';
import { privateRanges } from '../flows/addressSpaces.ts';
import { whoOf } from './decideLayer.ts';
import type { DecideLayer } from './decideLayer.ts';
import type { Subject } from '../reading/ruleFormat.ts';
import type { RequiredFlow } from './findRequiredFlows.ts';
import { findSubjects } from './findSubjects.ts';
import { flowsTo, withServices } from '../flows/flowSet.ts';
import { dnsProtocols, findDnsPods } from '../formats/kubernetes/dnsPods.ts';
import type { DnsHome, DnsPod } from '../formats/kubernetes/dnsPods.ts';
import { translatesServicesFirst } from '../formats/kubernetes/clusterNetwork.ts';
import type { ClusterNetwork } from '../formats/kubernetes/clusterNetwork.ts';
import { findRequiredFlows } from './findRequiredFlows.ts';
import { goesByName } from './goesByName.ts';
import { judgeConnection } from './judgeConnection.ts';
import { layerTitles } from './layerTitles.ts';
import type { PathLayerState } from './pathLayers.ts';
import type { ProxyUse } from './proxyUse.ts';
import type { RuleSet } from '../reading/readRules.ts';
import { servicesOf } from '../flows/services.ts';
import type { ConnectionVerdict } from './verdict.ts';

export interface DnsInput extends ResolutionInput {
  readonly requirements: readonly ConnectionRequirement[];
  readonly proxy: ProxyUse | undefined;
}

export interface ResolutionInput {
  readonly layers: readonly PathLayerState[];
  readonly network: ClusterNetwork;
  readonly ruleSet: RuleSet;
  readonly decideLayer: DecideLayer;
}

/**
 * Name resolution: 53/udp and 53/tcp from every pod that connects by name to what answers names in the cluster, by the policies
 * of both. Each row by name needs it; it is none of the twelve. Where Services are translated first, policies are tested with
 * the port of the pod that answers; elsewhere it is not known whether with that or with the Service's.
 */
export function judgeDns({ requirements, proxy, layers, network, ruleSet, decideLayer }: DnsInput): ConnectionVerdict {
  const byName = requirements.filter((requirement) =>
    goesByName(requirement, findRequiredFlows(requirement, network), proxy),
  );
  const found = new Map<unknown, Subject>(
    byName
      .flatMap((requirement) => findSubjects(requirement, ruleSet.manifests))
      .filter((subject) => subject.kind === 'workload' || (subject.kind === 'missing-workload' && subject.isWritten))
      .map((subject) => [whoOf(subject), subject]),
  );
  const nobody: Subject = { kind: 'missing-workload', because: 'No workload that connects by name is in the files.' };
  const subjects = byName.length === 0 ? [] : found.size > 0 ? [...found.values()] : [nobody];
  const { judgement, dnsPods } = judgeResolution(subjects, { layers, network, ruleSet, decideLayer });
  const { areRead, home } = dnsPods;
  const { verdict, unknownBecause, blockedBy, layers: judged, workloads, destinations } = judgement;
  return {
    id: 'dns',
    component: 'Every pod that connects by name',
    endpoint: 'Resolver of the cluster',
    direction: 'outbound',
    originator: 'pod',
    scope: 'cluster-internal',
    protocols: ['DNS'],
    ports: ['53/udp', '53/tcp'],
    verdict,
    summary: summariseDns(verdict, blockedBy),
    missing: verdict === 'unknown' ? unknownBecause : [],
    workloads,
    destinations,
    layers: judged,
    blockedBy,
    assumptions: [...(areRead ? [] : [assume(home)]), nodeCacheAssumed],
  };
}

/** Whether each of the subjects reaches what answers names. */
function judgeResolution(subjects: readonly Subject[], { layers, network, ruleSet, decideLayer }: ResolutionInput) {
  const dnsPods = findDnsPods(ruleSet.manifests);
  const isPortKnown = translatesServicesFirst(network.cni);
  const judgement = judgeConnection({
    flows: subjects.length === 0 ? [] : dnsPods.pods.flatMap((pod) => flowsToPod(pod, network, isPortKnown)),
    subjects,
    layers: layers.filter(({ layer }) => layer === 'pod-policy'),
    portsAreAlternatives: !isPortKnown,
    decideLayer,
    locate: ruleSet.locate,
    id: 'dns',
    network,
  });
  return { judgement, dnsPods };
}

/** What keeps one from resolving names, in words; undefined where nothing is known to. Pod policies don’t bear on nodes. */
export function describeClosedDns(subject: Subject, input: ResolutionInput): string | undefined {
  if (subject.kind !== 'workload') return undefined;
  const { verdict } = judgeResolution([subject], input).judgement;
  if (verdict === 'denied')
    return 'Its name can’t be resolved: pod policies keep it from the DNS pods (see dns of `pdp egress check`).';
  return verdict === 'partly-allowed'
    ? 'Its name can be resolved only in part: pod policies let through some of what it asks of the DNS pods (see dns of `pdp egress check`).'
    : undefined;
}

function assume({ namespace, key, value }: DnsHome): string {
  return `The DNS pods are not in the files; they are taken to be in ${namespace} with the label ${key}=${value}.`;
}

const nodeCacheAssumed =
  'Names are answered by pods. Where the node answers (NodeLocal DNS, AKS LocalDNS), rules that select the DNS pods may miss it.';

function summariseDns(verdict: ConnectionVerdict['verdict'], blockedBy: ConnectionVerdict['blockedBy']): string {
  if (verdict === 'allowed') return 'Inside the cluster';
  if (verdict === 'not-applicable') return 'No row goes by name';
  return verdict === 'unknown' || blockedBy === undefined ? 'Not known' : layerTitles[blockedBy];
}

function peerOf({ namespace, key, value }: DnsHome): string {
  return `{namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: ${namespace}}}, podSelector: {matchLabels: {${key}: ${value}}}}`;
}

/** The pod may have any address of the pods; where Services are not translated first, that of its Service may be tested. */
function flowsToPod(
  { home, ports, ...receiver }: DnsPod,
  { podRanges, serviceRanges }: ClusterNetwork,
  isPortKnown: boolean,
): readonly RequiredFlow[] {
  const pods = podRanges.length > 0 ? podRanges : privateRanges;
  const addresses = flowsTo(isPortKnown ? pods : [...pods, ...serviceRanges]);
  return dnsProtocols.flatMap((protocol) =>
    [...new Set(isPortKnown ? [ports[protocol]] : [53, ports[protocol]])].map((port) => {
      const services = servicesOf(protocol, port);
      return {
        host: undefined,
        failover: false,
        protocol,
        port,
        services,
        addressesKnown: false,
        where: 'the DNS pods',
        peer: peerOf(home),
        mayStayInside: true,
        destination: { flows: withServices(addresses, services), outside: false, ...receiver },
      };
    }),
  );
}
