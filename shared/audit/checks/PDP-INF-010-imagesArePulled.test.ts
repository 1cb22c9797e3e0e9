import { describe, expect, it } from 'vitest';
import { assessOn, clusterOf, podOf } from '../testing/clusterOf.ts';
import { imagesArePulled } from './PDP-INF-010-imagesArePulled.ts';

const waiting = (reason: string) => ({ state: { waiting: { reason } } });
const web = (name: string, status: object | undefined) =>
  podOf(`shop/${name}`, [{ name: 'web', image: 'acme.azurecr.io/web:1', status }], {
    labels: { 'pod-template-hash': '7d' },
    ownerReferences: [{ kind: 'ReplicaSet', name: 'web-7d', controller: true }],
  });

describe('PDP-INF-010', () => {
  it('passes where images were pulled', () => {
    expect(assessOn(imagesArePulled, clusterOf({ pods: [web('a', { state: { running: {} } })] }))).toMatchObject({
      outcome: 'pass',
    });
  });

  it('passes where a container fails for another reason than its image', () => {
    expect(assessOn(imagesArePulled, clusterOf({ pods: [web('a', waiting('CrashLoopBackOff'))] })).outcome).toBe(
      'pass',
    );
  });

  it.each([
    ['ErrImagePull', 'the pull failed'],
    ['ImagePullBackOff', 'the pull failed again and again'],
    ['InvalidImageName', 'that is no name of an image'],
    ['ErrImageNeverPull', 'its imagePullPolicy is Never, and the node does not have the image'],
  ])('fails on %s, once for a workload, and says what it means', (reason, means) => {
    const pods = [web('a', waiting(reason)), web('b', waiting(reason)), web('c', { state: { running: {} } })];
    expect(assessOn(imagesArePulled, clusterOf({ pods }))).toMatchObject({
      outcome: 'fail',
      evidence: [
        {
          text: `Deployment shop/web, acme.azurecr.io/web:1: ${reason}, ${means}, in 2 of 3 pods, shop/a among them (registry acme.azurecr.io)`,
        },
      ],
    });
  });

  it.each(['ContainerCreating', 'PodInitializing'])('says nothing of the image of a container in %s', (reason) => {
    const pods = [web('a', { state: { running: {} } }), web('b', waiting(reason))];
    expect(assessOn(imagesArePulled, clusterOf({ pods }))).toMatchObject({
      outcome: 'pass',
      evidence: [{ text: 'Deployment shop/web, acme.azurecr.io/web:1: pulled for 1 pod' }],
    });
    expect(assessOn(imagesArePulled, clusterOf({ pods: [web('b', waiting(reason))] })).outcome).toBe('unknown');
  });

  it('is unknown where no kubelet has said anything', () => {
    expect(assessOn(imagesArePulled, clusterOf({ pods: [web('a', undefined)] })).outcome).toBe('unknown');
  });
});
