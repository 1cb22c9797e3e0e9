/** What of a cluster can be reached from outside of it. */
import { parseAddress } from '../network/address.ts';
import { privateRanges, toRanges } from '../network/addressSpaces.ts';
import { ALL_FLOWS, covers, flowsTo } from '../network/flowSet.ts';
import type { FlowSet } from '../network/flowSet.ts';
import { textsOf } from '../network/jsonFields.ts';
import type { ClusterObject } from './clusterSnapshot.ts';
import { fieldAt, recordsAt, textAt } from './objectFields.ts';

export interface Exposure {
  readonly object: ClusterObject;
  /** How, as a part of a sentence: `LoadBalancer at 203.0.113.9 for any address`. */
  readonly how: string;
  /** Who can reach it; undefined where that is not said by the object itself. */
  readonly from?: FlowSet | undefined;
}

export function findServiceExposures(services: readonly ClusterObject[]): readonly Exposure[] {
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

export function findGatewayExposures(gateways: readonly ClusterObject[]): readonly Exposure[] {
  return gateways.map((object) => {
    const listeners = recordsAt(object, 'spec', 'listeners').map(
      (one) => `${String(one['port'])}/${textAt(one, 'protocol') ?? '?'}`,
    );
    return { object, how: `Gateway on ${listeners.join(', ') || 'no port'}` };
  });
}
