import type { ClusterObject } from '../../evidence/clusterSnapshot.ts';
import { gatewayClasses, gateways, httpRoutes } from '../cluster/gatewayApi.ts';
import { conditionsOf, objectOf } from './clusterOf.ts';

/** A gateway with one listener, its class and what its controller says of both. */
export function gatewayOf(
  listener: Readonly<Record<string, unknown>>,
  {
    accepted = 'True',
    programmed = 'True',
    resolved = 'True',
    attachedRoutes = 0,
    controllerName = 'gateway.envoyproxy.io/gatewayclass-controller',
  } = {},
): { readonly [gatewayClasses]: readonly ClusterObject[]; readonly [gateways]: readonly ClusterObject[] } {
  return {
    [gatewayClasses]: [
      objectOf(gatewayClasses, 'public', { spec: { controllerName }, status: conditionsOf(['Accepted', accepted]) }),
    ],
    [gateways]: [
      objectOf(gateways, 'edge/main', {
        spec: { gatewayClassName: 'public', listeners: [{ name: 'web', ...listener }] },
        status: {
          ...conditionsOf(['Accepted', 'True'], ['Programmed', programmed]),
          listeners: [{ name: 'web', attachedRoutes, ...conditionsOf(['ResolvedRefs', resolved]) }],
        },
      }),
    ],
  };
}

export function routeOf(...filters: readonly string[]): { readonly [httpRoutes]: readonly ClusterObject[] } {
  return {
    [httpRoutes]: [
      objectOf(
        httpRoutes,
        'shop/orders',
        {
          spec: {
            parentRefs: [{ name: 'main', namespace: 'edge' }],
            rules: [{ filters: filters.map((type) => ({ type })) }],
          },
        },
        { labels: { api: 'orders' } },
      ),
    ],
  };
}
