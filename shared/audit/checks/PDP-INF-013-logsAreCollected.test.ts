import { describe, expect, it } from 'vitest';
import { assessOn, clusterOf, daemonSetOf, nodeOf } from '../testing/clusterOf.ts';
import { logsAreCollected } from './PDP-INF-013-logsAreCollected.ts';

const agent = (...on: readonly string[]) =>
  daemonSetOf('logging/fluent-bit', { 'app.kubernetes.io/name': 'fluent-bit' }, on);
const nodes = [nodeOf('a'), nodeOf('b')];

describe('PDP-INF-013', () => {
  it.each([
    ['pass', 'an agent on every node', { nodes, ...agent('a', 'b') }],
    ['fail', 'a node without one', { nodes, ...agent('a') }],
    [
      'pass',
      'a node without one that is not ready itself',
      { nodes: [nodeOf('a'), nodeOf('b', 'False')], ...agent('a') },
    ],
    ['unknown', 'no agent that is known', { nodes }],
    ['unknown', 'no nodes', agent()],
  ] as const)('is %s for %s', (outcome, _, seen) => {
    expect(assessOn(logsAreCollected, clusterOf(seen)).outcome).toBe(outcome);
  });

  it('names the nodes that have none', () => {
    expect(assessOn(logsAreCollected, clusterOf({ nodes, ...agent('a') }))).toMatchObject({
      title: '1 of 2 ready nodes without a ready agent for logs',
      evidence: [{ text: 'b: no ready pod of Fluent Bit' }],
    });
  });
});
