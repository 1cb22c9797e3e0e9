import { describe, expect, it } from 'vitest';
import { clusterOf, objectOf } from '../audit/testing/clusterOf.ts';
import { toPseudonyms } from './toPseudonyms.ts';

const replace = (name: string): string =>
  `x${name.length}-${[...name].reduce((sum, letter) => sum + letter.charCodeAt(0), 0)}`;

const snapshot = clusterOf({
  namespaces: [
    objectOf(
      'namespaces',
      'acme-shop',
      {},
      { labels: { 'kubernetes.io/metadata.name': 'acme-shop', team: 'acme-shop' } },
    ),
    objectOf('namespaces', 'kube-system'),
    objectOf('namespaces', 'flux-system'),
  ],
  pods: [
    objectOf(
      'pods',
      'acme-shop/acme-web',
      {
        spec: { nodeName: 'acme-node', containers: [{ name: 'c', image: 'registry.acme.example/web' }] },
        status: { phase: 'pods' },
      },
      { labels: { app: 'acme-web' } },
    ),
  ],
  nodes: [
    objectOf('nodes', 'acme-node', {
      spec: { providerID: 'azure:///subscriptions/1234' },
      status: { conditions: [{ type: 'Ready', message: 'acme' }] },
    }),
  ],
  'networkpolicies.networking.k8s.io': [
    objectOf('networkpolicies.networking.k8s.io', 'acme-shop/allow', {
      spec: {
        podSelector: { matchLabels: { app: 'acme-web' } },
        egress: [
          {
            to: [
              {
                namespaceSelector: {
                  matchExpressions: [{ key: 'kubernetes.io/metadata.name', operator: 'In', values: ['acme-shop'] }],
                },
              },
            ],
          },
        ],
      },
    }),
  ],
  'rolebindings.rbac.authorization.k8s.io': [
    objectOf('rolebindings.rbac.authorization.k8s.io', 'acme-shop/pods', { roleRef: { kind: 'Role', name: 'pods' } }),
  ],
});
const hidden = toPseudonyms(snapshot, replace, (name) => name === 'flux-system');
const text = JSON.stringify(hidden.resources);

describe('a snapshot with pseudonyms', () => {
  it('calls the same thing by the same word wherever it is named', () => {
    const [namespace, node, pod] = ['acme-shop', 'acme-node', 'acme-web'].map(replace);
    expect(hidden.resources.pods).toMatchObject({
      value: [{ metadata: { name: pod, namespace }, spec: { nodeName: node }, status: { phase: 'pods' } }],
    });
    expect(hidden.resources.namespaces).toMatchObject({
      value: [
        { metadata: { name: namespace, labels: { 'kubernetes.io/metadata.name': namespace, team: 'acme-shop' } } },
        {},
        {},
      ],
    });
    expect(text).toContain(`"values":["${namespace}"]`);
    expect(text).toContain(`"roleRef":{"kind":"Role","name":"${replace('pods')}"}`);
  });

  it('keeps what selectors go by, and what every cluster and the catalogue know', () => {
    expect(text).toContain('"matchLabels":{"app":"acme-web"}');
    expect(text).toContain('"labels":{"app":"acme-web"}');
    expect(text).toContain('registry.acme.example/web');
    for (const name of ['kube-system', 'flux-system']) expect(text).toContain(`"name":"${name}"`);
  });

  it('tells neither which cluster it is, nor in whose account its nodes are, nor what was said in messages', () => {
    expect(hidden.identity.server).toBe(`https://${replace(snapshot.identity.server)}`);
    expect(hidden.identity.uid).not.toBe(snapshot.identity.uid);
    expect(text).toContain('"providerID":"azure://"');
    expect(text).not.toContain('"message"');
  });
});
