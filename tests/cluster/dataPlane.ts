/** A private data plane as its installation leaves it in a cluster, with nothing to complain of. */
import type { ClusterResourceId } from '#shared/evidence/clusterResources.ts';
import { definitionOf } from './crds/definitionOf.ts';
import type { KubeObject } from './editCluster.ts';
import {
  bindingOf,
  conditions,
  daemonSetOf,
  deploymentOf,
  hoursAway,
  namespaceOf,
  objectOf,
  policyOf,
} from './manifests.ts';

/** Every image of the data plane comes from here, by its digest. */
const registry = 'registry.acme.example';
const digest = `sha256:${'b'.repeat(64)}`;
const image = (name: string): string => `${registry}/${name}@${digest}`;

const level = (name: 'restricted' | 'privileged') => ({ 'pod-security.kubernetes.io/enforce': name });

const dataPlaneDefinitions: readonly KubeObject[] = (
  [
    'certificates.cert-manager.io',
    'externalsecrets.external-secrets.io',
    'secretstores.external-secrets.io',
    'clustersecretstores.external-secrets.io',
    'gitrepositories.source.toolkit.fluxcd.io',
    'helmrepositories.source.toolkit.fluxcd.io',
    'kustomizations.kustomize.toolkit.fluxcd.io',
    'helmreleases.helm.toolkit.fluxcd.io',
  ] as const satisfies readonly ClusterResourceId[]
).map(definitionOf);

const restrictedOnes = ['flux-system', 'cert-manager', 'external-secrets', 'choreo-system', 'app-orders'];

/** On these nodes, of which agents need every one. */
export function dataPlaneOn(nodes: readonly string[]): readonly KubeObject[] {
  const [first = ''] = nodes;
  const two = nodes.slice(0, 2);
  const controllers = ['source-controller', 'kustomize-controller', 'helm-controller', 'notification-controller'];
  const part = (name: string, labels: Readonly<Record<string, string>>, ...containers: readonly string[]) =>
    deploymentOf(
      {
        name: `choreo-system/${name}`,
        labels,
        containers: Object.fromEntries(containers.map((container) => [container, image(container)])),
        isRestricted: true,
      },
      two,
    );
  return [
    ...dataPlaneDefinitions,
    ...restrictedOnes.map((name) => namespaceOf(name, level('restricted'))),
    // Its agents read the logs of their nodes, which the other levels forbid.
    namespaceOf('choreo-observability', level('privileged')),
    ...[...restrictedOnes, 'choreo-observability'].flatMap((name) => [
      policyOf(`${name}/default-deny`),
      objectOf('serviceaccounts', `${name}/default`, { automountServiceAccountToken: false }),
    ]),
    ...controllers.flatMap((name) => [
      objectOf('serviceaccounts', `flux-system/${name}`),
      ...deploymentOf(
        {
          name: `flux-system/${name}`,
          labels: { app: name, 'app.kubernetes.io/part-of': 'flux' },
          containers: { manager: image(`fluxcd/${name}`) },
          spec: { serviceAccountName: name, automountServiceAccountToken: true },
          isRestricted: true,
        },
        [first],
      ),
    ]),
    bindingOf(
      'cluster-reconciler-flux-system',
      'cluster-admin',
      ...controllers.slice(1, 3).map((name) => `flux-system/${name}`),
    ),
    bindingOf('crd-controller-flux-system', 'view', ...controllers.map((name) => `flux-system/${name}`)),
    ...part('choreo-connect-adapter', { app: 'choreo-connect-adapter' }, 'choreo-connect-adapter'),
    ...part(
      'choreo-connect-deployment',
      { app: 'choreo-connect-deployment' },
      'choreo-connect-enforcer',
      'choreo-connect-router',
    ),
    ...part('pdp-agent', { app: 'pdp-agent' }, 'pdp-agent'),
    ...deploymentOf(
      {
        name: 'cert-manager/cert-manager',
        labels: { 'app.kubernetes.io/name': 'cert-manager' },
        containers: { 'cert-manager-controller': image('jetstack/cert-manager-controller') },
        isRestricted: true,
      },
      two,
    ),
    ...deploymentOf(
      {
        name: 'external-secrets/external-secrets',
        labels: { 'app.kubernetes.io/name': 'external-secrets' },
        containers: { 'external-secrets': image('external-secrets/external-secrets') },
        isRestricted: true,
      },
      two,
    ),
    ...daemonSetOf(
      {
        name: 'choreo-observability/fluent-bit',
        labels: { 'app.kubernetes.io/name': 'fluent-bit' },
        containers: {
          'fluent-bit': {
            image: image('fluent-bit'),
            securityContext: { runAsNonRoot: true, runAsUser: 10_001, allowPrivilegeEscalation: false },
          },
        },
        spec: {
          automountServiceAccountToken: false,
          volumes: [
            { name: 'logs', hostPath: { path: '/var/log' } },
            { name: 'kept', persistentVolumeClaim: { claimName: 'logs' } },
          ],
        },
      },
      nodes,
    ),
    objectOf('persistentvolumeclaims', 'choreo-observability/logs', {
      spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } },
      status: { phase: 'Bound' },
    }),
    ...deploymentOf(
      {
        name: 'app-orders/orders',
        labels: { app: 'orders' },
        containers: { orders: image('orders') },
        isRestricted: true,
      },
      two,
    ),
    objectOf('services', 'app-orders/orders', {
      spec: { selector: { app: 'orders' }, ports: [{ port: 80, targetPort: 8080 }] },
    }),
    objectOf('services', 'choreo-system/gateway', {
      spec: { type: 'LoadBalancer', selector: { app: 'choreo-connect-deployment' }, ports: [{ port: 443 }] },
      status: { loadBalancer: { ingress: [{ ip: '203.0.113.9' }] } },
    }),
    objectOf('clustersecretstores.external-secrets.io', 'vault', { status: conditions('Ready') }),
    objectOf('externalsecrets.external-secrets.io', 'app-orders/database', {
      spec: { refreshInterval: '1h0m0s' },
      status: { ...conditions('Ready'), refreshTime: hoursAway(-0.5) },
    }),
    objectOf('certificates.cert-manager.io', 'choreo-system/gateway', {
      spec: { secretName: 'gateway-tls' },
      status: { ...conditions('Ready'), notAfter: hoursAway(24 * 60), renewalTime: hoursAway(24 * 30) },
    }),
    objectOf('gitrepositories.source.toolkit.fluxcd.io', 'flux-system/platform', {
      spec: { url: 'https://github.com/acme/platform', interval: '1m0s' },
      status: { observedGeneration: 1, ...conditions('Ready', 'ArtifactInStorage') },
    }),
    objectOf('helmrepositories.source.toolkit.fluxcd.io', 'flux-system/wso2', {
      spec: { url: 'https://charts.example.com/wso2', interval: '10m0s' },
      status: { observedGeneration: 1, ...conditions('Ready', 'ArtifactInStorage') },
    }),
    objectOf('kustomizations.kustomize.toolkit.fluxcd.io', 'flux-system/infrastructure', {
      spec: { interval: '10m0s', path: './infrastructure', prune: true },
      status: {
        observedGeneration: 1,
        ...conditions('Ready'),
        lastAppliedRevision: 'main@sha1:4f5e',
        lastAttemptedRevision: 'main@sha1:4f5e',
        history: [{ lastReconciled: hoursAway(-0.1), lastReconciledStatus: 'ReconciliationSucceeded' }],
      },
    }),
    objectOf('helmreleases.helm.toolkit.fluxcd.io', 'choreo-system/agent', {
      spec: { interval: '10m0s', driftDetection: { mode: 'enabled' } },
      status: {
        observedGeneration: 1,
        ...conditions('Ready', 'Released'),
        lastAttemptedRevision: '2.3.1',
        history: [{ chartName: 'agent', chartVersion: '2.3.1', status: 'deployed' }],
      },
    }),
    // Checks pods before they are stored, and while it is down nothing is stored.
    objectOf('validatingadmissionpolicies.admissionregistration.k8s.io', 'images-by-digest', {
      spec: {
        failurePolicy: 'Fail',
        matchConstraints: {
          resourceRules: [{ apiGroups: [''], apiVersions: ['v1'], operations: ['CREATE'], resources: ['pods'] }],
        },
        validations: [{ expression: 'true' }],
      },
    }),
    objectOf('validatingadmissionpolicybindings.admissionregistration.k8s.io', 'images-by-digest', {
      spec: { policyName: 'images-by-digest', validationActions: ['Deny'] },
    }),
  ];
}

