import { describe, expect, it } from 'vitest';
import { assessOn, clusterOf, conditionsOf, objectOf } from '../testing/clusterOf.ts';
import { nodesAreNotUnderPressure } from './PDP-INF-007-nodesAreNotUnderPressure.ts';

const calm = [
  ['MemoryPressure', 'False'],
  ['DiskPressure', 'False'],
  ['PIDPressure', 'False'],
] as const;
const node = (...conditions: readonly (readonly [string, string, string?])[]) =>
  clusterOf({ nodes: [objectOf('nodes', 'a', { status: conditionsOf(...conditions) })] });

describe('PDP-INF-007', () => {
  it.each([
    ['pass', 'no pressure', node(...calm)],
    ['pass', 'no pressure and a network', node(...calm, ['NetworkUnavailable', 'False'])],
    [
      'fail',
      'a full disk',
      node(['MemoryPressure', 'False'], ['DiskPressure', 'True', 'KubeletHasDiskPressure'], ['PIDPressure', 'False']),
    ],
    ['fail', 'no network', node(...calm, ['NetworkUnavailable', 'True'])],
    [
      'unknown',
      'a node that has gone silent',
      node(['MemoryPressure', 'Unknown'], ['DiskPressure', 'Unknown'], ['PIDPressure', 'Unknown']),
    ],
    ['unknown', 'a node that says nothing', node()],
    ['unknown', 'no nodes', clusterOf()],
  ] as const)('is %s for %s', (outcome, _, cluster) => {
    expect(assessOn(nodesAreNotUnderPressure, cluster).outcome).toBe(outcome);
  });

  it('names what presses, and that alone', () => {
    const cluster = node(['MemoryPressure', 'True', 'Low'], ['DiskPressure', 'False'], ['PIDPressure', 'Unknown']);
    expect(assessOn(nodesAreNotUnderPressure, cluster).evidence).toMatchObject([
      { text: 'a: status.conditions[MemoryPressure]=True (Low)' },
    ]);
  });
});
