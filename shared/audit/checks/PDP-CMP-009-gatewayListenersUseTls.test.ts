import { describe, expect, it } from 'vitest';
import { assessOn, clusterOf } from '../testing/clusterOf.ts';
import { gatewayOf, routeOf } from '../testing/gatewaysOf.ts';
import { gatewayListenersUseTls } from './PDP-CMP-009-gatewayListenersUseTls.ts';

describe('PDP-CMP-009', () => {
  it.each([
    ['pass', 'HTTPS with its certificate', gatewayOf({ protocol: 'HTTPS' })],
    ['fail', 'HTTPS without', gatewayOf({ protocol: 'HTTPS' }, { resolved: 'False' })],
    ['fail', 'HTTP that serves', { ...gatewayOf({ protocol: 'HTTP' }), ...routeOf('URLRewrite') }],
    ['pass', 'HTTP that redirects', { ...gatewayOf({ protocol: 'HTTP' }), ...routeOf('RequestRedirect') }],
    ['pass', 'HTTP that nothing is attached to', gatewayOf({ protocol: 'HTTP' })],
    ['unknown', 'HTTP with a route of another kind', gatewayOf({ protocol: 'HTTP' }, { attachedRoutes: 1 })],
    ['unknown', 'a protocol that can’t be judged', gatewayOf({ protocol: 'TCP' })],
    ['not-applicable', 'no gateway', {}],
  ] as const)('is %s for %s', (outcome, _, seen) => {
    expect(assessOn(gatewayListenersUseTls, clusterOf(seen)).outcome).toBe(outcome);
  });

  it('is unknown where routes may not be listed: one of them may serve in clear', () => {
    const seen = { ...gatewayOf({ protocol: 'HTTP' }), 'httproutes.gateway.networking.k8s.io': 'forbidden' } as const;
    expect(assessOn(gatewayListenersUseTls, clusterOf(seen)).outcome).toBe('unknown');
  });
});
