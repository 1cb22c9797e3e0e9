import { describe, expect, it } from 'vitest';
import type { ClusterObject } from '../../../evidence/clusterSnapshot.ts';
import { routesAreAuthenticated } from '../../checks/PDP-CMP-011-routesAreAuthenticated.ts';
import { assessOn, clusterOf, objectOf, podOf } from '../../testing/clusterOf.ts';
import type { Seen } from '../../testing/clusterOf.ts';
import { gatewayOf, routeOf } from '../../testing/gatewaysOf.ts';
import {
  authorizationPolicies,
  envoyFilters,
  istioGateways,
  requestAuthentications,
  virtualServices,
} from './askedByIstio.ts';

const tokens = objectOf(requestAuthentications, 'edge/tokens', {
  spec: { jwtRules: [{ issuer: 'https://id.acme.example' }] },
});
const policy = (spec: object, named = 'edge/asking', annotations = {}): ClusterObject =>
  objectOf(authorizationPolicies, named, { spec }, { annotations });
const unknown = { source: { notRequestPrincipals: ['*'] } };
const known = { source: { requestPrincipals: true } };
const denying = { action: 'DENY', rules: [{ from: [unknown] }] };
const allowing = (...rules: readonly object[]) => policy({ action: 'ALLOW', rules });

const pods = [
  podOf('edge/gateway-1', [{ name: 'istio-proxy' }], {
    labels: { istio: 'ingress', 'gateway.networking.k8s.io/gateway-name': 'main' },
  }),
];
const ofGatewayApi = {
  ...gatewayOf({ protocol: 'HTTPS' }, { controllerName: 'istio.io/gateway-controller' }),
  ...routeOf(),
};
const ofIstio = {
  [istioGateways]: [objectOf(istioGateways, 'edge/main', { spec: { selector: { istio: 'ingress' } } })],
  [virtualServices]: [objectOf(virtualServices, 'shop/orders', { spec: { gateways: ['mesh', 'edge/main'] } })],
};

