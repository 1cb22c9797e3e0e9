import { describe, expect, it } from 'vitest';
import type { ServedGroup } from '../../evidence/clusterSnapshot.ts';
import { assessOn, clusterOf, upstreamGroups } from '../testing/clusterOf.ts';
import { kubernetesIsUpstreamCompatible } from './PDP-INF-004-kubernetesIsUpstreamCompatible.ts';

const at = '2026-11-21T08:59:00Z';
const ask = (value: readonly ServedGroup[], incomplete?: string) =>
  assessOn(
    kubernetesIsUpstreamCompatible,
    clusterOf({}, { groups: { state: 'observed', at, value, ...(incomplete !== undefined && { incomplete }) } }),
  );

describe('PDP-INF-004', () => {
  it('passes where every group of upstream is served', () => {
    expect(ask(upstreamGroups)).toMatchObject({ outcome: 'pass', how: 'observed' });
  });

  it('fails where one is missing, or served in another version', () => {
    const others = upstreamGroups.filter(({ name }) => name !== 'policy');
    expect(ask(others)).toMatchObject({ outcome: 'fail', title: 'The cluster lacks policy/v1' });
    expect(ask([...others, { name: 'policy', versions: ['v1beta1'] }])).toMatchObject({ outcome: 'fail' });
  });

  it('is unknown where discovery was not answered in full', () => {
    expect(ask([], 'metrics.k8s.io does not answer')).toMatchObject({ unknownBecause: 'incomplete' });
  });
});
