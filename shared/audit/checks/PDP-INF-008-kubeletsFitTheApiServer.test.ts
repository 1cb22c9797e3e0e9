import { describe, expect, it } from 'vitest';
import { assessOn, clusterOf, objectOf } from '../testing/clusterOf.ts';
import { kubeletsFitTheApiServer } from './PDP-INF-008-kubeletsFitTheApiServer.ts';

const ask = (...versions: readonly (string | undefined)[]) =>
  assessOn(
    kubeletsFitTheApiServer,
    clusterOf({
      nodes: versions.map((kubeletVersion, index) =>
        objectOf('nodes', `n${index}`, { status: { nodeInfo: { kubeletVersion } } }),
      ),
    }),
  ).outcome;

describe('PDP-INF-008, with an API server of 1.34', () => {
  it.each([
    ['pass', 'v1.34.0'],
    ['pass', 'v1.31.14'],
    ['fail', 'v1.30.1'],
    ['fail', 'v1.35.0'],
    ['fail', 'v0.34.0'],
    ['unknown', undefined],
    ['unknown', 'newest'],
  ])('is %s for a kubelet of %s', (outcome, version) => {
    expect(ask(version)).toBe(outcome);
  });

  it('is as bad as the worst of them', () => {
    expect(ask('v1.34.0', 'v1.30.1', undefined)).toBe('fail');
    expect(ask('v1.34.0', undefined)).toBe('unknown');
    expect(ask()).toBe('unknown');
  });
});
