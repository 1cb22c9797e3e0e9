/**
 * What networks of OVN-Kubernetes make of connections between pods: a pod reaches those of its own network alone, and what
 * is outside of the cluster as any other. Source: ovn-kubernetes docs/features/user-defined-networks.
 */
import type { Cni } from '../../../plan/plan.ts';
import type { DestinationPod, KnownLabels } from '../../machine/destination.ts';
import { subtract, withServices } from '../../flows/flowSet.ts';
import type { Rule, Section } from '../../machine/ruleProgram.ts';
import { servicesOf, uniteAllServices } from '../../flows/services.ts';
import type { ClusterNetwork } from './clusterNetwork.ts';
import { maySelect } from './labelSelector.ts';
import { namespaceLabels } from './manifests.ts';
import type { Manifests, PolicySubject } from './manifests.ts';
import { holds, matchPods, onlyPossible } from './peerMatch.ts';
import type { Likelihood } from './peerMatch.ts';
import { networkLabel } from './podNetwork.ts';
import { dnsHomes, dnsProtocols } from './dnsPods.ts';
import type { PodNetwork } from './podNetwork.ts';
import type { PodPolicy } from './podPolicy.ts';

/** The networks that a namespace may have: one of the files, the cluster's own, or one that is not in the files. */
type Candidates = ReadonlySet<PodNetwork | 'cluster' | 'not-in-files'>;

/**
 * What a pod opens to pods of another network is lost, whatever policies say. The DNS of the cluster is reached from every
 * network.
 */
export function isolateNetworks(
  policy: PodPolicy,
  manifests: Manifests,
  workload: PolicySubject,
  network: ClusterNetwork,
): PodPolicy {
  const { podNetworks } = manifests;
  if (policy.kind !== 'program' || podNetworks.length === 0 || workload.hostNetwork) return policy;
  const { namespace } = workload;
  const own = candidatesOf(podNetworks, namespace, namespaceLabels(manifests, namespace));
  const ownFirst = [...podNetworks].toSorted((one, other) => Number(own.has(other)) - Number(own.has(one)));
  const rules = ownFirst.map((one): Rule => {
    const isElsewhere = (pod: DestinationPod): Likelihood => {
      if (pod.namespace === namespace) return 'no';
      const theirs = candidatesOf(podNetworks, pod.namespace, pod.namespaceLabels);
      const isApart = areApart(own, theirs);
      return isApart === 'yes' && !own.has(one) && !theirs.has(one) ? 'no' : isApart;
    };
    const rule = {
      action: 'deny',
      place: one.place,
      match: exceptDns(nameDoubt(matchPods(isElsewhere, network), workload)),
    } as const;
    const doubt = doubtPlugIn(one, network.cni);
    return doubt === undefined ? rule : onlyPossible(rule, doubt);
  });
  const apart: Section = { rules, otherwise: 'next', otherwiseBy: [] };
  const { program } = policy;
  const otherReadings = program.otherReadings?.map((reading) => ({
    ...reading,
    sections: [apart, ...reading.sections],
  }));
  return {
    ...policy,
    program: {
      ...program,
      sections: [apart, ...program.sections],
      ...(otherReadings === undefined ? {} : { otherReadings }),
    },
  };
}

/** Why it is not certain that the network is there; undefined where it is. */
function doubtPlugIn({ place }: PodNetwork, cni: Cni | undefined): string | undefined {
  return cni === undefined || cni === 'generic' || cni === 'ovn-kubernetes'
    ? undefined
    : `${place.rule} is of ovn-kubernetes, and the cluster’s plug-in is said to be ${cni}: correct network.cni, or leave out what is not in force.`;
}

function candidatesOf(networks: readonly PodNetwork[], namespace: string, known: KnownLabels): Candidates {
  const { labels, incomplete } = known;
  const isMarked = Object.hasOwn(labels, networkLabel);
  if (!isMarked && incomplete === undefined) return new Set(['cluster']);
  const meant = networks.map((one) => ({ one, likelihood: isOf(one, namespace, known) }));
  const candidates = meant.filter(({ likelihood }) => likelihood !== 'no').map(({ one }) => one);
  if (!isMarked) return new Set([...candidates, 'cluster']);
  return new Set(meant.some(({ likelihood }) => likelihood === 'yes') ? candidates : [...candidates, 'not-in-files']);
}

/** Its pods may be on the one or on the other network as far as the files show; an address may be that of any pod. */
function nameDoubt(match: Rule['match'], { namespace }: PolicySubject): Rule['match'] {
  return (destination) => {
    const found = match(destination);
    if (found.unknownBecause === undefined || destination.pod === undefined) return found;
    const unknownBecause = `Of which network the pods of ${namespace} and of ${destination.pod.namespace} are is not known: add the manifests of these namespaces and of every network.`;
    return { ...found, unknownBecause };
  };
}

function isOf({ namespaces, notUnderstood }: PodNetwork, namespace: string, known: KnownLabels): Likelihood {
  const isMeant = typeof namespaces === 'string' ? holds(namespaces === namespace) : maySelect(namespaces, known);
  return isMeant === 'yes' && notUnderstood !== undefined ? 'perhaps' : isMeant;
}

function areApart(own: Candidates, other: Candidates): Likelihood {
  if (own.has('not-in-files') || other.has('not-in-files')) return 'perhaps';
  if (![...own].some((one) => other.has(one))) return 'yes';
  return own.size === 1 && other.size === 1 ? 'no' : 'perhaps';
}

/** Where clusters have the pods that answer names, and the ports that these answer on. */
const dnsNamespaces = new Set(dnsHomes.map(({ namespace }) => namespace));
const dnsServices = uniteAllServices(
  dnsHomes.flatMap(({ port }) => dnsProtocols.map((protocol) => servicesOf(protocol, port))),
);

function exceptDns(match: Rule['match']): Rule['match'] {
  return (destination) => {
    const found = match(destination);
    if (destination.pod === undefined || !dnsNamespaces.has(destination.pod.namespace)) return found;
    const { certain, possible, unknownBecause } = found;
    return {
      unknownBecause,
      certain: subtract(certain, withServices(certain, dnsServices)),
      possible: subtract(possible, withServices(possible, dnsServices)),
    };
  };
}
