import { describe, expect, it } from 'vitest';
import type { ObjectMetadata } from './clusterSnapshot.ts';
import { workloadOf } from './workloadOf.ts';

const pod = (metadata: Omit<ObjectMetadata, 'name'>) =>
  workloadOf({ apiVersion: 'v1', kind: 'Pod', metadata: { name: 'web-7d9f-x2x', namespace: 'shop', ...metadata } });
const owned = (kind: string, name: string) => [{ kind, name, controller: true }];

describe('the workload of a pod', () => {
  it.each([
    [
      'the Deployment behind its ReplicaSet',
      { labels: { 'pod-template-hash': '7d9f' }, ownerReferences: owned('ReplicaSet', 'web-7d9f') },
      'Deployment',
      'shop/web',
    ],
    ['a ReplicaSet of nobody’s', { ownerReferences: owned('ReplicaSet', 'web-7d9f') }, 'ReplicaSet', 'shop/web-7d9f'],
    ['a DaemonSet', { ownerReferences: owned('DaemonSet', 'agent') }, 'DaemonSet', 'shop/agent'],
    ['itself, without an owner', {}, 'Pod', 'shop/web-7d9f-x2x'],
    [
      'itself, where the owner does not control it',
      { ownerReferences: [{ kind: 'Node', name: 'n1' }] },
      'Pod',
      'shop/web-7d9f-x2x',
    ],
  ] as const)('is %s', (_, metadata, kind, name) => {
    expect(pod(metadata)).toEqual({ kind, name });
  });
});
