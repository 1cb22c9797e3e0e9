/** From a destination as someone asks about it to the flow that the layers are asked about: by given facts, never by DNS. */
import { nearestWord } from '../../plan/nearestWord.ts';
import type { Backend } from '../../plan/plan.ts';
import type { ConnectionRequirement } from '../../requirements/deriveRequirements.ts';
import { formatAddress } from '../flows/address.ts';
import type { AddressRange } from '../flows/address.ts';
import { privateRanges, publicRanges, toRanges } from '../flows/addressSpaces.ts';
import { platformRangesIn } from '../flows/platformAddresses.ts';
import { findRequiredFlows, isNoHttp } from '../judging/findRequiredFlows.ts';
import type { WantedFlow } from '../judging/findRequiredFlows.ts';
import {
  addressRanges,
  ALL_FLOWS,
  ALL_IPV4_FLOWS,
  ALL_IPV6_FLOWS,
  covers,
  flowsTo,
  intersect,
  overlaps,
  subtract,
  withServices,
} from '../flows/flowSet.ts';
import type { FlowSet } from '../flows/flowSet.ts';
import { namespaceLabels } from '../formats/kubernetes/manifests.ts';
import { labelsOf } from '../formats/kubernetes/podLabels.ts';
import type { Manifests, Workload } from '../formats/kubernetes/manifests.ts';
import type { ClusterNetwork } from '../formats/kubernetes/clusterNetwork.ts';
import { servicesOfTarget } from './flowTarget.ts';
import type { FlowTarget } from './flowTarget.ts';

/** What is known of names and addresses. */
export interface TargetFacts {
  readonly network: ClusterNetwork;
  readonly manifests: Manifests;
  /** What a target by the name of a workload stands for; none of any other target. */
  readonly receivers: readonly Workload[];
  /** The addresses of the host, as given with the question. */
  readonly addresses: readonly AddressRange[];
  /** What a plan says, where one is given. */
  readonly plan?: PlannedDestinations | undefined;
}

export interface PlannedDestinations {
  readonly connections: readonly ConnectionRequirement[];
  readonly backends: readonly Backend[];
}

export interface ResolvedTarget {
  readonly flow: WantedFlow;
  /** As the layers are to see it. */
  readonly network: ClusterNetwork;
  /** What was taken for granted, as sentences. */
  readonly assumptions: readonly string[];
  /** How to give the addresses of the host, where they are not known: a sentence for whoever lacks a verdict. */
  readonly addressesWanted: string | undefined;
}

/** A workload's name may stand for several receivers: pods whose labels differ. Anything else is one target. */
export function resolveTarget(target: FlowTarget, facts: TargetFacts): readonly ResolvedTarget[] {
  switch (target.kind) {
    case 'host':
      return [resolveHost(target, facts)];
    case 'address':
      return [resolveAddress(target, facts)];
    case 'workload':
      return facts.receivers.map((receiver) => resolveWorkload(target, receiver, facts));
  }
}

/** Known by its labels, with any address that its pods may have. */
function resolveWorkload(target: FlowTarget, workload: Workload, { network, manifests }: TargetFacts): ResolvedTarget {
  const { namespace, serviceAccount, namedPorts, hostNetwork } = workload;
  const podRanges = network.podRanges.length > 0 ? network.podRanges : privateRanges;
  const nodeRanges = network.nodeRanges.length > 0 ? network.nodeRanges : privateRanges;
  const flow = toFlow(target, {
    host: undefined,
    flows: flowsTo(hostNetwork ? nodeRanges : podRanges),
    addressesKnown: false,
    outside: false,
    where: hostNetwork ? 'the node of the workload' : 'the pods of the workload',
    mayStayInside: true,
  });
  const receiver = hostNetwork
    ? { node: { labels: {}, incomplete: 'On which node the workload runs, and with which labels, is not known.' } }
    : {
        pod: {
          namespace,
          namespaceLabels: namespaceLabels(manifests, namespace),
          labels: labelsOf(workload),
          serviceAccount,
        },
      };
  return {
    network: { ...network, podRanges },
    flow: { ...flow, destination: { ...flow.destination, ...receiver, namedPorts } },
    assumptions: [],
    addressesWanted: undefined,
  };
}

