import { describe, expect, it } from 'vitest';
import { assessOn, clusterOf, objectOf } from '../testing/clusterOf.ts';
import { fluxCorrectsDrift } from './PDP-CMP-018-fluxCorrectsDrift.ts';

const releases = 'helmreleases.helm.toolkit.fluxcd.io';
const kustomizations = 'kustomizations.kustomize.toolkit.fluxcd.io';
const release = (mode: string | undefined, status: string | undefined) =>
  clusterOf({
    [releases]: [
      objectOf(releases, 'a/b', {
        spec: { driftDetection: { mode } },
        status: { history: status === undefined ? [] : [{ status }] },
      }),
    ],
  });
const kustomization = (lastAppliedRevision: string | undefined, lastAttemptedRevision?: string) =>
  clusterOf({
    [kustomizations]: [objectOf(kustomizations, 'a/b', { status: { lastAppliedRevision, lastAttemptedRevision } })],
  });
const inProgress = { conditions: [{ type: 'Ready', status: 'Unknown', reason: 'Progressing' }] };

describe('PDP-CMP-018', () => {
  it.each([
    ['pass', 'a release whose drift is corrected', release('enabled', 'deployed')],
    ['unknown', 'one whose drift is only told', release('warn', 'deployed')],
    ['unknown', 'one whose drift nobody looks for', release(undefined, 'deployed')],
    ['fail', 'one that failed', release('enabled', 'failed')],
    ['unknown', 'one that was never made', release('enabled', undefined)],
    ['pass', 'a Kustomization that was applied', kustomization('main@sha1:a', 'main@sha1:a')],
    ['fail', 'one whose newer form was not', kustomization('main@sha1:a', 'main@sha1:b')],
    ['unknown', 'one that never was', kustomization(undefined, 'main@sha1:b')],
    [
      'unknown',
      'one that is applied at the moment',
      clusterOf({
        [kustomizations]: [
          objectOf(kustomizations, 'a/b', {
            status: { ...inProgress, lastAppliedRevision: 'main@sha1:a', lastAttemptedRevision: 'main@sha1:b' },
          }),
        ],
      }),
    ],
    [
      'unknown',
      'a release that is upgraded at the moment',
      clusterOf({
        [releases]: [
          objectOf(releases, 'a/b', { spec: {}, status: { ...inProgress, history: [{ status: 'pending-upgrade' }] } }),
        ],
      }),
    ],
    ['unknown', 'none', clusterOf()],
  ] as const)('is %s for %s', (outcome, _, cluster) => {
    expect(assessOn(fluxCorrectsDrift, cluster).outcome).toBe(outcome);
  });
});
