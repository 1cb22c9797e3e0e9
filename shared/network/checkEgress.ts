import { parseLabelSelector } from '../catalog/labelSelector.ts';
import type { WorkloadSelector } from '../catalog/catalog.ts';
import type { Plan } from '../plan/plan.ts';
import type { ConnectionRequirement, Requirements } from '../requirements/deriveRequirements.ts';
import { privateRanges, toRanges } from './addressSpaces.ts';
import { makeDecideLayer } from './decideLayer.ts';
import type { DecideLayer, Subject } from './decideLayer.ts';
import { findRequiredFlows, leavesTheNetwork } from './findRequiredFlows.ts';
import type { RequiredFlow } from './findRequiredFlows.ts';
import { flowsTo, withServices } from './flowSet.ts';
import type { Manifests, Workload } from './formats/kubernetes/manifests.ts';
import { namespaceLabels } from './formats/kubernetes/manifests.ts';
import { selects } from './formats/kubernetes/labelSelector.ts';
import { makePodPolicies } from './formats/kubernetes/podPolicy.ts';
import type { ClusterNetwork } from './formats/kubernetes/podPolicy.ts';
import { judgeConnection } from './judgeConnection.ts';
import type { Judgement } from './judgeConnection.ts';
import { layerTitles } from './layerTitles.ts';
import { findPathLayers } from './pathLayers.ts';
import type { PathLayerState } from './pathLayers.ts';
import type { RuleSet } from './readRules.ts';
import { servicesOf } from './services.ts';
import type { ConnectionVerdict, EgressCheck, Verdict } from './verdict.ts';

export interface EgressCheckInput {
  readonly plan: Plan;
  /** The plan's file, as people know it. */
  readonly planFile: string;
  readonly requirements: Requirements;
  readonly ruleSet: RuleSet;
}

/**
 * Judges every connection of the plan against every layer of its path. A layer that is neither supplied nor declared
 * `none` makes the whole unknown, while each layer's own verdict is still shown.
 */
export function checkEgress({ plan, planFile, requirements, ruleSet }: EgressCheckInput): EgressCheck {
  const network = clusterNetworkOf(plan);
  const layers = findPathLayers(plan, ruleSet);
  const policies = makePodPolicies(ruleSet.manifests, network);
  const decideLayer = makeDecideLayer({ ruleSet, policies, network });
  const check: Check = { layers, network, ruleSet, decideLayer };
  const connections = requirements.connections.map((requirement) => judgeRow(requirement, check));
  return {
    plan: { name: plan.metadata.name, file: planFile },
    layersNotSupplied: layers.filter(({ state }) => state === 'not-supplied').map(({ layer }) => layer),
    connections,
    preconditions: [judgeDns(requirements.connections, check)],
    sources: ruleSet.sources,
    problems: ruleSet.problems,
  };
}

interface Check {
  readonly layers: readonly PathLayerState[];
  readonly network: ClusterNetwork;
  readonly ruleSet: RuleSet;
  readonly decideLayer: DecideLayer;
}

function clusterNetworkOf({ network }: Plan): ClusterNetwork {
  return {
    cni: network?.cni,
    podRanges: toRanges(network?.podCidrs ?? []),
    nodeRanges: toRanges(network?.nodeCidrs ?? []),
    serviceRanges: toRanges(network?.serviceCidrs ?? []),
  };
}

function judgeRow(requirement: ConnectionRequirement, check: Check): ConnectionVerdict {
  const { notNeeded, direction } = requirement;
  if (notNeeded !== undefined) return unjudged(requirement, check, 'not-applicable', 'Not needed', [], notNeeded);
  if (direction === 'inbound') {
    const missing = `The ingress rules of the registry decide this row; they are not read yet. If your registry takes no public images, say so: connections.${requirement.id}.notNeeded.`;
    return unjudged(
      requirement,
      check,
      'unknown',
      'Registry’s own rules',
      [missing],
      'It comes from outside, into the registry.',
    );
  }
  const flows = findRequiredFlows(requirement, check.network);
  const judgement = judgeConnection({
    flows,
    subjects: findSubjects(requirement, check.ruleSet.manifests),
    layers: check.layers,
    leavesNetwork: leavesTheNetwork(requirement),
    portsAreAlternatives: requirement.missing.some((path) => path.endsWith('.ports')),
    decideLayer: check.decideLayer,
    locate: check.ruleSet.locate,
  });
  return {
    ...identityOf(requirement),
    ...judgement,
    ports: portsOf(flows),
    summary: summarise(requirement, judgement),
    missing: judgement.verdict === 'unknown' ? findMissing(requirement, judgement) : [],
    assumptions: requirement.why.assumptions.map(({ statement }) => statement),
  };
}

