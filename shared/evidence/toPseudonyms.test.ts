import { describe, expect, it } from 'vitest';
import { clusterOf, objectOf } from '../audit/testing/clusterOf.ts';
import { toPseudonyms } from './toPseudonyms.ts';
import { workloadOf } from './workloadOf.ts';

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

  it('calls by the same word what annotations and labels of a way in name', () => {
    const [namespace, keys, web, gateway] = ['acme-shop', 'acme-keys', 'acme-web', 'acme-edge'].map(replace);
    const seen = clusterOf({
      'gateways.gateway.networking.k8s.io': [objectOf('gateways.gateway.networking.k8s.io', 'acme-shop/acme-edge')],
      'middlewares.traefik.io': [objectOf('middlewares.traefik.io', 'acme-shop/acme-keys')],
      'virtualservices.networking.istio.io': [
        objectOf('virtualservices.networking.istio.io', 'acme-shop/acme-web', {
          spec: { gateways: ['mesh', 'acme-shop/acme-edge', 'acme-lost'] },
        }),
      ],
      'ingresses.networking.k8s.io': [
        objectOf(
          'ingresses.networking.k8s.io',
          'acme-shop/acme-web',
          {},
          {
            labels: { 'gateway.networking.k8s.io/gateway-name': 'acme-edge' },
            annotations: {
              'konghq.com/plugins': 'acme-keys, acme-lost',
              'traefik.ingress.kubernetes.io/router.middlewares': 'acme-shop-acme-keys@kubernetescrd,acme-lost@file',
              'nginx.ingress.kubernetes.io/satisfy': 'any',
            },
          },
        ),
      ],
    });
    const { resources } = toPseudonyms(seen, replace, () => false);
    expect(resources['ingresses.networking.k8s.io']).toMatchObject({
      value: [
        {
          metadata: {
            name: web,
            labels: { 'gateway.networking.k8s.io/gateway-name': gateway },
            annotations: {
              'konghq.com/plugins': `${keys},${replace('acme-lost')}`,
              'traefik.ingress.kubernetes.io/router.middlewares': `${namespace}-${keys}@kubernetescrd,${replace('acme-lost')}@file`,
              'nginx.ingress.kubernetes.io/satisfy': 'any',
            },
          },
        },
      ],
    });
    expect(resources['virtualservices.networking.istio.io']).toMatchObject({
      value: [{ spec: { gateways: ['mesh', `${namespace}/${gateway}`, replace('acme-lost')] } }],
    });
    expect(JSON.stringify(resources)).not.toContain('acme');
  });

  it('replaces what objects call others, also where these may not be listed', () => {
    const seen = clusterOf({
      'middlewares.traefik.io': 'forbidden',
      services: 'forbidden',
      'ingressroutes.traefik.io': [
        objectOf('ingressroutes.traefik.io', 'acme-shop/acme-web', {
          spec: { routes: [{ middlewares: [{ name: 'acme-keys', namespace: 'acme-edge' }] }] },
        }),
      ],
      'ingresses.networking.k8s.io': [
        objectOf('ingresses.networking.k8s.io', 'acme-shop/acme-web', {
          spec: {
            ingressClassName: 'acme-class',
            defaultBackend: { service: { name: 'acme-orders', port: { name: 'http' } } },
          },
        }),
      ],
      'httproutes.gateway.networking.k8s.io': [
        objectOf('httproutes.gateway.networking.k8s.io', 'acme-shop/acme-web', {
          spec: {
            parentRefs: [{ name: 'acme-main', namespace: 'acme-edge', sectionName: 'https' }],
            rules: [{ backendRefs: [{ name: 'acme-orders', port: 80 }] }],
          },
        }),
      ],
      'authorizationpolicies.security.istio.io': [
        objectOf('authorizationpolicies.security.istio.io', 'acme-edge/acme-asking', {
          spec: { targetRefs: [{ kind: 'Gateway', name: 'acme-main' }] },
        }),
      ],
      'virtualmachineinstances.kubevirt.io': [
        objectOf('virtualmachineinstances.kubevirt.io', 'acme-shop/acme-vm', {
          spec: { volumes: [{ serviceAccount: { serviceAccountName: 'acme-machine' } }] },
        }),
      ],
      'constraintpodstatuses.status.gatekeeper.sh': [
        objectOf(
          'constraintpodstatuses.status.gatekeeper.sh',
          'gatekeeper-system/acme-status',
          {},
          {
            labels: {
              'internal.gatekeeper.sh/constraint-name': 'acme-labels',
              'internal.gatekeeper.sh/pod': 'acme-gatekeeper-x2v9',
            },
          },
        ),
      ],
    });
    const { resources } = toPseudonyms(seen, replace, () => false);
    expect(JSON.stringify(resources)).not.toContain('acme');
    const [main, orders] = ['acme-main', 'acme-orders'].map(replace);
    expect(resources['httproutes.gateway.networking.k8s.io']).toMatchObject({
      value: [
        {
          spec: {
            parentRefs: [{ name: main, namespace: replace('acme-edge'), sectionName: 'https' }],
            rules: [{ backendRefs: [{ name: orders }] }],
          },
        },
      ],
    });
    expect(resources['ingresses.networking.k8s.io']).toMatchObject({
      value: [{ spec: { defaultBackend: { service: { name: orders, port: { name: 'http' } } } } }],
    });
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

  it('does not tell in whose words a list broke off', () => {
    const because = 'getaddrinfo ENOTFOUND api.acme.example';
    const at = '2026-11-21T08:59:00Z';
    const broken = clusterOf(
      {
        pods: { state: 'observed', at, value: [objectOf('pods', 'acme-shop/acme-web')], incomplete: because },
        nodes: { state: 'failed', at, because },
      },
      { version: { state: 'failed', at, because }, groups: { state: 'failed', at, because } },
    );
    const nameless = toPseudonyms(broken, replace, () => false);
    expect(JSON.stringify(nameless)).not.toContain('acme');
    const failed = { state: 'failed', because: expect.any(String) as string };
    expect(nameless).toMatchObject({ version: failed, groups: failed, resources: { nodes: failed } });
    expect(nameless.resources.pods).toMatchObject({ state: 'observed', incomplete: expect.any(String) as string });
  });

  describe('of what begins like something that everybody has', () => {
    const isOfOpenShift = (name: string): boolean => name === 'flux-system' || name.startsWith('openshift');
    const owner = (kind: string, name: string) => ({ ownerReferences: [{ kind, name, controller: true }] });
    const named = toPseudonyms(
      clusterOf({
        namespaces: [objectOf('namespaces', 'openshift-etcd'), objectOf('namespaces', 'openshift')],
        nodes: ['openshift-worker-0.acme.example', 'kube-node-1.acme.example', 'openshift'].map((name) =>
          objectOf('nodes', name, {}, { labels: { 'kubernetes.io/hostname': `kube-${name}` } }),
        ),
        pods: [
          objectOf(
            'pods',
            'kube-system/kube-apiserver-kube-node-1.acme.example',
            { spec: { nodeName: 'kube-node-1.acme.example', serviceAccountName: 'default' } },
            owner('Node', 'kube-node-1.acme.example'),
          ),
          objectOf(
            'pods',
            'openshift-etcd/acme-web-6d4f-x2v9',
            {
              spec: {
                // Of neither is the list read.
                nodeName: 'kube-node-2.acme.example',
                serviceAccountName: 'acme-web',
                imagePullSecrets: [{ name: 'acme-registry' }],
                volumes: [{ name: 'v', persistentVolumeClaim: { claimName: 'acme-files' } }],
              },
            },
            { labels: { 'pod-template-hash': '6d4f' }, ...owner('ReplicaSet', 'acme-web-6d4f') },
          ),
          objectOf('pods', 'openshift-etcd/acme-nightly-2890-f2x', {}, owner('Job', 'acme-nightly-2890')),
        ],
        'deployments.apps': [objectOf('deployments.apps', 'openshift-etcd/acme-web')],
        'daemonsets.apps': [objectOf('daemonsets.apps', 'kube-system/kube-proxy')],
      }),
      replace,
      isOfOpenShift,
    );
    const { nodes, pods } = named.resources;
    const nameless = JSON.stringify(named.resources);

    it('replaces the names of nodes and pods, and what they are called where they are not read themselves', () => {
      expect(nameless).not.toContain('acme');
      const node = replace('kube-node-1.acme.example');
      expect(nodes).toMatchObject({ value: [{}, { metadata: { name: node } }, {}] });
      expect(pods).toMatchObject({
        value: [
          { metadata: owner('Node', node), spec: { nodeName: node, serviceAccountName: 'default' } },
          { spec: { serviceAccountName: replace('acme-web') } },
          { metadata: owner('Job', replace('acme-nightly-2890')) },
        ],
      });
    });

    it('keeps those by which checks find things', () => {
      for (const name of ['openshift-etcd', 'openshift', 'kube-system', 'kube-proxy']) {
        expect(nameless).toContain(`"${name}"`);
      }
    });

    it('tells that a pod is of a Deployment', () => {
      const [, pod] = pods?.state === 'observed' ? pods.value : [];
      expect(pod && workloadOf(pod)).toEqual({ kind: 'Deployment', name: `openshift-etcd/${replace('acme-web')}` });
      expect(named.resources['deployments.apps']).toMatchObject({
        value: [{ metadata: { name: replace('acme-web') } }],
      });
    });
  });
});
