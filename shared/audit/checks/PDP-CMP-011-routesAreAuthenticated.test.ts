import { describe, expect, it } from 'vitest';
import { assessOn, clusterOf, objectOf } from '../testing/clusterOf.ts';
import { gatewayOf, routeOf } from '../testing/gatewaysOf.ts';
import { routesAreAuthenticated } from './PDP-CMP-011-routesAreAuthenticated.ts';

const id = 'securitypolicies.gateway.envoyproxy.io';
const policy = (named: string, target: object, spec: object = { jwt: {} }) => ({
  [id]: [objectOf(id, named, { spec: { targetRefs: [target], ...spec } })],
});
const both = (...some: readonly ReturnType<typeof policy>[]) => ({ [id]: some.flatMap((one) => one[id] ?? []) });
const gateway = gatewayOf({ protocol: 'HTTPS' });
const onGateway = policy('edge/auth', { kind: 'Gateway', name: 'main' });
const labelled = { kind: 'HTTPRoute', matchLabels: { api: 'orders' } };
const route = { kind: 'HTTPRoute', name: 'orders' };

describe('PDP-CMP-011', () => {
  it.each([
    [undefined, 'pass', 'without authorization: whoever is known gets in'],
    [{}, 'pass', 'authorization by 0 rules and Deny for all else'],
    [{ defaultAction: 'Deny', rules: [{ action: 'Allow' }] }, 'pass', 'authorization by 1 rule and Deny for all else'],
    [{ defaultAction: 'Allow', rules: [{ action: 'Deny' }] }, 'pass', 'authorization by 1 rule and Allow for all else'],
    [
      { defaultAction: 'Allow', rules: [{ action: 'Allow' }] },
      'fail',
      'authorization by 1 rule and Allow for all else',
    ],
    [{ defaultAction: 'Allow' }, 'fail', 'authorization by 0 rules and Allow for all else'],
  ])('tells of the authorization %j, and fails one that denies nobody anything', (authorization, outcome, says) => {
    const spec = { jwt: {}, ...(authorization !== undefined && { authorization }) };
    const seen = clusterOf({ ...gateway, ...routeOf(), ...policy('shop/auth', route, spec) });
    expect(assessOn(routesAreAuthenticated, seen)).toMatchObject({
      outcome,
      evidence: [{ text: expect.stringContaining(says) as string }],
    });
  });

  it.each([
    ['pass', 'a policy on the route', { ...gateway, ...routeOf(), ...policy('shop/auth', route) }],
    ['pass', 'a policy on its gateway', { ...gateway, ...routeOf(), ...onGateway }],
    [
      'unknown',
      'a policy on its gateway whose place one on the route takes that asks nothing',
      { ...gateway, ...routeOf(), ...both(onGateway, policy('shop/cors', route, { cors: {} })) },
    ],
    [
      'unknown',
      'a policy on its gateway whose place one on a listener takes that asks nothing',
      {
        ...gateway,
        ...routeOf(),
        ...both(onGateway, policy('edge/cors', { kind: 'Gateway', name: 'main', sectionName: 'web' }, { cors: {} })),
      },
    ],
    [
      'unknown',
      'a policy on the route whose place one on a part of it takes that asks nothing',
      {
        ...gateway,
        ...routeOf(),
        ...both(policy('shop/auth', route), policy('shop/cors', { ...route, sectionName: 'a' }, { cors: {} })),
      },
    ],
    [
      'pass',
      'a policy on the route, whatever one on its gateway asks',
      {
        ...gateway,
        ...routeOf(),
        ...both(policy('shop/auth', route), policy('edge/cors', { kind: 'Gateway', name: 'main' }, { cors: {} })),
      },
    ],
    [
      'pass',
      'a policy by the route’s labels',
      { ...gateway, ...routeOf(), ...policy('shop/auth', {}, { targetSelectors: [labelled], jwt: {} }) },
    ],
    [
      'fail',
      'a policy by other labels',
      {
        ...gateway,
        ...routeOf(),
        ...policy('shop/auth', {}, { targetSelectors: [{ ...labelled, matchLabels: { api: 'invoices' } }], jwt: {} }),
      },
    ],
    [
      'fail',
      'a policy that lets in who brings no token',
      { ...gateway, ...routeOf(), ...policy('shop/auth', route, { jwt: { optional: true } }) },
    ],
    [
      'fail',
      'one that lets in all while its service is down',
      { ...gateway, ...routeOf(), ...policy('shop/auth', route, { extAuth: { failOpen: true } }) },
    ],
    ['unknown', 'a redirect alone', { ...gateway, ...routeOf('RequestRedirect') }],
    ['fail', 'none', { ...gateway, ...routeOf() }],
    ['fail', 'a policy that asks nothing', { ...gateway, ...routeOf(), ...policy('shop/auth', route, { cors: {} }) }],
    ['fail', 'a policy of another namespace', { ...gateway, ...routeOf(), ...policy('elsewhere/auth', route) }],
    [
      'unknown',
      'a policy on a part of the route',
      { ...gateway, ...routeOf(), ...policy('shop/auth', { ...route, sectionName: 'a' }) },
    ],
    ['unknown', 'a filter of the gateway’s own', { ...gateway, ...routeOf('ExtensionRef') }],
    [
      'unknown',
      'a gateway whose policies are not read',
      { ...gatewayOf({}, { controllerName: 'kgateway.dev/kgateway' }), ...routeOf() },
    ],
    [
      'unknown',
      'a policy of Envoy Gateway on a route that another controller serves',
      { ...gatewayOf({}, { controllerName: 'kgateway.dev/kgateway' }), ...routeOf(), ...policy('shop/auth', route) },
    ],
    ['unknown', 'policies that may not be listed', { ...gateway, ...routeOf(), [id]: 'forbidden' }],
    ['unknown', 'no routes', gateway],
    ['not-applicable', 'no gateway', {}],
  ] as const)('is %s for %s', (outcome, _, seen) => {
    expect(assessOn(routesAreAuthenticated, clusterOf(seen)).outcome).toBe(outcome);
  });
});
