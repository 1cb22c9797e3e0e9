import { expect, it } from 'vitest';
import { embeddedCatalog } from '#electron/adapters/files/embeddedCatalog.ts';
import { makeOwnerOfNamespace } from './systemNamespaces.ts';

const serving = (...names: readonly string[]) => ({ groups: () => names.map((name) => ({ name, versions: ['v1'] })) });

it.each([
  ['kube-system', [], 'Kubernetes'],
  ['openshift-ingress', ['config.openshift.io'], 'OpenShift'],
  ['openshift-ingress', ['management.cattle.io'], undefined],
  ['cattle-system', ['management.cattle.io'], 'Rancher'],
  // What k3s and RKE2 serve without Rancher.
  ['cattle-system', ['helm.cattle.io', 'k3s.cattle.io'], undefined],
  ['gke-managed-cim', ['networking.gke.io'], 'Google Kubernetes Engine'],
  ['gke-managed-cim', [], undefined],
  ['shop', ['config.openshift.io', 'management.cattle.io'], undefined],
] as const)('%s belongs, in a cluster that serves %j, to %s', (namespace, groups, owner) => {
  expect(makeOwnerOfNamespace(serving(...groups), embeddedCatalog)(namespace)).toBe(owner);
});
