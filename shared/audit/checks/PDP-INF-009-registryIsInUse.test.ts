import { describe, expect, it } from 'vitest';
import { assessOn, clusterOf, podOf } from '../testing/clusterOf.ts';
import { registryIsInUse } from './PDP-INF-009-registryIsInUse.ts';

const running = { imageID: 'sha256:1', state: { running: {} } };
const cluster = (image: string, status: object | undefined = running) =>
  clusterOf({ pods: [podOf('shop/web-1', [{ name: 'web', image, status }])] });
const named = { more: "connections: {container-registry--internal-registry: {hosts: ['*.azurecr.io']}}\n" };

describe('PDP-INF-009', () => {
  it('passes where a container runs from a registry that the plan names', () => {
    expect(assessOn(registryIsInUse, cluster('acme.azurecr.io/web:1'), named)).toMatchObject({
      outcome: 'pass',
      evidence: [{ text: 'acme.azurecr.io: 1 container' }],
    });
  });

  it('fails where nodes ask the registry of the plan for images and get none, until one is got', () => {
    const refused = { imageID: '', state: { waiting: { reason: 'ImagePullBackOff' } } };
    expect(assessOn(registryIsInUse, cluster('acme.azurecr.io/web:1', refused), named)).toMatchObject({
      outcome: 'fail',
      title: 'Nodes ask the registry of the plan for 1 image and get none',
      evidence: [{ text: 'shop/web-1: acme.azurecr.io/web:1, ImagePullBackOff' }],
    });
    const both = clusterOf({
      pods: [
        podOf('shop/web-1', [{ name: 'web', image: 'acme.azurecr.io/web:1', status: refused }]),
        podOf('shop/orders-1', [{ name: 'orders', image: 'acme.azurecr.io/orders:1', status: running }]),
      ],
    });
    expect(assessOn(registryIsInUse, both, named)).toMatchObject({ outcome: 'pass' });
    expect(assessOn(registryIsInUse, cluster('docker.io/web:1', refused), named)).toMatchObject({ outcome: 'unknown' });
  });

  it.each(['ErrImageNeverPull', 'InvalidImageName', 'ImageInspectError'])(
    'does not blame the registry for %s, at which no node asks it',
    (reason) => {
      const stopped = { imageID: '', state: { waiting: { reason } } };
      expect(assessOn(registryIsInUse, cluster('acme.azurecr.io/web:1', stopped), named)).toMatchObject({
        outcome: 'unknown',
        title: 'No container runs from the registry that the plan names',
      });
    },
  );

  it('does not fail by the pods that were seen where others were not: these may run from it', () => {
    const refused = { imageID: '', state: { waiting: { reason: 'ErrImagePull' } } };
    const seen = cluster('acme.azurecr.io/web:1', refused);
    const { pods } = seen.resources;
    if (pods?.state !== 'observed') throw new Error('pods are observed');
    const part = { ...seen, resources: { ...seen.resources, pods: { ...pods, incomplete: 'the list broke off' } } };
    expect(assessOn(registryIsInUse, part, named)).toMatchObject({ outcome: 'unknown', unknownBecause: 'incomplete' });
  });

  it.each([
    ['it runs from another', cluster('docker.io/web:1'), named, 'absent'],
    ['its image has not been pulled', cluster('acme.azurecr.io/web:1', {}), named, 'absent'],
    ['nothing runs', clusterOf(), named, 'absent'],
    ['the plan names none', cluster('acme.azurecr.io/web:1'), {}, 'not-understood'],
  ] as const)('is unknown where %s', (_, seen, options, because) => {
    expect(assessOn(registryIsInUse, seen, options)).toMatchObject({ outcome: 'unknown', unknownBecause: because });
  });
});
