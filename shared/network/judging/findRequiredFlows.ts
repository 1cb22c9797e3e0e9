import type {
  ConnectionRequirement,
  Destination as RequiredDestination,
} from '../../requirements/deriveRequirements.ts';
import { privateRanges, publicRanges, toRanges } from '../flows/addressSpaces.ts';
import type { AddressRange } from '../flows/address.ts';
import { flowsTo, subtract, uniteAll, withServices } from '../flows/flowSet.ts';
import type { FlowSet } from '../flows/flowSet.ts';
import { translatesServicesFirst } from '../formats/kubernetes/clusterNetwork.ts';
import type { ClusterNetwork } from '../formats/kubernetes/clusterNetwork.ts';
import { platformRangesIn } from '../flows/platformAddresses.ts';
import type { Destination } from '../machine/destination.ts';
import { servicesOf } from '../flows/services.ts';
import type { Protocol, Services } from '../flows/services.ts';

/** One thing that must be reached: a host or a set of addresses, on one port. */
export interface RequiredFlow extends WantedFlow {
  readonly protocol: Protocol;
  readonly port: number;
  /** The plan has addresses of it, all in a family that whoever opens it has none of: what packets carry is not known. */
  readonly isTranslated?: boolean | undefined;
}

/** One thing that is to be reached, by whatever protocol: the layers go by its flows. */
export interface WantedFlow {
  readonly host: string | undefined;
  readonly failover: boolean;
  readonly services: Services;
  readonly destination: Destination;
  /**
   * Whether the addresses are known. Known ones must all be let through. Of unknown ones only that is certain which holds
   * for every address that it could be.
   */
  readonly addressesKnown: boolean;
  /** What the destination's addresses are taken for, where they are not known: `any public address`. */
  readonly where?: string | undefined;
  /** How a NetworkPolicy writes the destination, where it is pods and not addresses. */
  readonly peer?: string | undefined;
  /** It is HTTP or begins as such (WebSocket), so that a proxy of HTTP can carry it. */
  readonly speaksHttp?: boolean | undefined;
  /** Whether it may stay inside of the network: layers at the edge are then met by public addresses alone. */
  readonly mayStayInside: boolean;
}

/**
 * What a row needs, by site, host and port. A row without hosts and addresses is one flow to wherever its scope allows. A
 * second site without ports of its own has those of the first.
 */
export function findRequiredFlows(
  requirement: ConnectionRequirement,
  network: ClusterNetwork,
): readonly RequiredFlow[] {
  const { scope, transport, protocols, failover: second } = requirement;
  const speaksHttp = protocols.every((protocol) => webProtocols.has(protocol));
  const speakers = speakersOf(requirement, network);
  const sites: readonly { site: RequiredDestination; failover: boolean }[] = [
    { site: requirement, failover: false },
    ...(second === undefined ? [] : [{ site: second, failover: true }]),
  ];
  return sites.flatMap(({ site, failover }) => {
    const known = toRanges(site.cidrs);
    const isTranslated = known.length > 0 && isForeign(known, requirement, network);
    const addressesKnown = known.length > 0 && !isTranslated;
    const candidates = uniteAll([
      flowsTo(known),
      ...(known.length === 0 ? [findCandidates(scope, network, speakers)] : []),
      ...(isTranslated ? translations.map((place) => findCandidates(place, network, speakers)) : []),
    ]);
    const hosts = site.hosts.length > 0 ? site.hosts : [undefined];
    const ports = site.ports.length > 0 ? site.ports : requirement.ports;
    const outside = scope !== 'cluster-internal';
    return hosts.flatMap((host) =>
      ports.map((port) => {
        const services = servicesOf(transport, port);
        return {
          host,
          failover,
          protocol: transport,
          port,
          services,
          addressesKnown,
          where: isTranslated ? 'any address that it is translated to' : addressesKnown ? undefined : anywhereIn[scope],
          isTranslated,
          speaksHttp,
          mayStayInside: scope === 'vpc-internal' || scope === 'cluster-internal',
          destination: {
            flows: withServices(candidates, services),
            host,
            isNoHttp: isNoHttp(speaksHttp, port),
            outside,
            isApiServer: scope === 'cluster-internal',
          },
        };
      }),
    );
  });
}