/** Cilium as its own chart installs it, on these nodes. */
export function ciliumOn(
  nodes: readonly string[],
  settings: Readonly<Record<string, string>> = {},
): readonly KubeObject[] {
  const privileged = { securityContext: { privileged: true } };
  return [
    definitionOf('ciliumnetworkpolicies.cilium.io'),
    definitionOf('ciliumclusterwidenetworkpolicies.cilium.io'),
    definitionOf('ciliumcidrgroups.cilium.io'),
    objectOf('configmaps', 'kube-system/cilium-config', {
      data: {
        'enable-wireguard': 'true',
        'kube-proxy-replacement': 'true',
        'enable-policy': 'default',
        'policy-audit-mode': 'false',
        'enable-l7-proxy': 'true',
        ...settings,
      },
    }),
    ...daemonSetOf(
      {
        name: 'kube-system/cilium',
        labels: { 'k8s-app': 'cilium', 'app.kubernetes.io/name': 'cilium-agent' },
        containers: { 'cilium-agent': { image: `quay.io/cilium/cilium:v1.19.4@${digest}`, ...privileged } },
        spec: { hostNetwork: true },
      },
      nodes,
    ),
    ...deploymentOf(
      {
        name: 'kube-system/cilium-operator',
        labels: { 'io.cilium/app': 'operator', name: 'cilium-operator' },
        containers: { 'cilium-operator': `quay.io/cilium/operator-generic:v1.19.4@${digest}` },
        spec: { hostNetwork: true },
      },
      nodes.slice(0, 2),
    ),
  ];
}
