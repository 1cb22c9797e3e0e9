import { describe, expect, it } from 'vitest';
import { embeddedCatalog } from '#electron/adapters/files/embeddedCatalog.ts';
import { completeAudit } from '../runAudit.ts';
import { auditMaterial } from '../testing/auditMaterial.ts';
import { assessOn, clusterOf, conditionsOf, objectOf } from '../testing/clusterOf.ts';
import { secretStoreIsAttached } from './PDP-INF-011-secretStoreIsAttached.ts';

const stores = 'clustersecretstores.external-secrets.io';
const mounts = 'secretproviderclasspodstatuses.secrets-store.csi.x-k8s.io';
const store = (status: string, reason?: string, provider = 'azurekv') =>
  clusterOf({
    [stores]: [
      objectOf(stores, 'vault', {
        spec: { provider: { [provider]: {} } },
        status: conditionsOf(['Ready', status, reason]),
      }),
    ],
  });
const mount = (mounted: unknown) =>
  clusterOf({
    [mounts]: [
      objectOf(mounts, 'shop/web-1', { status: { mounted, podName: 'web-1', secretProviderClassName: 'kv' } }),
    ],
  });
const none = clusterOf({ [stores]: 'absent', 'secretstores.external-secrets.io': 'absent', [mounts]: 'absent' });

describe('PDP-INF-011', () => {
  it.each([
    ['pass', 'a store that is reached', store('True')],
    ['fail', 'a store that refuses', store('False', 'InvalidProviderConfig')],
    ['pass', 'a mount', mount(true)],
    ['fail', 'a mount that did not come about', mount(false)],
    ['unknown', 'a store that holds what it says itself', store('True', undefined, 'fake')],
    ['unknown', 'a store of Secrets of a cluster', store('True', undefined, 'kubernetes')],
    ['unknown', 'a store without a word', clusterOf({ [stores]: [objectOf(stores, 'vault')] })],
    ['unknown', 'neither of the two', none],
    ['unknown', 'nothing of either', clusterOf()],
  ] as const)('is %s for %s', (outcome, _, cluster) => {
    expect(assessOn(secretStoreIsAttached, cluster).outcome).toBe(outcome);
  });

  it('proves the control for a tier as something observed, and refutes it', () => {
    const standing = (cluster: ReturnType<typeof clusterOf>) =>
      completeAudit(auditMaterial(embeddedCatalog, { cluster }))
        .tier.tiers.find(({ tier }) => tier === 'standard')
        ?.controls.find(({ control }) => control === 'secret-management');
    expect(standing(store('True'))).toMatchObject({ outcome: 'pass', how: 'observed' });
    expect(standing(store('False'))).toMatchObject({ outcome: 'fail', how: 'observed' });
    expect(standing(none)).toMatchObject({ outcome: 'unknown' });
  });
});
