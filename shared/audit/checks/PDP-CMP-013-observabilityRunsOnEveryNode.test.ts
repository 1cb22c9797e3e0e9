import { describe, expect, it } from 'vitest';
import { assessOn, clusterOf, daemonSetOf, nodeOf } from '../testing/clusterOf.ts';
import { observabilityRunsOnEveryNode } from './PDP-CMP-013-observabilityRunsOnEveryNode.ts';

const nodes = [nodeOf('a'), nodeOf('b')];
const agent = (...on: readonly string[]) =>
  daemonSetOf('observability/otel', { 'app.kubernetes.io/name': 'opentelemetry-collector' }, on);

describe('PDP-CMP-013', () => {
  it.each([
    ['pass', 'an agent on every node', { nodes, ...agent('a', 'b') }],
    ['fail', 'a node without one', { nodes, ...agent('b') }],
    ['unknown', 'no agents', { nodes }],
    ['unknown', 'no nodes', agent()],
  ] as const)('is %s for %s', (outcome, _, seen) => {
    expect(assessOn(observabilityRunsOnEveryNode, clusterOf(seen)).outcome).toBe(outcome);
  });
});