function resolveHost(target: FlowTarget & { readonly kind: 'host' }, facts: TargetFacts): ResolvedTarget {
  const { network, addresses, plan } = facts;
  const { host } = target;
  const planned = plan === undefined ? [] : findPlanned(plan, network);
  const known = planned.find((one) => one.host === host) ?? planned.find((one) => isBelow(one.host, host));
  const isInside = isClusterName(host);
  const podRanges = network.podRanges.length > 0 ? network.podRanges : privateRanges;
  const candidates = isInside ? [...podRanges, ...network.serviceRanges] : [...privateRanges, ...publicRanges];
  const addressesKnown = addresses.length > 0 || known?.addressesKnown === true;
  const key = known?.key;
  return {
    // Labels decide about the pods behind a name of the cluster, and any address of the pods may be theirs.
    network: isInside ? { ...network, podRanges } : network,
    flow: toFlow(target, {
      ...known,
      host,
      flows: addresses.length > 0 ? flowsTo(addresses) : (known?.flows ?? spokenIn(candidates, network)),
      addressesKnown,
      outside: known?.outside ?? !isInside,
      where: addressesKnown ? undefined : (known?.where ?? (isInside ? 'any address of the cluster' : 'any address')),
      mayStayInside: known?.mayStayInside ?? true,
    }),
    assumptions: [
      ...(addresses.length === 0 && addressesKnown ? [`The addresses of ${host} are those of ${key}.`] : []),
      ...(plan !== undefined && known === undefined ? [describeNotPlanned(host, planned)] : []),
    ],
    addressesWanted: addressesKnown
      ? undefined
      : `The rules go by address, and those of ${host} are not known: ${key === undefined ? '' : `set ${key}.cidrs, or `}give them with --address.`,
  };
}

function describeNotPlanned(host: string, planned: readonly Planned[]): string {
  const nearest = nearestWord(
    host,
    planned.flatMap((one) => one.host ?? []),
  );
  return `The plan does not name ${host}${nearest === undefined ? '' : `; it names ${nearest}`}.`;
}

function resolveAddress(target: FlowTarget & { readonly kind: 'address' }, facts: TargetFacts): ResolvedTarget {
  const { network, manifests, plan } = facts;
  const { family, value } = target.address;
  const written = formatAddress(family, value);
  const flows = flowsTo(toRanges([written]));
  const isAmong = (ranges: readonly AddressRange[]): boolean => overlaps(flows, flowsTo(ranges));
  const planned = plan === undefined ? [] : findPlanned(plan, network);
  const meant = planned.filter((one) => one.addressesKnown && covers(one.flows, flows));
  const hosts = new Set(meant.map(({ host }) => host));
  // Of several names nobody knows which one is meant, nor whether a rule for one of them bears on it.
  const known = hosts.size === 1 ? meant[0] : undefined;
  const { podRanges, nodeRanges, serviceRanges } = network;
  const isInCluster = isAmong([
    ...podRanges,
    ...nodeRanges,
    ...serviceRanges,
    ...manifests.nodes.flatMap(({ addresses }) => addresses),
  ]);
  const isPrivate = isAmong(privateRanges);
  const isTakenForOutside = isPrivate && !isInCluster && podRanges.length === 0;
  return {
    network,
    flow: toFlow(target, {
      ...known,
      host: known?.host,
      flows,
      addressesKnown: true,
      outside: known?.outside ?? !isInCluster,
      where: undefined,
      mayStayInside: isPrivate && (known?.mayStayInside ?? true),
    }),
    assumptions: [
      ...(known?.host === undefined
        ? []
        : [`${written} is reached by the name ${known.host}, as ${known.key} has it.`]),
      ...(isTakenForOutside
        ? [
            `${written} is taken for an address outside of the cluster, since nothing says which addresses its pods have: give a plan with network.podCidrs.`,
          ]
        : []),
    ],
    addressesWanted: undefined,
  };
}

