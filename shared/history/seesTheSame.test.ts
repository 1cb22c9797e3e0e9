import { describe, expect, it } from 'vitest';
import { clusterOf, objectOf } from '../audit/testing/clusterOf.ts';
import type { ClusterSnapshot } from '../evidence/clusterSnapshot.ts';
import { seesTheSame } from './seesTheSame.ts';

const seen = clusterOf({ namespaces: [objectOf('namespaces', 'pdp')], pods: 'forbidden' });

function later(snapshot: ClusterSnapshot): ClusterSnapshot {
  const text = JSON.stringify(snapshot).replaceAll(
    /"(at|startedAt|finishedAt)":"[^"]+"/g,
    '"$1":"2026-11-22T10:00:00Z"',
  );
  return {
    ...(JSON.parse(text) as ClusterSnapshot),
    clockSkew: 1,
    calls: [{ verb: 'list', path: '/api', count: 2, bytes: 9 }],
  };
}

describe('two looks at a cluster', () => {
  it('are the same where only the time and the calls differ', () => {
    expect(later(seen).startedAt).not.toBe(seen.startedAt);
    expect(seesTheSame(seen, later(seen))).toBe(true);
  });

  it.each<[string, ClusterSnapshot]>([
    ['another object', clusterOf({ namespaces: [objectOf('namespaces', 'other')], pods: 'forbidden' })],
    ['what was forbidden', clusterOf({ namespaces: [objectOf('namespaces', 'pdp')] })],
    ['less', clusterOf({ namespaces: [objectOf('namespaces', 'pdp')], pods: 'not-collected' })],
    ['a part that broke off', clusterOf({ namespaces: 'incomplete', pods: 'forbidden' })],
    ['another cluster', { ...seen, identity: { ...seen.identity, uid: 'other' } }],
    ['another version', { ...seen, version: { ...seen.version, value: { gitVersion: 'v1.35.0' } } as never }],
  ])('differ where one saw %s', (_what, other) => {
    expect(seesTheSame(seen, later(other))).toBe(false);
    expect(seesTheSame(later(other), seen)).toBe(false);
  });
});
