import { describe, expect, it } from 'vitest';
import { embeddedCatalog } from '#electron/adapters/files/embeddedCatalog.ts';
import type { AuditCheck } from '../auditCheck.ts';
import { completeAudit } from '../runAudit.ts';
import { auditMaterial } from '../testing/auditMaterial.ts';
import { assessOn, clusterOf, objectOf } from '../testing/clusterOf.ts';
import { ciliumEncryptsTraffic } from './PDP-CMP-004-ciliumEncryptsTraffic.ts';
import { ciliumReplacesKubeProxy } from './PDP-CMP-005-ciliumReplacesKubeProxy.ts';
import { ciliumServesTheMesh } from './PDP-CMP-006-ciliumServesTheMesh.ts';

const told = (data: Readonly<Record<string, string>>) =>
  clusterOf({ configmaps: [objectOf('configmaps', 'kube-system/cilium-config', { data })] });

describe('what Cilium is told', () => {
  it.each([
    ['pass', ciliumEncryptsTraffic, { 'enable-wireguard': 'true' }],
    ['pass', ciliumEncryptsTraffic, { 'enable-ipsec': 'true', 'enable-wireguard': 'false' }],
    ['fail', ciliumEncryptsTraffic, { 'enable-wireguard': 'false' }],
    ['fail', ciliumEncryptsTraffic, {}],
    ['pass', ciliumReplacesKubeProxy, { 'kube-proxy-replacement': 'true' }],
    ['pass', ciliumReplacesKubeProxy, { 'kube-proxy-replacement': 'strict' }],
    ['fail', ciliumReplacesKubeProxy, { 'kube-proxy-replacement': 'false' }],
    ['fail', ciliumReplacesKubeProxy, {}],
    ['unknown', ciliumReplacesKubeProxy, { 'kube-proxy-replacement': 'partial' }],
    ['pass', ciliumServesTheMesh, { 'enable-l7-proxy': 'true' }],
    ['fail', ciliumServesTheMesh, { 'enable-l7-proxy': 'false' }],
    ['unknown', ciliumServesTheMesh, {}],
  ] as const)('makes it %s: %o %o', (outcome, check, data) => {
    expect(assessOn(check, told(data)).outcome).toBe(outcome);
  });

  it.each([ciliumEncryptsTraffic, ciliumReplacesKubeProxy, ciliumServesTheMesh])(
    'is unknown where its ConfigMap is not there, or may not be read: $id',
    (check: AuditCheck) => {
      expect(assessOn(check, clusterOf())).toMatchObject({ outcome: 'unknown', unknownBecause: 'absent' });
      expect(assessOn(check, clusterOf({ configmaps: 'forbidden' }))).toMatchObject({ unknownBecause: 'forbidden' });
    },
  );

  it('proves encryption in transit for a tier as something observed, and refutes it', () => {
    const standing = (data: Readonly<Record<string, string>>) =>
      completeAudit(auditMaterial(embeddedCatalog, { cluster: told(data) }))
        .tier.tiers.find(({ tier }) => tier === 'basic')
        ?.controls.find(({ control }) => control === 'encryption-in-transit');
    expect(standing({ 'enable-wireguard': 'true' })).toMatchObject({ outcome: 'pass', how: 'observed' });
    expect(standing({})).toMatchObject({ outcome: 'fail', how: 'observed' });
  });
});
