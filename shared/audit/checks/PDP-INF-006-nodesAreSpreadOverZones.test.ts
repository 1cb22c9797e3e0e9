import { describe, expect, it } from 'vitest';
import { assessOn, clusterOf, objectOf } from '../testing/clusterOf.ts';
import { nodesAreSpreadOverZones } from './PDP-INF-006-nodesAreSpreadOverZones.ts';

const nodes = (...zones: readonly (string | undefined)[]) =>
  clusterOf({
    nodes: zones.map((zone, index) =>
      objectOf('nodes', `n${index}`, {}, { labels: zone === undefined ? {} : { 'topology.kubernetes.io/zone': zone } }),
    ),
  });

describe('PDP-INF-006', () => {
  it.each([
    ['pass', 'two zones', nodes('westeurope-1', 'westeurope-2')],
    ['fail', 'one zone', nodes('westeurope-1', 'westeurope-1')],
    ['unknown', 'a node without a zone', nodes('westeurope-1', undefined)],
    ['unknown', 'what Azure writes for no zone', nodes('0', '1')],
    ['unknown', 'no nodes', nodes()],
  ] as const)('is %s for %s', (outcome, _, cluster) => {
    expect(assessOn(nodesAreSpreadOverZones, cluster).outcome).toBe(outcome);
  });

  it('is unknown where a list of nodes in one zone broke off', () => {
    const { resources } = nodes('westeurope-1');
    const broken = { ...resources.nodes, incomplete: 'the list broke off' } as NonNullable<typeof resources.nodes>;
    expect(assessOn(nodesAreSpreadOverZones, clusterOf({ nodes: broken })).outcome).toBe('unknown');
  });

  it('counts the nodes of each zone', () => {
    expect(assessOn(nodesAreSpreadOverZones, nodes('z-b', 'z-a', 'z-b')).evidence.map(({ text }) => text)).toEqual([
      'z-a: 1 of 3 nodes',
      'z-b: 2 of 3 nodes',
    ]);
  });
});
