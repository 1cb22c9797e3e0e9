import type { ConnectionRequirement, Destination as RequiredDestination } from '../requirements/deriveRequirements.ts';
import { privateRanges, publicRanges, toRanges } from './addressSpaces.ts';
import type { AddressRange } from './address.ts';
import { addressRanges, flowsTo, intersect, isEmpty, subtract, withServices } from './flowSet.ts';
import type { ClusterNetwork } from './formats/kubernetes/podPolicy.ts';
import type { Destination } from './ruleProgram.ts';
import { servicesOf } from './services.ts';
import type { Protocol, Services } from './services.ts';

/** One thing that must be reached: a host or a set of addresses, on one port. */
export interface RequiredFlow {
  readonly host: string | undefined;
  readonly failover: boolean;
  readonly protocol: Protocol;
  readonly port: number;
  readonly services: Services;
  readonly destination: Destination;
  /**
   * Whether the addresses are known. Known ones must all be let through. Of unknown ones only that is certain which holds
   * for every address that it could be.
   */
  readonly addressesKnown: boolean;
}

/** What a row needs, by site, host and port. A row without hosts and addresses is one flow to wherever its scope allows. */
export function findRequiredFlows(
  requirement: ConnectionRequirement,
  network: ClusterNetwork,
): readonly RequiredFlow[] {
  const sites: readonly { site: RequiredDestination; failover: boolean }[] = [
    { site: requirement, failover: false },
    ...(requirement.failover === undefined ? [] : [{ site: requirement.failover, failover: true }]),
  ];
  return sites.flatMap(({ site, failover }) => {
    const known = toRanges(site.cidrs);
    const candidates = known.length > 0 ? flowsTo(known) : flowsTo(candidateRanges(requirement.scope, network));
    const hosts = site.hosts.length > 0 ? site.hosts : [undefined];
    const outside = requirement.scope !== 'cluster-internal';
    return hosts.flatMap((host) =>
      site.ports.map((port) => {
        const services = servicesOf(requirement.transport, port, port);
        return {
          host,
          failover,
          protocol: requirement.transport,
          port,
          services,
          addressesKnown: known.length > 0,
          destination: { flows: withServices(candidates, services), host, outside },
        };
      }),
    );
  });
}

/** Whether the required addresses, as far as they are known, lie beyond the private network. */
export function leavesTheNetwork(requirement: ConnectionRequirement): boolean {
  if (requirement.scope === 'internet' || requirement.scope === 'control-plane') return true;
  const known = flowsTo(toRanges([...requirement.cidrs, ...(requirement.failover?.cidrs ?? [])]));
  return !isEmpty(intersect(known, flowsTo(publicRanges)));
}

/** Every address that a destination of this scope could have, in the families that the cluster speaks. */
function candidateRanges(scope: ConnectionRequirement['scope'], network: ClusterNetwork): readonly AddressRange[] {
  const families = new Set(network.podRanges.map(({ family }) => family));
  const speaks = ({ family }: AddressRange): boolean => (families.size === 0 ? family === 4 : families.has(family));
  switch (scope) {
    case 'internet':
    case 'control-plane':
      return publicRanges.filter(speaks);
    case 'vpc-internal': {
      const cluster = flowsTo([...network.podRanges, ...network.serviceRanges]);
      return addressRanges(subtract(flowsTo(privateRanges.filter(speaks)), cluster));
    }
    case 'cluster-internal':
      return [...privateRanges, ...publicRanges].filter(speaks);
  }
}
