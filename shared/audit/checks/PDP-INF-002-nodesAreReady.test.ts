import { describe, expect, it } from 'vitest';
import { assessOn, clusterOf, conditionsOf, objectOf } from '../testing/clusterOf.ts';
import { nodesAreReady } from './PDP-INF-002-nodesAreReady.ts';

const node = (name: string, status: string, reason?: string) =>
  objectOf('nodes', name, { status: conditionsOf(['Ready', status, reason]) });

describe('PDP-INF-002', () => {
  it('passes where every node is ready, and names them', () => {
    expect(assessOn(nodesAreReady, clusterOf({ nodes: [node('a', 'True'), node('b', 'True')] }))).toMatchObject({
      outcome: 'pass',
      how: 'observed',
      evidence: [
        { text: 'a: status.conditions[Ready]=True', source: 'list nodes of https://10.0.0.1:6443' },
        { text: 'b: status.conditions[Ready]=True' },
      ],
    });
  });

  it.each(['False', 'Unknown'])('fails where a node’s readiness is %s', (status) => {
    expect(
      assessOn(nodesAreReady, clusterOf({ nodes: [node('a', 'True'), node('b', status, 'KubeletNotReady')] })),
    ).toMatchObject({
      outcome: 'fail',
      title: '1 of 2 nodes not ready',
      evidence: [{ text: `b: status.conditions[Ready]=${status} (KubeletNotReady)` }],
    });
  });

  it('fails where a node says nothing of it', () => {
    expect(assessOn(nodesAreReady, clusterOf({ nodes: [objectOf('nodes', 'a')] }))).toMatchObject({ outcome: 'fail' });
  });

  it('is unknown without nodes', () => {
    expect(assessOn(nodesAreReady, clusterOf())).toMatchObject({ outcome: 'unknown', unknownBecause: 'absent' });
  });
});
