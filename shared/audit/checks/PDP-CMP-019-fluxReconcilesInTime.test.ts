import { describe, expect, it } from 'vitest';
import { assessOn, clusterOf, objectOf } from '../testing/clusterOf.ts';
import { fluxReconcilesInTime } from './PDP-CMP-019-fluxReconcilesInTime.ts';

const id = 'kustomizations.kustomize.toolkit.fluxcd.io';
const seen = (conditions: readonly object[], history?: readonly object[], spec: object = { interval: '10m' }) =>
  clusterOf({ [id]: [objectOf(id, 'flux-system/platform', { spec, status: { conditions, history } })] });
const ready = [{ type: 'Ready', status: 'True' }];
const working = (since: string) => [
  { type: 'Ready', status: 'Unknown' },
  { type: 'Reconciling', status: 'True', lastTransitionTime: since },
];

describe('PDP-CMP-019, in a cluster that was seen at one minute to nine', () => {
  it.each([
    ['pass', 'one that was reconciled in its interval', seen(ready, [{ lastReconciled: '2026-11-21T08:50:00Z' }])],
    ['fail', 'one that missed more turns than it may', seen(ready, [{ lastReconciled: '2026-11-21T08:28:00Z' }])],
    ['unknown', 'one that is ready and tells no time', seen(ready)],
    [
      'unknown',
      'one that fails and tries again, alone, which another check tells',
      seen([{ ...working('2026-11-20T05:00:00Z')[1] }, { type: 'Ready', status: 'False' }]),
    ],
    ['pass', 'one in progress for a while', seen(working('2026-11-21T08:55:00Z'))],
    ['fail', 'one in progress for hours', seen(working('2026-11-21T05:00:00Z'))],
    ['unknown', 'one that nobody has looked at', seen([])],
    ['unknown', 'one in progress since no time', seen([{ type: 'Ready', status: 'Unknown' }])],
    ['unknown', 'one that is suspended, alone', seen(ready, undefined, { interval: '10m', suspend: true })],
    ['unknown', 'none', clusterOf()],
    [
      'pass',
      'one beside a repository of OCI, which is an address alone',
      clusterOf({
        [id]: [
          objectOf(id, 'flux-system/platform', {
            spec: { interval: '10m' },
            status: { conditions: ready, history: [{ lastReconciled: '2026-11-21T08:50:00Z' }] },
          }),
        ],
        'helmrepositories.source.toolkit.fluxcd.io': [
          objectOf('helmrepositories.source.toolkit.fluxcd.io', 'flux-system/charts', {
            spec: { type: 'oci', interval: '10m', url: 'oci://charts.example.com' },
          }),
        ],
      }),
    ],
  ] as const)('is %s for %s', (outcome, _, cluster) => {
    expect(assessOn(fluxReconcilesInTime, cluster).outcome).toBe(outcome);
  });
});