function identityOf(requirement: ConnectionRequirement) {
  const { id, component, endpoint, direction, originator, scope, protocols } = requirement;
  return { id, component, endpoint, direction, originator, scope, protocols };
}

function unjudged(
  requirement: ConnectionRequirement,
  { layers, network }: Check,
  verdict: Verdict,
  summary: string,
  missing: readonly string[],
  reason: string,
): ConnectionVerdict {
  return {
    ...identityOf(requirement),
    verdict,
    summary,
    missing,
    ports: portsOf(findRequiredFlows(requirement, network)),
    workloads: [],
    destinations: [],
    layers: layers.map(({ layer, attachedTo }) => ({
      layer,
      verdict: 'not-applicable',
      reason,
      attachedTo,
      decidedBy: [],
      uncovered: [],
    })),
    assumptions: requirement.why.assumptions.map(({ statement }) => statement),
  };
}

function portsOf(flows: readonly RequiredFlow[]): readonly string[] {
  return [...new Set(flows.map(({ port, protocol }) => `${port}/${protocol.toLowerCase()}`))];
}

/** The workloads that open the connection, and those that practice has open it too; one that is not found stays as missing. */
function findSubjects(requirement: ConnectionRequirement, manifests: Manifests): readonly Subject[] {
  if (requirement.originator === 'node') return [{ kind: 'node' }];
  const { component, selectors, alsoJudged, id } = requirement;
  const wanted = [{ component, selectors }, ...(alsoJudged === undefined ? [] : [alsoJudged])];
  const subjects = wanted.flatMap(({ component: name, selectors: some }): readonly Subject[] => {
    const workloads = findWorkloads(manifests, some);
    if (workloads.length > 0) return workloads.map((workload) => ({ kind: 'workload', workload }));
    const text = some
      .map(({ selector, namespace }) => `${selector}${namespace === undefined ? '' : ` in ${namespace}`}`)
      .join(' or ');
    const because =
      some.length === 0
        ? `${name}: no selector finds its pods in this profile. Set connections.${id}.selector.`
        : `${name}: no workload in the files matches ${text}. Add its manifests, or set connections.${id}.selector.`;
    return [{ kind: 'missing-workload', because }];
  });
  return [
    ...new Map(subjects.map((subject) => [subject.kind === 'workload' ? subject.workload : subject, subject])).values(),
  ];
}

export function findWorkloads(manifests: Manifests, selectors: readonly WorkloadSelector[]): readonly Workload[] {
  const compiled = selectors.flatMap(({ selector, namespace }) => {
    const parsed = parseLabelSelector(selector);
    return parsed.ok ? [{ namespace, selector: parsed.value }] : [];
  });
  return manifests.workloads.filter((workload) =>
    compiled.some(
      ({ namespace, selector }) =>
        (namespace === undefined || namespace === workload.namespace) && selects(selector, workload.labels),
    ),
  );
}

function summarise({ missing, scope }: ConnectionRequirement, judgement: Judgement): string {
  const { verdict, destinations, blockedBy, layers, hostsWithoutAddresses } = judgement;
  const reached = destinations.filter((destination) => destination.verdict === 'allowed').length;
  switch (verdict) {
    case 'allowed':
      if (destinations.length > 1) return `${reached} of ${destinations.length} hosts`;
      if (scope === 'cluster-internal') return 'Inside the cluster';
      return scope === 'vpc-internal' ? 'Private address' : 'Every layer allows it';
    case 'partly-allowed':
      if (destinations.length > 1 && reached > 0) return `${reached} of ${destinations.length} hosts`;
      return blockedBy === undefined ? 'A part is blocked' : layerTitles[blockedBy];
    case 'denied':
      return blockedBy === undefined ? 'No layer lets all of it through' : layerTitles[blockedBy];
    case 'unknown': {
      if (missing.length > 0) {
        const keys = missing.map((path) => path.split('.').at(-1));
        return keys.includes('hosts')
          ? 'No host in plan'
          : keys.includes('cidrs')
            ? 'No address in plan'
            : 'No port in plan';
      }
      const open = layers.find((layer) => layer.verdict === 'unknown');
      if (open !== undefined) return layerTitles[open.layer];
      return hostsWithoutAddresses.length > 0 ? 'Addresses not known' : 'Not known';
    }
    case 'not-applicable':
      return 'No layer bears on it';
  }
}