/** Addresses of whoever opens it, by which it is known which families it speaks; of nodes those of pods where theirs are not known. */
function speakersOf(
  { originator }: Pick<ConnectionRequirement, 'originator'>,
  { podRanges, nodeRanges }: ClusterNetwork,
): readonly AddressRange[] {
  return originator === 'node' && nodeRanges.length > 0 ? nodeRanges : podRanges;
}

/**
 * Rules see what packets carry. Whoever has addresses of IPv6 alone calls one of IPv6 for a destination of IPv4, which something
 * translates, wherever its prefix is (NAT64, RFC 6052); or it has others after all, which the plan does not tell.
 */
function isForeign(
  known: readonly AddressRange[],
  { originator }: ConnectionRequirement,
  { podRanges, nodeRanges }: ClusterNetwork,
): boolean {
  const own = originator === 'node' ? nodeRanges : podRanges;
  return own.length > 0 && own.every(({ family }) => family === 6) && known.every(({ family }) => family === 4);
}

const translations = ['internet', 'vpc-internal'] as const;

/** On 443 AMQP is taken for AMQP over WebSocket, which begins as HTTP. */
export function isNoHttp(speaksHttp: boolean | undefined, port: number): boolean {
  return speaksHttp === false && port !== 443;
}

const webProtocols: ReadonlySet<string> = new Set(['HTTP', 'HTTPS', 'WS', 'WSS']);

const anywhereIn = {
  internet: 'any public address',
  'control-plane': 'any public address',
  'vpc-internal': 'any private address',
  'cluster-internal': 'any address that is no pod’s',
} as const satisfies Record<ConnectionRequirement['scope'], string>;

/** What is assumed of the destinations of flows whose addresses are not known; undefined where there are none such. */
export function describeAssumedAddresses(
  requirement: Pick<ConnectionRequirement, 'id' | 'scope' | 'originator'>,
  flows: readonly RequiredFlow[],
  network: ClusterNetwork,
): string | undefined {
  const { id, scope, originator } = requirement;
  if (flows.some(({ isTranslated }) => isTranslated)) {
    const own = originator === 'node' ? 'network.nodeCidrs' : 'network.podCidrs';
    return `Who opens it has addresses of IPv6 alone (${own}), and those of connections.${id}.cidrs are of IPv4, so that something translates (NAT64), and rules may see any address: enter what it is translated to in connections.${id}.cidrs, or all ranges in ${own}.`;
  }
  if (
    scope === 'cluster-internal' ||
    !flows.some(({ host, addressesKnown }) => host !== undefined && !addressesKnown)
  ) {
    return undefined;
  }
  const speakers = speakersOf(requirement, network);
  const families = [...new Set(speakers.map(({ family }) => family))].toSorted();
  const which = families.length === 0 ? 'IPv4' : families.map((family) => `IPv${family}`).join(' and ');
  const who = speakers === network.podRanges ? 'pods' : 'nodes';
  const whose = families.length === 0 ? 'network.podCidrs names no family' : `as the cluster’s ${who} have`;
  const kind = scope === 'vpc-internal' ? 'private' : 'public';
  return `Destinations by name are taken to be ${kind} addresses, ${which} (${whose}).`;
}

/**
 * Every address that a destination of this scope could have, in the families that those speak who open it, by default pods: none
 * at which the cloud itself answers.
 */
export function findCandidates(
  scope: ConnectionRequirement['scope'],
  network: ClusterNetwork,
  speakers: readonly AddressRange[] = network.podRanges,
): FlowSet {
  const families = new Set(speakers.map(({ family }) => family));
  const speaks = ({ family }: AddressRange): boolean => (families.size === 0 ? family === 4 : families.has(family));
  const pods = flowsTo(network.podRanges);
  const services = flowsTo(network.serviceRanges);
  const platform = flowsTo(platformRangesIn(network.cloud));
  const flowsIn = (ranges: readonly AddressRange[]): FlowSet => subtract(flowsTo(ranges.filter(speaks)), platform);
  const [inside, outside] = [flowsIn(privateRanges), flowsIn(publicRanges)];
  switch (scope) {
    case 'internet':
    case 'control-plane':
      return outside;
    case 'vpc-internal':
      return subtract(subtract(inside, pods), services);
    case 'cluster-internal': {
      // The API server: no pod, and behind a Service, whose address a policy does not see where it is translated first.
      const anywhere = subtract(flowsIn([...privateRanges, ...publicRanges]), pods);
      return translatesServicesFirst(network.cni) ? subtract(anywhere, services) : anywhere;
    }
  }
}
