/**
 * What NetworkPolicies make of a workload's egress, by the API's own words and by what the plug-in does where the API
 * leaves it open. Source: kubernetes/api networking/v1/types.go and kubernetes.io "Network Policies"; plug-ins: the Cilium,
 * Calico and OVN-Kubernetes documentation.
 */
import type { Cni } from '../../../plan/plan.ts';
import { parseCidr } from '../../address.ts';
import type { AddressRange } from '../../address.ts';
import { flowsTo, intersect, NO_FLOWS, subtract, unite, uniteAll, withServices } from '../../flowSet.ts';
import type { FlowSet } from '../../flowSet.ts';
import type { Destination, Rule, RuleMatch, RulePlace, RuleProgram } from '../../ruleProgram.ts';
import { ALL_SERVICES, NO_SERVICES, servicesOf, uniteServices } from '../../services.ts';
import type { Services } from '../../services.ts';
import { selects } from './labelSelector.ts';
import type { EgressRule, Manifests, NetworkPolicy, Peer, Workload } from './manifests.ts';

/** What is known of the cluster's network; an absent plug-in leaves open what plug-ins do differently. */
export interface ClusterNetwork {
  readonly cni: Cni | undefined;
  readonly podRanges: readonly AddressRange[];
  readonly nodeRanges: readonly AddressRange[];
  readonly serviceRanges: readonly AddressRange[];
}

/** Says of each workload what its pod policies are; policies are looked up by namespace once. */
export interface PodPolicies {
  /** What decides about the workload's egress. */
  of(workload: Workload): PodPolicy;
}

export type PodPolicy =
  | {
      readonly kind: 'program';
      readonly program: RuleProgram;
      /** The policies that isolate the workload for egress; none means that everything is allowed. */
      readonly isolatedBy: readonly RulePlace[];
    }
  /** A policy that may select it is not understood. */
  | { readonly kind: 'unknown'; readonly because: string; readonly places: readonly RulePlace[] }
  /** It runs on the node's network, where pod policies do not bear. */
  | { readonly kind: 'node-network' };

const manyPolicies = 3;

export function makePodPolicies(manifests: Manifests, network: ClusterNetwork): PodPolicies {
  const byNamespace = Map.groupBy(manifests.networkPolicies, ({ namespace }) => namespace);
  const clusterWide = manifests.foreignPolicies.filter(({ namespace }) => namespace === undefined);
  const foreign = Map.groupBy(manifests.foreignPolicies, ({ namespace }) => namespace);
  const programs = new Map<string, PodPolicy>();
  const rules = new Map<EgressRule, Rule>();
  const ruleOf = (policy: NetworkPolicy, egress: EgressRule): Rule => {
    let rule = rules.get(egress);
    if (rule === undefined) rules.set(egress, (rule = compileRule(policy, egress, network)));
    return rule;
  };

  return {
    of(workload) {
      const strangers = [...clusterWide, ...(foreign.get(workload.namespace) ?? [])];
      if (strangers.length > 0)
        return unknownFor(
          strangers.map(({ place }) => place),
          'is of a kind that is not judged yet',
        );
      const selecting = (byNamespace.get(workload.namespace) ?? []).filter((policy) =>
        selects(policy.podSelector, workload.labels),
      );
      if (workload.hostNetwork && selecting.length > 0 && network.cni !== 'generic') {
        const ignoresNodes = network.cni === 'cilium' || network.cni === 'calico' || network.cni === 'ovn-kubernetes';
        return ignoresNodes
          ? { kind: 'node-network' }
          : unknownFor(
              selecting.map(({ place }) => place),
              'selects a pod on the node’s network, where plug-ins differ, and the plan names none (network.cni)',
            );
      }
      const notUnderstood = selecting.filter((policy) => policy.notUnderstood !== undefined);
      if (notUnderstood.length > 0)
        return unknownFor(
          notUnderstood.map(({ place }) => place),
          'is not understood',
        );

      const key = selecting
        .map((policy) => `${policy.place.file}#${policy.place.document}#${policy.place.path.join('/')}`)
        .join('|');
      let program = programs.get(key);
      if (program === undefined) programs.set(key, (program = compile(selecting, network.cni, ruleOf)));
      return program;
    },
  };
}

