import { describe, expect, it } from 'vitest';
import { assessOn, clusterOf, objectOf, podOf } from '../testing/clusterOf.ts';
import { observabilityIsStoredInside } from './PDP-CMP-014-observabilityIsStoredInside.ts';

const labels = { 'app.kubernetes.io/name': 'opentelemetry-collector' };
const volumes = [{ name: 'data', persistentVolumeClaim: { claimName: 'data' } }];
const pods = [podOf('logs/store-0', [{ name: 'store' }], { labels }, {}, { volumes })];
const claim = (phase?: string) => [objectOf('persistentvolumeclaims', 'logs/data', { status: { phase } })];

describe('PDP-CMP-014', () => {
  it.each([
    ['pass', 'a bound volume', { pods, persistentvolumeclaims: claim('Bound') }],
    ['fail', 'one that waits', { pods, persistentvolumeclaims: claim('Pending') }],
    ['fail', 'one that is lost', { pods, persistentvolumeclaims: claim('Lost') }],
    ['fail', 'one that is not there', { pods }],
    ['unknown', 'one that may not be seen', { pods, persistentvolumeclaims: 'not-collected' }],
    ['unknown', 'one without a status', { pods, persistentvolumeclaims: claim() }],
    ['unknown', 'no volumes', { pods: [podOf('logs/store-0', [{ name: 'store' }], { labels })] }],
  ] as const)('is %s for %s', (outcome, _, seen) => {
    expect(assessOn(observabilityIsStoredInside, clusterOf(seen)).outcome).toBe(outcome);
  });
});
