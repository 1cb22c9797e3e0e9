import { describe, expect, it } from 'vitest';
import type { ClusterObject } from '../../evidence/clusterSnapshot.ts';
import { assessOn, clusterOf, objectOf } from '../testing/clusterOf.ts';
import { binding, clusterBinding } from '../testing/grants.ts';
import { podOf } from '../testing/podOf.ts';
import { administratorsAreKnown } from './PDP-SEC-005-administratorsAreKnown.ts';

const masters = clusterBinding('cluster-admin', 'cluster-admin', 'Group system:masters');
const assess = (bindings: readonly ClusterObject[], more = '', pods: readonly ClusterObject[] = []) =>
  assessOn(administratorsAreKnown, clusterOf({ 'clusterrolebindings.rbac.authorization.k8s.io': bindings, pods }), {
    more,
  });

describe('PDP-SEC-005', () => {
  it('passes where Kubernetes’ own group is the only one, and says so', () => {
    expect(assess([masters])).toMatchObject({
      outcome: 'pass',
      evidence: [{ text: 'cluster-admin: cluster-admin for group system:masters, a part of Kubernetes itself' }],
    });
  });

  it.each([
    ['User alice', 'user alice'],
    ['Group ops', 'group ops'],
    ['Group system:authenticated', 'group system:authenticated'],
    ['Group system:nodes', 'group system:nodes'],
    ['User system:node:worker-1', 'user system:node:worker-1'],
    ['Group system:bootstrappers:kubeadm:default-node-token', 'group system:bootstrappers:kubeadm:default-node-token'],
    ['Group system:serviceaccounts', 'group system:serviceaccounts'],
    ['ServiceAccount web/deployer', 'service account web/deployer'],
    ['User system:serviceaccount:web:deployer', 'service account web/deployer'],
  ])('fails for %s', (subject, said) => {
    expect(assess([masters, clusterBinding('more', 'cluster-admin', subject)])).toMatchObject({
      outcome: 'fail',
      title: '1 of 2 subjects bound to cluster-admin without the plan naming them',
      evidence: [{ text: `more: cluster-admin for ${said}, whom the plan does not name` }],
    });
  });

  it.each([
    ['User clusterAdmin', 'kubernetes.azure.com/cluster', 'az aks update --disable-local-accounts'],
    ['User eks:addon-manager', 'eks.amazonaws.com/nodegroup', 'a part of Amazon EKS'],
  ])('knows %s in clusters with nodes of %s, and in no others', (subject, label, who) => {
    const local = clusterBinding('its-own', 'cluster-admin', subject);
    const on = (labels: Readonly<Record<string, string>>) =>
      assessOn(
        administratorsAreKnown,
        clusterOf({
          'clusterrolebindings.rbac.authorization.k8s.io': [masters, local],
          nodes: [objectOf('nodes', 'node-1', {}, { labels })],
        }),
      );
    expect(on({ [label]: 'x' })).toMatchObject({
      outcome: 'pass',
      evidence: [{}, { text: expect.stringContaining(who) as string }],
    });
    expect(on({}).outcome).toBe('fail');
  });

  it('passes for whom the plan names', () => {
    const bindings = [masters, clusterBinding('more', 'cluster-admin', 'User alice', 'ServiceAccount ops/terraform')];
    expect(assess(bindings, 'clusterAdministrators: [alice, ops/terraform]\n').outcome).toBe('pass');
    expect(assess(bindings, 'clusterAdministrators: [alice]\n').outcome).toBe('fail');
  });

  it('passes for the accounts of Flux, which installs everything, by its pods', () => {
    const flux = clusterBinding('flux', 'cluster-admin', 'ServiceAccount flux-system/kustomize-controller');
    const pod = podOf('flux-system/kustomize-controller', {
      spec: { serviceAccountName: 'kustomize-controller' },
      labels: { 'app.kubernetes.io/part-of': 'flux' },
    });
    expect(assess([masters, flux], '', [pod]).evidence.at(-1)?.text).toContain('which installs what it is told to');
    expect(assess([masters, flux]).outcome).toBe('fail');
  });

  it('passes for accounts that Flux binds and nobody made, beside those of its pods alone', () => {
    const flux = clusterBinding(
      'flux',
      'cluster-admin',
      'ServiceAccount flux-system/kustomize-controller',
      'ServiceAccount flux-system/image-reflector-controller',
    );
    const pod = podOf('flux-system/kustomize-controller', {
      spec: { serviceAccountName: 'kustomize-controller' },
      labels: { 'app.kubernetes.io/part-of': 'flux' },
    });
    expect(assess([masters, flux], '', [pod])).toMatchObject({ outcome: 'pass' });
    const elsewhere = clusterBinding('left', 'cluster-admin', 'ServiceAccount web/gone');
    expect(assess([masters, elsewhere], '', [pod]).outcome).toBe('fail');
    const seen = {
      'clusterrolebindings.rbac.authorization.k8s.io': [masters, flux],
      pods: [pod],
      serviceaccounts: [objectOf('serviceaccounts', 'flux-system/image-reflector-controller')],
    };
    expect(assessOn(administratorsAreKnown, clusterOf(seen)).outcome).toBe('fail');
  });

  it('passes for the group of administrators that kubeadm binds', () => {
    const more = clusterBinding('more', 'cluster-admin', 'Group kubeadm:cluster-admins');
    expect(assess([masters, more]).outcome).toBe('pass');
  });

  it('fails for a binding within a namespace', () => {
    const own = {
      'clusterrolebindings.rbac.authorization.k8s.io': [masters],
      'rolebindings.rbac.authorization.k8s.io': [binding('web/all', 'cluster-admin', 'Group devs')],
    };
    expect(assessOn(administratorsAreKnown, clusterOf(own)).outcome).toBe('fail');
  });

  it('is unknown where nobody is bound, or bindings may not be read', () => {
    expect(assess([])).toMatchObject({ outcome: 'unknown', unknownBecause: 'absent' });
    expect(
      assessOn(administratorsAreKnown, clusterOf({ 'clusterrolebindings.rbac.authorization.k8s.io': 'forbidden' })),
    ).toMatchObject({ outcome: 'unknown', unknownBecause: 'forbidden' });
  });
});
