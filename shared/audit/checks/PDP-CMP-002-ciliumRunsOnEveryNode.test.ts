import { describe, expect, it } from 'vitest';
import { assessOn, clusterOf, daemonSetOf, nodeOf } from '../testing/clusterOf.ts';
import { ciliumRunsOnEveryNode } from './PDP-CMP-002-ciliumRunsOnEveryNode.ts';

const nodes = [nodeOf('a'), nodeOf('b')];
const agent = (...on: readonly string[]) => daemonSetOf('kube-system/cilium', { 'k8s-app': 'cilium' }, on);

describe('PDP-CMP-002', () => {
  it.each([
    ['pass', 'an agent on every node', { nodes, ...agent('a', 'b') }],
    ['fail', 'a node without an agent', { nodes, ...agent('a') }],
    ['unknown', 'no agents', { nodes }],
    ['unknown', 'no nodes', agent()],
    ['unknown', 'pods that may not be listed', { nodes, ...agent('a', 'b'), pods: 'forbidden' }],
    ['unknown', 'nodes that may not be listed', { nodes: 'forbidden', ...agent('a', 'b') }],
  ] as const)('is %s for %s', (outcome, _, seen) => {
    expect(assessOn(ciliumRunsOnEveryNode, clusterOf(seen)).outcome).toBe(outcome);
  });
});
