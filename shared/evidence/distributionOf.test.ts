import { describe, expect, it } from 'vitest';
import { distributionOf } from './distributionOf.ts';

const seen = (gitVersion: string, label?: string, group?: string) => ({
  gitVersion,
  groups: group === undefined ? [] : [{ name: group, versions: ['v1'] }],
  nodes: [
    { apiVersion: 'v1', kind: 'Node', metadata: { name: 'n1', labels: label === undefined ? {} : { [label]: 'x' } } },
  ],
});

describe('the distribution of a cluster', () => {
  it.each([
    ['aks', seen('v1.34.1', 'kubernetes.azure.com/cluster')],
    ['eks', seen('v1.34.1-eks-113cf36')],
    ['eks', seen('v1.34.1', 'eks.amazonaws.com/nodegroup')],
    ['gke', seen('v1.34.1-gke.1293000')],
    ['openshift', seen('v1.33.6', undefined, 'config.openshift.io')],
    ['openshift', seen('v1.33.6', 'node.openshift.io/os_id')],
    ['k3s', seen('v1.34.1+k3s1')],
    ['rke2', seen('v1.34.1+rke2r1')],
    ['kubeadm', seen('v1.34.1', 'node-role.kubernetes.io/control-plane')],
  ])('is %s', (id, signs) => {
    expect(distributionOf(signs)).toMatchObject({ id, by: expect.stringMatching(/^the (version|label|API group) /) });
  });

  it('is not guessed', () => {
    expect(distributionOf(seen('v1.34.1'))).toBeUndefined();
  });

  it('is told by the kubelets where the API server’s version says nothing', () => {
    const nodes = [
      {
        apiVersion: 'v1',
        kind: 'Node',
        metadata: { name: 'n1' },
        status: { nodeInfo: { kubeletVersion: 'v1.34.1+k3s1' } },
      },
    ];
    expect(distributionOf({ gitVersion: 'v1.34.1', groups: [], nodes })).toMatchObject({ id: 'k3s' });
  });
});