type Described = Pick<WantedFlow, 'host' | 'addressesKnown' | 'where' | 'mayStayInside' | 'speaksHttp'> & {
  /** Towards every port. */
  readonly flows: FlowSet;
  readonly outside: boolean;
  readonly isApiServer?: boolean | undefined;
  readonly failover?: boolean;
};

/** A destination of the plan, by name or by address alone. */
interface Planned extends Described {
  /** Where the plan has it: `connections.pdp-agent--control-plane`. */
  readonly key: string;
}

function findPlanned({ connections, backends }: PlannedDestinations, network: ClusterNetwork): readonly Planned[] {
  const rows = connections.flatMap((requirement) =>
    findRequiredFlows(requirement, network).map(
      ({ host, addressesKnown, where, mayStayInside, speaksHttp, failover, destination }): Planned => ({
        host: host?.toLowerCase(),
        addressesKnown,
        where,
        mayStayInside,
        speaksHttp,
        failover,
        flows: flowsTo(addressRanges(destination.flows)),
        outside: destination.outside,
        isApiServer: destination.isApiServer,
        key: `connections.${requirement.id}${failover ? '.failover' : ''}`,
      }),
    ),
  );
  const own = backends.flatMap(({ name, hosts = [], cidrs = [], via }): readonly Planned[] => {
    const ranges = toRanges(cidrs);
    const mayStayInside = via !== 'internet';
    const isAnywhere = ranges.length === 0;
    const flows = isAnywhere ? spokenIn([...privateRanges, ...publicRanges], network) : flowsTo(ranges);
    const where = isAnywhere ? 'any address' : undefined;
    return (hosts.length > 0 ? hosts : [undefined]).map((host) => ({
      host: host?.toLowerCase(),
      addressesKnown: !isAnywhere,
      where,
      mayStayInside,
      flows,
      outside: true,
      key: `network.backends (${name})`,
    }));
  });
  return [...rows, ...own];
}

/** `*.example.com` covers the names below example.com at any depth. */
function isBelow(pattern: string | undefined, host: string): boolean {
  return pattern?.startsWith('*.') === true && host.endsWith(pattern.slice(1)) && host.length >= pattern.length;
}

/** Names that the cluster's own DNS answers: of Services, and any without a dot. */
function isClusterName(host: string): boolean {
  return !host.includes('.') || /\.(?:svc|cluster\.local)$/.test(host);
}

/** In the families of the pods, IPv4 where nobody says; not where the cloud itself answers. */
function spokenIn(ranges: readonly AddressRange[], { podRanges, cloud }: ClusterNetwork): FlowSet {
  const families = new Set(podRanges.map(({ family }) => family));
  const spoken = ranges.filter(({ family }) => (families.size === 0 ? family === 4 : families.has(family)));
  return subtract(flowsTo(spoken), flowsTo(platformRangesIn(cloud)));
}

function toFlow(target: FlowTarget, described: Described): WantedFlow {
  const { host, flows, outside, isApiServer, failover = false, ...more } = described;
  const services = servicesOfTarget(target);
  return {
    host,
    failover,
    services,
    addressesKnown: more.addressesKnown,
    where: more.where,
    mayStayInside: more.mayStayInside,
    speaksHttp: more.speaksHttp,
    destination: {
      flows: withServices(intersect(flows, familyOf(target)), services),
      host,
      isNoHttp: 'port' in target ? isNoHttp(more.speaksHttp, target.port) : true,
      outside,
      isApiServer,
    },
  };
}

/** Each version of ICMP goes by its own family. */
function familyOf({ protocol }: FlowTarget): FlowSet {
  return protocol === 'ICMP' ? ALL_IPV4_FLOWS : protocol === 'ICMPv6' ? ALL_IPV6_FLOWS : ALL_FLOWS;
}
