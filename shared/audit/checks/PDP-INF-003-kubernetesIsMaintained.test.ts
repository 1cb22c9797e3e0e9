import { describe, expect, it } from 'vitest';
import { assessOn, clusterOf } from '../testing/clusterOf.ts';
import { kubernetesIsMaintained } from './PDP-INF-003-kubernetesIsMaintained.ts';

const at = '2026-11-21T08:59:00Z';
const ask = (gitVersion: string, asOf = '2026-11-21T09:00:00Z') =>
  assessOn(kubernetesIsMaintained, clusterOf({}, { version: { state: 'observed', at, value: { gitVersion } } }), {
    asOf,
  });

describe('PDP-INF-003', () => {
  it.each([
    ['v1.36.2', '2026-11-21T09:00:00Z', 'pass'],
    ['v1.34.1', '2026-10-27T23:59:59Z', 'pass'],
    ['v1.34.1', '2026-10-28T00:00:00Z', 'fail'],
    ['v1.33.4+k3s1', '2026-11-21T09:00:00Z', 'fail'],
    ['v1.19.0', '2026-11-21T09:00:00Z', 'fail'],
    ['v1.99.0', '2026-11-21T09:00:00Z', 'unknown'],
    ['v1.33.2-gke.100', '2026-11-21T09:00:00Z', 'unknown'],
    ['v1.30.9-eks-5d632ec', '2026-11-21T09:00:00Z', 'unknown'],
    ['of today', '2026-11-21T09:00:00Z', 'unknown'],
  ])('calls %s at %s %s', (version, asOf, outcome) => {
    expect(ask(version, asOf).outcome).toBe(outcome);
  });

  it('names the end and its source', () => {
    expect(ask('v1.34.1').evidence).toEqual([
      { text: 'The API server is v1.34.1.', source: 'get /version of https://10.0.0.1:6443' },
      { text: 'Kubernetes 1.34 ended on 2026-10-27.', source: 'Releases (Kubernetes), Pages of the minor versions' },
    ]);
  });

  it('names the command of the cloud for a version that the cloud may keep alive', () => {
    expect(ask('v1.33.2-gke.100').remedy).toContain('gcloud container get-server-config');
  });

  it('is unknown where the version may not be asked for', () => {
    const cluster = clusterOf({}, { version: { state: 'forbidden', at, needs: 'get /version' } });
    expect(assessOn(kubernetesIsMaintained, cluster)).toMatchObject({ unknownBecause: 'forbidden' });
  });
});