function findMissing({ id, missing, alsoJudged }: ConnectionRequirement, judgement: Judgement): readonly string[] {
  const { hostsWithoutAddresses, unknownBecause } = judgement;
  return [
    ...missing.map((path) => `The plan does not say ${path}.`),
    ...(hostsWithoutAddresses.length === 0
      ? []
      : [
          `The rules go by address, and those of ${hostsWithoutAddresses.join(', ')} are not known: set connections.${id}.cidrs.`,
        ]),
    ...unknownBecause,
    ...(alsoJudged === undefined ? [] : [`Judged for ${alsoJudged.component} as well: ${alsoJudged.because}`]),
  ];
}

/** The label by which every distribution finds its DNS pods; CoreDNS kept that of kube-dns. */
const dnsLabel = { 'k8s-app': 'kube-dns' };

/**
 * Name resolution: 53/udp and 53/tcp from every pod that connects by name to the cluster's DNS pods. Each row by name
 * needs it; it is none of the twelve.
 */
function judgeDns(requirements: readonly ConnectionRequirement[], check: Check): ConnectionVerdict {
  const { manifests } = check.ruleSet;
  const byName = requirements.filter(
    ({ required, originator, hosts, scope }) =>
      required && originator === 'pod' && (hosts.length > 0 || scope === 'internet' || scope === 'control-plane'),
  );
  const subjects = new Map(
    byName
      .flatMap((requirement) => findSubjects(requirement, manifests))
      .filter((subject) => subject.kind === 'workload')
      .map((subject) => [subject.workload, subject] as const),
  );
  const resolvers = manifests.workloads.filter(
    ({ namespace, labels }) => namespace === 'kube-system' && labels['k8s-app'] === dnsLabel['k8s-app'],
  );
  const pods = resolvers.length > 0 ? resolvers : [undefined];
  const addresses = check.network.podRanges.length > 0 ? check.network.podRanges : privateRanges;
  const flows = pods.flatMap((resolver) =>
    (['UDP', 'TCP'] as const).map((protocol): RequiredFlow => {
      const services = servicesOf(protocol, 53, 53);
      return {
        host: undefined,
        failover: false,
        protocol,
        port: 53,
        services,
        addressesKnown: false,
        destination: {
          flows: withServices(flowsTo(addresses), services),
          outside: false,
          pod: {
            namespace: 'kube-system',
            namespaceLabels: namespaceLabels(manifests, 'kube-system'),
            labels: resolver?.labels ?? dnsLabel,
            namedPorts: resolver?.namedPorts ?? defaultDnsPorts,
          },
        },
      };
    }),
  );
  const judgement = judgeConnection({
    flows,
    subjects:
      subjects.size > 0
        ? [...subjects.values()]
        : [{ kind: 'missing-workload', because: 'No workload that connects by name was found in the files.' }],
    layers: check.layers.filter(({ layer }) => layer === 'pod-policy'),
    leavesNetwork: false,
    portsAreAlternatives: false,
    decideLayer: check.decideLayer,
    locate: check.ruleSet.locate,
  });
  return {
    id: 'dns',
    component: 'Every pod that connects by name',
    endpoint: 'Resolver of the cluster',
    direction: 'outbound',
    originator: 'pod',
    scope: 'cluster-internal',
    protocols: ['DNS'],
    ...judgement,
    ports: ['53/udp', '53/tcp'],
    summary:
      judgement.verdict === 'allowed'
        ? 'Inside the cluster'
        : judgement.verdict === 'unknown'
          ? 'Not known'
          : layerTitles['pod-policy'],
    missing: judgement.verdict === 'unknown' ? judgement.unknownBecause : [],
    assumptions:
      resolvers.length > 0
        ? []
        : ['The DNS pods are not in the files; they are taken to be in kube-system with the label k8s-app=kube-dns.'],
  };
}

const defaultDnsPorts = [
  { name: 'dns', protocol: 'UDP', port: 53 },
  { name: 'dns-tcp', protocol: 'TCP', port: 53 },
];