function unknownFor(places: readonly RulePlace[], what: string): PodPolicy {
  const names = places.slice(0, manyPolicies).map(({ rule }) => rule);
  const more = places.length > manyPolicies ? ` and ${places.length - manyPolicies} more` : '';
  return { kind: 'unknown', because: `${names.join(', ')}${more} ${what}.`, places };
}

function compile(
  selecting: readonly NetworkPolicy[],
  cni: Cni | undefined,
  ruleOf: (policy: NetworkPolicy, egress: EgressRule) => Rule,
): PodPolicy {
  const isolation = selecting.map((policy) => ({ policy, isolates: isolatesEgress(policy, cni) }));
  const certain = isolation.filter(({ isolates }) => isolates === 'yes').map(({ policy }) => policy);
  const possible = isolation.filter(({ isolates }) => isolates !== 'no').map(({ policy }) => policy);
  const uncertain = possible.find((policy) => !certain.includes(policy));
  if (possible.length === 0) return { kind: 'program', program: { sections: [] }, isolatedBy: [] };
  return {
    kind: 'program',
    isolatedBy: possible.map(({ place }) => place),
    program: {
      sections: [
        {
          rules: possible.flatMap((policy) =>
            policy.egress.map((egress) => {
              const rule = ruleOf(policy, egress);
              return certain.includes(policy) ? rule : onlyPossible(rule);
            }),
          ),
          otherwise: 'deny',
          otherwiseBy: possible.map(({ place }) => ({ ...place, path: [...place.path, 'metadata', 'name'] })),
        },
      ],
      ...(certain.length === 0 && uncertain !== undefined ? { uncertain: typesUnclear(uncertain) } : {}),
    },
  };
}

function typesUnclear(policy: NetworkPolicy): string {
  return `${policy.place.rule} has egress rules but policyTypes without Egress: plug-ins differ, and the plan names none (network.cni).`;
}

function onlyPossible(rule: Rule): Rule {
  return {
    ...rule,
    match: (destination) => {
      const { possible } = rule.match(destination);
      return { certain: NO_FLOWS, possible, unknownBecause: `${rule.place.rule} may not be in force for egress.` };
    },
  };
}

/**
 * Without policyTypes, egress rules make it an egress policy. With policyTypes that leave Egress out, the API and Calico
 * take the egress rules for nothing; Cilium enforces them all the same.
 */
function isolatesEgress({ policyTypes, egress }: NetworkPolicy, cni: Cni | undefined): 'yes' | 'no' | 'perhaps' {
  if (policyTypes === undefined || policyTypes.length === 0) return egress.length > 0 ? 'yes' : 'no';
  if (policyTypes.includes('Egress')) return 'yes';
  if (egress.length === 0) return 'no';
  switch (cni) {
    case 'cilium':
      return 'yes';
    case 'calico':
    case 'generic':
      return 'no';
    case 'ovn-kubernetes':
    case 'antrea':
    case undefined:
      return 'perhaps';
  }
}

function compileRule(policy: NetworkPolicy, { to, ports, place }: EgressRule, network: ClusterNetwork): Rule {
  const numbered = (ports ?? []).filter(({ port }) => typeof port !== 'string');
  const named = (ports ?? []).filter(({ port }) => typeof port === 'string');
  const fixed: Services =
    ports === undefined
      ? ALL_SERVICES
      : numbered.reduce<Services>((services, { protocol, port, endPort }) => {
          const opened = typeof port === 'number' ? servicesOf(protocol, port, endPort ?? port) : servicesOf(protocol);
          return uniteServices(services, opened);
        }, NO_SERVICES);
  /** A named port is looked up on the pod that is the destination; an address has no names. */
  const servicesTowards = (destination: Destination): Services =>
    named.reduce<Services>((services, { protocol, port }) => {
      const found = destination.pod?.namedPorts.find((known) => known.name === port && known.protocol === protocol);
      return found === undefined ? services : uniteServices(services, servicesOf(protocol, found.port, found.port));
    }, fixed);

  const match = to === undefined ? matchEverything : matchPeers(to, policy.namespace, network);
  return {
    action: 'allow',
    place,
    match(destination) {
      const matched = match(destination);
      const services = servicesTowards(destination);
      return {
        ...matched,
        certain: withServices(matched.certain, services),
        possible: withServices(matched.possible, services),
      };
    },
  };
}

