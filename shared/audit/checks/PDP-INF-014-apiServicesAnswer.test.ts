import { describe, expect, it } from 'vitest';
import { assessOn, clusterOf, conditionsOf, objectOf } from '../testing/clusterOf.ts';
import { apiServicesAnswer } from './PDP-INF-014-apiServicesAnswer.ts';

const id = 'apiservices.apiregistration.k8s.io';
const own = objectOf(id, 'v1.apps', { spec: { group: 'apps' }, status: conditionsOf(['Available', 'True', 'Local']) });
const metrics = (available: string) =>
  objectOf(id, 'v1beta1.metrics.k8s.io', {
    spec: { service: { namespace: 'kube-system', name: 'metrics-server' } },
    status: conditionsOf(['Available', available, 'MissingEndpoints']),
  });

describe('PDP-INF-014', () => {
  it.each([
    ['pass', 'services that are answered', [own, metrics('True')]],
    ['fail', 'one that nobody answers', [own, metrics('False')]],
    ['unknown', 'one that was not looked at yet', [own, metrics('Unknown')]],
    ['unknown', 'one that says nothing', [own, objectOf(id, 'v1.new')]],
    ['unknown', 'none', []],
    ['unknown', 'what may not be read', 'forbidden'],
  ] as const)('is %s for %s', (outcome, _, seen) => {
    expect(assessOn(apiServicesAnswer, clusterOf({ [id]: seen })).outcome).toBe(outcome);
  });

  it('names the Service behind what is not answered', () => {
    expect(assessOn(apiServicesAnswer, clusterOf({ [id]: [own, metrics('False')] }))).toMatchObject({
      title: '1 of 2 API services not answered',
      evidence: [
        {
          text: 'v1beta1.metrics.k8s.io: answered by the Service kube-system/metrics-server, status.conditions[Available]=False (MissingEndpoints)',
        },
      ],
    });
  });
});
