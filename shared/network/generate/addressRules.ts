/** What rules that go by address open, whichever product says it. */
import type { AddressRange } from '../flows/address.ts';
import { addressRanges, describeFlows, flowsTo, subtract, uniteAll } from '../flows/flowSet.ts';
import type { FlowSet } from '../flows/flowSet.ts';
import type { ClusterNetwork } from '../formats/kubernetes/clusterNetwork.ts';
import { SENT_SERVICES } from '../flows/services.ts';
import type { Protocol } from '../flows/services.ts';
import { flowsOfNeed, groupBySite, namePorts, proxyPath } from './egressNeed.ts';
import type { EgressNeed, PortRange } from './egressNeed.ts';
import type { NotYetPossible, Surplus } from './generatedRules.ts';
import { toSlug } from './podRules.ts';

/** What one row, or its second site, needs in one family of addresses: products take no mixture. */
export interface AddressOpening {
  /** Fit for the name of a rule, and of no other. */
  readonly name: string;
  readonly connection: string;
  readonly remark: string;
  readonly ranges: readonly AddressRange[];
  readonly protocol: Protocol;
  readonly ports: readonly PortRange[];
  /** As in `EgressNeed`. */
  readonly leaves: EgressNeed['leaves'];
}

export function openAddresses(needs: readonly EgressNeed[]): readonly AddressOpening[] {
  const known = needs.filter(({ addresses }) => addresses.length > 0);
  const openings = groupBySite(known).flatMap(({ first, ports }): readonly AddressOpening[] => {
    const { connection, planPath, protocol, from, to, addresses, leaves } = first;
    const ranges = addressRanges(flowsTo(addresses));
    const site = planPath.endsWith('.failover') ? '-failover' : '';
    return [4, 6].flatMap((family) => {
      const own = ranges.filter((range) => range.family === family);
      const name = `${planPath === proxyPath ? 'proxy' : toSlug(connection)}${site}-${namePorts(ports)}${family === 6 ? '-ipv6' : ''}`;
      const remark = `${from} to ${to}`;
      return own.length === 0 ? [] : [{ name, connection, remark, ranges: own, protocol, ports, leaves }];
    });
  });
  return withOwnNames(openings);
}

/** Backends may be called alike, and a second site by name has the name of the first. */
export function withOwnNames<Named extends { readonly name: string }>(things: readonly Named[]): readonly Named[] {
  const given = new Set(things.map(({ name }) => name));
  const seen = new Set<string>();
  return things.map((thing) => {
    let own = thing.name;
    if (seen.has(own)) for (let count = 2; given.has(own); count += 1) own = `${thing.name}-${count}`;
    given.add(own);
    seen.add(own);
    return own === thing.name ? thing : { ...thing, name: own };
  });
}

/** Said of rules that the nodes’ own traffic meets. */
export const nodesOwn =
  'What the nodes’ own system needs (time, names, updates, the cloud’s agents) is not in the plan, and so not opened: declare what is TCP as network.backends with its via, and add rules of your own for the rest.';

/** How the description of a rule begins that a plan's commands make, by which they know their own when they are run again. */
export function madeByCommands(planSlug: string): string {
  return `PDP Workbench ${planSlug}:`;
}

/** What must be open inside of the cluster, or why that can't be said. */
export interface ClusterOpening {
  readonly ranges: readonly AddressRange[];
  readonly surplus: readonly Surplus[];
  readonly notYetPossible: readonly NotYetPossible[];
}

/**
 * Pods and nodes on different machines speak to each other across the network: DNS first, but Services, probes and the
 * overlay too, none of which the plan lists. A group around the nodes that closed this would break the cluster.
 */
export function openCluster({ podRanges, nodeRanges }: ClusterNetwork, needs: readonly EgressNeed[]): ClusterOpening {
  const flows = flowsTo([...podRanges, ...nodeRanges]);
  const ranges = addressRanges(flows);
  const alternative = 'Enter them, or keep a rule of your own for traffic within the cluster.';
  const missing = [
    ...(podRanges.length === 0 ? ['network.podCidrs'] : []),
    ...(nodeRanges.length === 0 ? ['network.nodeCidrs'] : []),
  ];
  const why = `${missing.join(' and ')} ${missing.length === 1 ? 'is' : 'are'} not in the plan, so that traffic within the cluster, its DNS included, is not opened${missing.length === 1 ? ' whole' : ''}.`;
  return {
    ranges,
    surplus: describeSurplus(flows, needs, withinCluster),
    notYetPossible: missing.length === 0 ? [] : [{ connection: 'dns', why, alternative }],
  };
}

const withinCluster =
  'Within the cluster: its DNS, Services, probes and overlay go from node to node, and the plan does not list them.';

/** What of an opening no need asks for. */
export function describeSurplus(opened: FlowSet, needs: readonly EgressNeed[], why: string): readonly Surplus[] {
  const surplus = subtract(opened, uniteAll(needs.map(flowsOfNeed)));
  return describeFlows(surplus, SENT_SERVICES).map((traffic) => ({ why, ...traffic }));
}
