import type { Plan } from '../../plan/plan.ts';
import type { Requirements } from '../../requirements/deriveRequirements.ts';
import type { AddressRange } from '../flows/address.ts';
import { privateRanges, publicRanges, toRanges, unroutableRanges } from '../flows/addressSpaces.ts';
import { platformRangesOf } from '../flows/platformAddresses.ts';
import { ALL_IPV4_FLOWS, ALL_IPV6_FLOWS, flowsTo, NO_FLOWS, unite, uniteAll } from '../flows/flowSet.ts';
import type { FlowSet } from '../flows/flowSet.ts';
import type { ClusterNetwork } from '../formats/kubernetes/clusterNetwork.ts';
import type { ProxyUse } from '../judging/proxyUse.ts';
import { ALL_SERVICES, servicesOf, uniteAllServices } from '../flows/services.ts';
import type { Services } from '../flows/services.ts';
import type { SubjectGroup } from './subjectGroups.ts';

/** What is expected to get out: what is known to be, and what may be, where addresses are not given. */
export interface NeededFlows {
  readonly certain: FlowSet;
  readonly possible: FlowSet;
  /** Keys of the plan whose values would tell the two apart. */
  readonly missing: readonly string[];
}

export interface NeedInput {
  readonly plan: Plan;
  readonly requirements: Pick<Requirements, 'backends'>;
  readonly network: ClusterNetwork;
  readonly proxy: ProxyUse | undefined;
}

/**
 * The rows of the plan, the customer's own backends, the proxy, and what stays in the cluster, is answered by the cloud itself
 * or is no destination across a network at all.
 */
export function findNeededFlows({ rows }: Pick<SubjectGroup, 'rows'>, input: NeedInput): NeededFlows {
  const { podRanges, serviceRanges, nodeRanges } = input.network;
  const platform = platformRangesOf[input.plan.cloud];
  const implied = flowsTo([...podRanges, ...serviceRanges, ...nodeRanges, ...unroutableRanges, ...platform]);
  return uniteNeeds([
    { certain: implied, possible: implied, missing: [] },
    ...rows.map(({ id, flows }): NeededFlows => {
      const isKnown = flows.every(({ addressesKnown }) => addressesKnown);
      return {
        certain: uniteAll(flows.filter((flow) => flow.addressesKnown).map(({ destination }) => destination.flows)),
        possible: uniteAll(flows.map(({ destination }) => destination.flows)),
        missing: isKnown ? [] : [`connections.${id}.cidrs`],
      };
    }),
    ...input.requirements.backends.map(needOfBackend),
    needOfProxy(input.proxy),
  ]);
}

export function uniteNeeds(needs: readonly NeededFlows[]): NeededFlows {
  return {
    certain: uniteAll(needs.map(({ certain }) => certain)),
    possible: uniteAll(needs.map(({ possible }) => possible)),
    missing: needs.flatMap(({ missing }) => missing),
  };
}

/** A backend without ports may be called on any. */
function needOfBackend({ name, cidrs, hosts, ports }: Requirements['backends'][number]): NeededFlows {
  const services = ports.length === 0 ? ALL_SERVICES : onPorts(ports);
  const known = flowsTo(toRanges(cidrs), services);
  if (cidrs.length > 0) return { certain: known, possible: known, missing: [] };
  const anywhere = hosts.length === 0 ? NO_FLOWS : flowsTo(anyDestination, services);
  return { certain: NO_FLOWS, possible: anywhere, missing: [`the cidrs of the backend ${name}`] };
}

const anyDestination = [...privateRanges, ...publicRanges];
/** A proxy that is known by its name alone may be anywhere. */
function needOfProxy(proxy: ProxyUse | undefined): NeededFlows {
  if (proxy === undefined) return { certain: NO_FLOWS, possible: NO_FLOWS, missing: [] };
  const { services, addressesKnown, destination } = proxy.toProxy;
  return addressesKnown
    ? { certain: destination.flows, possible: destination.flows, missing: [] }
    : { certain: NO_FLOWS, possible: flowsTo(anyDestination, services), missing: ['network.proxy.cidrs'] };
}

export function onPorts(ports: readonly number[]): Services {
  return uniteAllServices(ports.map((port) => servicesOf('TCP', port)));
}

/** Flows of the families that pods and nodes have; of both where the plan names none. */
export function flowsSpoken({ podRanges, nodeRanges }: ClusterNetwork): FlowSet {
  const families = new Set([...podRanges, ...nodeRanges].map(({ family }: AddressRange) => family));
  if (families.size === 0) return unite(ALL_IPV4_FLOWS, ALL_IPV6_FLOWS);
  return unite(families.has(4) ? ALL_IPV4_FLOWS : NO_FLOWS, families.has(6) ? ALL_IPV6_FLOWS : NO_FLOWS);
}