const matchEverything = ({ flows }: Destination): RuleMatch => ({ certain: flows, possible: flows });

function matchPeers(peers: readonly Peer[], namespace: string, network: ClusterNetwork): Rule['match'] {
  const blocks = peers.filter((peer) => peer.kind === 'ipBlock');
  const selectors = peers.filter((peer) => peer.kind === 'pods');
  const addresses = uniteAll(
    blocks.map(({ cidr, except }) => subtract(flowsTo(rangesOf([cidr])), flowsTo(rangesOf(except)))),
  );
  const byAddress = matchBlocks(addresses, network);
  const podFlows = flowsTo(network.podRanges);

  return (destination) => {
    const blocked = byAddress(destination);
    const { pod } = destination;
    if (pod !== undefined) {
      const isSelected = selectors.some(
        ({ namespaceSelector, podSelector }) =>
          (namespaceSelector === undefined
            ? pod.namespace === namespace
            : selects(namespaceSelector, pod.namespaceLabels)) &&
          (podSelector === undefined || selects(podSelector, pod.labels)),
      );
      return isSelected ? matchEverything(destination) : blocked;
    }
    if (destination.outside || selectors.length === 0) return blocked;
    // An address of the pods' range whose labels are not known may be selected; nodes and Services never are.
    const perhaps = intersect(destination.flows, podFlows);
    return {
      certain: blocked.certain,
      possible: unite(blocked.possible, perhaps),
      unknownBecause: blocked.unknownBecause ?? 'The labels of the pod at that address are not known.',
    };
  };
}

function rangesOf(cidrs: readonly string[]): readonly AddressRange[] {
  return cidrs.flatMap((cidr) => {
    const parsed = parseCidr(cidr);
    return parsed.ok ? [parsed.value.range] : [];
  });
}

/**
 * `ipBlock` is meant for addresses outside of the cluster. Cilium matches none of its pods and nodes by it; Calico and
 * OVN-Kubernetes match whatever address the packet has; for others it is open. Where policies are tested after Service
 * translation, the address of a Service is never seen.
 */
function matchBlocks(addresses: FlowSet, network: ClusterNetwork): Rule['match'] {
  const { cni } = network;
  const services = flowsTo(network.serviceRanges);
  const podsAndNodes = flowsTo([...network.podRanges, ...network.nodeRanges]);
  const translatesFirst = cni === 'cilium' || cni === 'calico' || cni === 'antrea';
  const matchesAnyAddress = cni === 'calico' || cni === 'ovn-kubernetes';

  return ({ flows, outside, pod }) => {
    const hit = intersect(flows, addresses);
    if (outside) return { certain: hit, possible: hit };
    const inCluster = pod === undefined ? intersect(hit, podsAndNodes) : hit;
    const onService = intersect(hit, services);
    const beyond = subtract(subtract(hit, inCluster), onService);
    const certain = matchesAnyAddress ? unite(beyond, inCluster) : beyond;
    const perhapsInCluster = cni === 'cilium' ? NO_FLOWS : inCluster;
    const perhapsService = translatesFirst ? NO_FLOWS : onService;
    return {
      certain,
      possible: uniteAll([beyond, perhapsInCluster, perhapsService]),
      unknownBecause:
        'Whether an ipBlock matches addresses of pods, nodes or Services depends on the plug-in (network.cni).',
    };
  };
}
