import { describe, expect, it } from 'vitest';
import { assessOn, clusterOf, objectOf } from '../testing/clusterOf.ts';
import { gatewayOf } from '../testing/gatewaysOf.ts';
import { gatewaysAreProgrammed } from './PDP-CMP-008-gatewaysAreProgrammed.ts';

const gateways = 'gateways.gateway.networking.k8s.io';
const openchoreo = { more: 'profile: openchoreo\n' };

describe('PDP-CMP-008', () => {
  it.each([
    ['pass', 'a gateway that is programmed', gatewayOf({}), {}],
    ['fail', 'one that is not', gatewayOf({}, { programmed: 'False' }), {}],
    ['fail', 'a class that is not accepted', gatewayOf({}, { accepted: 'False' }), {}],
    ['unknown', 'a controller that has not decided', gatewayOf({}, { programmed: 'Unknown' }), {}],
    ['unknown', 'a gateway without a status', { [gateways]: [objectOf(gateways, 'edge/main')] }, {}],
    ['not-applicable', 'none, where the profile brings another gateway', {}, {}],
    ['not-applicable', 'an API that is not served, there', { [gateways]: 'absent' }, {}],
    ['unknown', 'none, where the profile needs one', {}, openchoreo],
  ] as const)('is %s for %s', (outcome, _, seen, options) => {
    expect(assessOn(gatewaysAreProgrammed, clusterOf(seen), options).outcome).toBe(outcome);
  });

  it('does not believe what was said of an older form of the gateway', () => {
    const [gateway] = gatewayOf({})[gateways];
    const conditions = ['Accepted', 'Programmed'].map((type) => ({ type, status: 'True', observedGeneration: 1 }));
    const changed = {
      ...gateway,
      metadata: { name: 'main', namespace: 'edge', generation: 2 },
      status: { conditions },
    };
    const cluster = clusterOf({ ...gatewayOf({}), [gateways]: [changed as never] });
    expect(assessOn(gatewaysAreProgrammed, cluster).outcome).toBe('unknown');
  });
});
