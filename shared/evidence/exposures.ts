/** What of a cluster can be reached from outside of it. */
import { parseAddress } from '../network/flows/address.ts';
import { privateRanges, toRanges } from '../network/flows/addressSpaces.ts';
import { ALL_FLOWS, covers, flowsTo, uniteAll } from '../network/flows/flowSet.ts';
import type { FlowSet } from '../network/flows/flowSet.ts';
import { textsOf } from '../kernel/jsonFields.ts';
import type { ClusterObject } from './clusterSnapshot.ts';
import { fieldAt, nameOf, recordsAt, textAt } from './objectFields.ts';

export interface Exposure {
  readonly object: ClusterObject;
  /** How, as a part of a sentence: `LoadBalancer at 203.0.113.9 for any address`. */
  readonly how: string;
  /** Who can reach it; undefined where that is not said by the object itself. */
  readonly from?: FlowSet | undefined;
  /** What was made for it, and leads in by the same way. */
  readonly by?: readonly ClusterObject[];
}

function findServiceExposures(services: readonly ClusterObject[]): readonly Exposure[] {
  return services.flatMap((object): readonly Exposure[] => {
    const externalIps = textsOf(fieldAt(object, 'spec', 'externalIPs'));
    const type = textAt(object, 'spec', 'type');
    return [
      ...(type === 'LoadBalancer' ? [exposureOfLoadBalancer(object)] : []),
      ...(type === 'NodePort' ? [{ object, how: `port ${describeNodePorts(object)} of every node` }] : []),
      ...(externalIps.length > 0 ? [{ object, how: `externalIPs ${externalIps.join(', ')}` }] : []),
    ];
  });
}

/** One whose addresses are all private is met by private networks alone. */
function exposureOfLoadBalancer(object: ClusterObject): Exposure {
  const addresses = recordsAt(object, 'status', 'loadBalancer', 'ingress').flatMap(
    (one) => textAt(one, 'ip') ?? textAt(one, 'hostname') ?? [],
  );
  const sources = textsOf(fieldAt(object, 'spec', 'loadBalancerSourceRanges'));
  const isPrivate = addresses.length > 0 && addresses.every(isPrivateAddress);
  const at = addresses.length === 0 ? 'LoadBalancer without an address yet' : `LoadBalancer at ${addresses.join(', ')}`;
  const ranges = sources.length === 0 ? ALL_FLOWS : flowsTo(toRanges(sources));
  return {
    object,
    how: `${at} for ${sources.length === 0 ? (isPrivate ? 'private networks' : 'any address') : sources.join(', ')}`,
    from: isPrivate && sources.length === 0 ? undefined : ranges,
  };
}

function isPrivateAddress(text: string): boolean {
  if (parseAddress(text) === undefined) return false;
  return covers(flowsTo(privateRanges), flowsTo(toRanges([text])));
}

function describeNodePorts(object: ClusterObject): string {
  return recordsAt(object, 'spec', 'ports')
    .flatMap(({ nodePort }) => (typeof nodePort === 'number' ? [String(nodePort)] : []))
    .join(', ');
}

export function findIngressExposures(ingresses: readonly ClusterObject[]): readonly Exposure[] {
  return ingresses.map((object) => {
    const hosts = recordsAt(object, 'spec', 'rules').flatMap((rule) => textAt(rule, 'host') ?? []);
    return { object, how: `Ingress for ${hosts.length === 0 ? 'any host' : hosts.join(', ')}` };
  });
}

/** Labels that gateway controllers put on the Service which they make for a Gateway, and that of its namespace where they name it. */
const owningGateway = [
  { name: 'gateway.networking.k8s.io/gateway-name' },
  { name: 'gateway.envoyproxy.io/owning-gateway-name', namespace: 'gateway.envoyproxy.io/owning-gateway-namespace' },
  { name: 'io.cilium.gateway/owning-gateway' },
] as const;

/** Labels whose values are names of Gateways, and of their namespaces. */
export const labelsOfGateways: readonly string[] = owningGateway.flatMap((keys) => Object.values(keys));

/**
 * The Gateway that a Service was made for, as `namespace/name`; undefined for all others. Anybody may write its label on a
 * Service: it is believed where the Service is owned by the Gateway or its class, or leads to nothing but pods with that label.
 */
function gatewayOf(service: ClusterObject): string | undefined {
  const { namespace, labels = {}, ownerReferences = [] } = service.metadata;
  const isOwned = ownerReferences.some(({ kind }) => kind === 'Gateway' || kind === 'GatewayClass');
  for (const keys of owningGateway) {
    const name = labels[keys.name];
    const isBelieved = isOwned || fieldAt(service, 'spec', 'selector', keys.name) === name;
    const place = 'namespace' in keys ? labels[keys.namespace] : namespace;
    if (name !== undefined && isBelieved) return `${place}/${name}`;
  }
  return undefined;
}

/** A Gateway and the load balancer that its controller made for it are one way in, and told as one. */
export function findGatewayExposures(
  gateways: readonly ClusterObject[],
  services: readonly ClusterObject[],
): { readonly ofGateways: readonly Exposure[]; readonly ofServices: readonly Exposure[] } {
  const { made = [], others = [] } = Object.groupBy(findServiceExposures(services), ({ object }) =>
    gateways.some((gateway) => nameOf(gateway) === gatewayOf(object)) ? 'made' : 'others',
  );
  const ofGateways = gateways.map((object): Exposure => {
    const listeners = recordsAt(object, 'spec', 'listeners').map(
      (one) => `${String(one['port'])}/${textAt(one, 'protocol') ?? '?'}`,
    );
    const own = made.filter((exposure) => gatewayOf(exposure.object) === nameOf(object));
    const froms = own.flatMap(({ from }) => from ?? []);
    return {
      object,
      how: [`Gateway on ${listeners.join(', ') || 'no port'}`, ...own.map(({ how }) => how)].join(', '),
      ...(froms.length > 0 && { from: uniteAll(froms) }),
      by: own.map((exposure) => exposure.object),
    };
  });
  return { ofGateways, ofServices: others };
}

export function findRouteExposures(routes: readonly ClusterObject[]): readonly Exposure[] {
  return routes.map((object) => {
    const host = textAt(object, 'spec', 'host') ?? 'a host that is not told';
    return {
      object,
      how: `Route for ${host}${textAt(object, 'spec', 'tls', 'termination') === undefined ? ', in clear' : ''}`,
    };
  });
}