const cases: readonly (readonly [string, Readonly<Record<string, Seen>>, 'pass' | 'unknown', string])[] = [
  [
    'a policy that denies whoever has no principal',
    { [authorizationPolicies]: [policy(denying)] },
    'pass',
    'a token by AuthorizationPolicy edge/asking',
  ],
  [
    'one in the namespace for all',
    { [authorizationPolicies]: [policy(denying, 'istio-system/asking')] },
    'pass',
    'istio-system/asking',
  ],
  [
    'one by the labels of the gateway',
    { [authorizationPolicies]: [policy({ ...denying, selector: { matchLabels: { istio: 'ingress' } } })] },
    'pass',
    'edge/asking',
  ],
  [
    'one by other labels',
    { [authorizationPolicies]: [policy({ ...denying, selector: { matchLabels: { istio: 'egress' } } })] },
    'unknown',
    'no AuthorizationPolicy',
  ],
  [
    'one of another namespace',
    { [authorizationPolicies]: [policy(denying, 'shop/asking')] },
    'unknown',
    'no AuthorizationPolicy',
  ],
  [
    'one that is tried out',
    { [authorizationPolicies]: [policy(denying, 'edge/asking', { 'istio.io/dry-run': 'true' })] },
    'unknown',
    'no AuthorizationPolicy',
  ],
  [
    'one that is tried out, in another word for it',
    { [authorizationPolicies]: [policy(denying, 'edge/asking', { 'istio.io/dry-run': '1' })] },
    'unknown',
    'no AuthorizationPolicy',
  ],
  [
    'one for some requests',
    { [authorizationPolicies]: [policy({ action: 'DENY', rules: [{ from: [unknown], to: true }] })] },
    'unknown',
    'no AuthorizationPolicy',
  ],
  [
    'one for some addresses',
    {
      [authorizationPolicies]: [
        policy({ action: 'DENY', rules: [{ from: [{ source: { ...unknown.source, ipBlocks: true } }] }] }),
      ],
    },
    'unknown',
    'no AuthorizationPolicy',
  ],
  [
    'one with a condition',
    { [authorizationPolicies]: [policy({ action: 'DENY', rules: [{ from: [unknown], when: [{ key: 'x' }] }] })] },
    'unknown',
    'no AuthorizationPolicy',
  ],
  [
    'policies that allow principals alone',
    {
      [authorizationPolicies]: [
        allowing({ from: [known] }, { when: [{ key: 'request.auth.claims[aud]', values: true }] }),
      ],
    },
    'pass',
    'says who gets in',
  ],
  [
    'one that allows others as well',
    { [authorizationPolicies]: [allowing({ from: [known] }, { to: true })] },
    'unknown',
    'no AuthorizationPolicy',
  ],
  [
    'one that allows an address as well',
    { [authorizationPolicies]: [allowing({ from: [known, { source: { ipBlocks: true } }] })] },
    'unknown',
    'no AuthorizationPolicy',
  ],
  [
    'one of another who allows all',
    { [authorizationPolicies]: [allowing({ from: [known] }), policy({ rules: [{}] }, 'istio-system/all')] },
    'unknown',
    'no AuthorizationPolicy',
  ],
  [
    'a policy that asks another',
    { [authorizationPolicies]: [policy({ action: 'CUSTOM', rules: [{}] })] },
    'unknown',
    'no AuthorizationPolicy',
  ],
  [
    'none that checks tokens',
    { [authorizationPolicies]: [policy(denying)], [requestAuthentications]: [] },
    'unknown',
    'no AuthorizationPolicy',
  ],
  ['tokens that are checked and not asked for', {}, 'unknown', 'no AuthorizationPolicy'],
  [
    'an EnvoyFilter beside it',
    { [authorizationPolicies]: [policy(denying)], [envoyFilters]: [objectOf(envoyFilters, 'edge/wild')] },
    'unknown',
    'which EnvoyFilter edge/wild may change',
  ],
  [
    'policies that may not be listed',
    { [authorizationPolicies]: 'forbidden' },
    'unknown',
    'The cluster does not grant list authorizationpolicies',
  ],
  [
    'no pods of the gateway',
    { [authorizationPolicies]: [policy(denying)], pods: [] },
    'unknown',
    'the pods of its gateway were not found',
  ],
];

describe('a route of Istio', () => {
  it.each(cases)('with %s is judged by an HTTPRoute and by a VirtualService', (_, more, outcome, says) => {
    for (const way of [ofGatewayApi, ofIstio]) {
      const seen = clusterOf({ ...way, pods, [requestAuthentications]: [tokens], ...more });
      const { outcome: found, evidence } = assessOn(routesAreAuthenticated, seen);
      expect([found, evidence[0]?.text]).toEqual([outcome, expect.stringContaining(says)]);
    }
  });

  it('is asked by a policy for its Gateway, and not by one for another', () => {
    const on = (name: string) => {
      const targetRefs = [{ kind: 'Gateway', name }];
      return clusterOf({
        ...ofGatewayApi,
        pods,
        [requestAuthentications]: [tokens],
        [authorizationPolicies]: [policy({ ...denying, targetRefs })],
      });
    };
    expect(assessOn(routesAreAuthenticated, on('main')).outcome).toBe('pass');
    expect(assessOn(routesAreAuthenticated, on('other')).outcome).toBe('unknown');
  });

  it('is none where it leads from one part of the mesh to another', () => {
    const inside = clusterOf({
      [virtualServices]: [objectOf(virtualServices, 'shop/orders', { spec: { gateways: ['mesh'] } })],
    });
    expect(assessOn(routesAreAuthenticated, inside)).toMatchObject({
      outcome: 'not-applicable',
      title: 'No routes of a kind that is judged are there',
    });
  });
});
