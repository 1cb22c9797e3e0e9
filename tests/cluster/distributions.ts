/** What each distribution brings into a cluster by itself: nodes, labels, versions, namespaces, agents, roles and APIs as it has them. */
import { definitionOf, foreignDefinition } from './crds/definitionOf.ts';
import { ciliumOn } from './dataPlane.ts';
import type { KubeObject } from './editCluster.ts';
import {
  bindingOf,
  clusterRoleOf,
  condition,
  daemonSetOf,
  deploymentOf,
  namespaceOf,
  nodeOf,
  objectOf,
  podOf,
  staticPodOf,
} from './manifests.ts';

export interface DistributionCase {
  readonly id: 'eks' | 'gke' | 'openshift' | 'k3s' | 'rke2' | 'kubeadm';
  readonly title: string;
  /** What its API server says of itself at /version. */
  readonly gitVersion: string;
  /** Lines of the plan that are about where it is. */
  readonly plan: string;
  /** What of it can be reached from outside and is meant to be. */
  readonly entries?: readonly string[];
  /** Those on which agents have to run. */
  readonly nodes: readonly string[];
  readonly objects: readonly KubeObject[];
}

const privileged = { securityContext: { privileged: true } };
const onNode = { hostNetwork: true };
const inSystem = (
  name: string,
  labels: Readonly<Record<string, string>>,
  container: string,
  image: string,
  spec: object = {},
) => ({
  name: `kube-system/${name}`,
  labels,
  containers: { [container]: { image, ...privileged } },
  spec,
});
const dns = (image: string, nodes: readonly string[]) => [
  ...deploymentOf(inSystem('coredns', { 'k8s-app': 'kube-dns' }, 'coredns', image), nodes.slice(0, 2)),
  objectOf('services', 'kube-system/kube-dns', {
    spec: {
      clusterIP: '10.96.0.10',
      selector: { 'k8s-app': 'kube-dns' },
      ports: [{ name: 'dns', port: 53, protocol: 'UDP' }],
    },
  }),
];
const metricsServer = (image: string, nodes: readonly string[]) =>
  deploymentOf(inSystem('metrics-server', { 'k8s-app': 'metrics-server' }, 'metrics-server', image), nodes.slice(0, 1));

const eksNodes = ['ip-10-10-4-11.eu-west-1.compute.internal', 'ip-10-10-5-22.eu-west-1.compute.internal'];
const eksRegistry = '602401143452.dkr.ecr.eu-west-1.amazonaws.com';
/** The agents of the VPC CNI, which enforce policies where they are told to. */
export const awsNodeOn = (nodes: readonly string[], enforces: boolean): readonly KubeObject[] =>
  daemonSetOf(
    {
      name: 'kube-system/aws-node',
      labels: { 'k8s-app': 'aws-node', 'app.kubernetes.io/name': 'aws-node' },
      containers: {
        'aws-node': `${eksRegistry}/amazon-k8s-cni:v1.20.4-eksbuild.2`,
        'aws-eks-nodeagent': {
          image: `${eksRegistry}/amazon/aws-network-policy-agent:v1.2.7-eksbuild.1`,
          args: ['--enable-ipv6=false', `--enable-network-policy=${enforces}`, '--enable-cloudwatch-logs=false'],
          ...privileged,
        },
      },
      spec: onNode,
    },
    nodes,
  );

const eks: DistributionCase = {
  id: 'eks',
  title: 'EKS with Cilium in place of the VPC CNI',
  gitVersion: 'v1.35.4-eks-2c1dd7a',
  plan: 'cloud: aws\nregion: eu-west-1\n',
  nodes: eksNodes,
  objects: [
    ...eksNodes.map((name, index) => {
      const zone = `eu-west-1${'ab'[index]}`;
      return nodeOf({
        name,
        kubelet: 'v1.35.2-eks-bbe087e',
        osImage: 'Amazon Linux 2023.9.20261020',
        providerID: `aws:///${zone}/i-0a1b2c3d4e5f6000${index}`,
        labels: {
          'eks.amazonaws.com/nodegroup': 'workers',
          'eks.amazonaws.com/capacityType': 'ON_DEMAND',
          'k8s.io/cloud-provider-aws': 'c7a1f0e2',
          'node.kubernetes.io/instance-type': 'm7i.xlarge',
          'topology.ebs.csi.aws.com/zone': zone,
          'topology.kubernetes.io/region': 'eu-west-1',
          'topology.kubernetes.io/zone': zone,
        },
      });
    }),
    foreignDefinition('vpcresources.k8s.aws', 'SecurityGroupPolicy', 'securitygrouppolicies', 'v1beta1', 'Namespaced'),
    foreignDefinition('crd.k8s.amazonaws.com', 'ENIConfig', 'eniconfigs', 'v1alpha1'),
    ...ciliumOn(eksNodes, { ipam: 'eni' }),
    ...daemonSetOf(
      inSystem(
        'eks-pod-identity-agent',
        { 'app.kubernetes.io/name': 'eks-pod-identity-agent' },
        'eks-pod-identity-agent',
        `${eksRegistry}/eks/eks-pod-identity-agent:v0.1.33`,
        onNode,
      ),
      eksNodes,
    ),
    ...daemonSetOf(
      inSystem(
        'ebs-csi-node',
        { app: 'ebs-csi-node' },
        'ebs-plugin',
        `${eksRegistry}/eks/aws-ebs-csi-driver:v1.51.0`,
        onNode,
      ),
      eksNodes,
    ),
    ...daemonSetOf(
      inSystem(
        'ebs-csi-node-windows',
        { app: 'ebs-csi-node' },
        'ebs-plugin',
        `${eksRegistry}/eks/aws-ebs-csi-driver:v1.51.0`,
      ),
      [],
    ),
    ...dns(`${eksRegistry}/eks/coredns:v1.12.4-eksbuild.1`, eksNodes),
    ...metricsServer(`${eksRegistry}/eks/metrics-server:v0.8.0-eksbuild.2`, eksNodes),
    bindingOf('eks:addon-cluster-admin', 'cluster-admin', 'user eks:addon-manager'),
    clusterRoleOf('eks:addon-manager', { apiGroups: [''], resources: ['configmaps'], verbs: ['get', 'patch'] }),
    bindingOf('eks:addon-manager', 'eks:addon-manager', 'user eks:addon-manager'),
    clusterRoleOf('aws-node', { apiGroups: ['extensions'], resources: ['*'], verbs: ['list', 'watch'] }),
    bindingOf('aws-node', 'aws-node', 'kube-system/aws-node'),
    clusterRoleOf('vpc-resource-controller-role', {
      apiGroups: ['', 'vpcresources.k8s.aws'],
      resources: ['*'],
      verbs: ['get', 'list'],
    }),
    bindingOf(
      'vpc-resource-controller-rolebinding',
      'vpc-resource-controller-role',
      'user eks:vpc-resource-controller',
    ),
  ],
};

const gkeNodes = [
  'gke-acme-prod-pool-2-1f0c6d5e-x7kq',
  'gke-acme-prod-pool-2-9b8a7c6d-m2vn',
  'gke-acme-prod-pool-3-5d4e3f2a-t9zp',
];
const gkeRegistry = 'gke.gcr.io';
const gke: DistributionCase = {
  id: 'gke',
  title: 'GKE with Dataplane V2',
  gitVersion: 'v1.35.3-gke.1234000',
  plan: 'cloud: gcp\nregion: europe-west1\n',
  nodes: gkeNodes,
  objects: [
    ...gkeNodes.map((name, index) => {
      const zone = `europe-west1-${'bcd'[index]}`;
      return nodeOf({
        name,
        kubelet: 'v1.35.3-gke.1234000',
        osImage: 'Container-Optimized OS from Google',
        providerID: `gce://acme-prod/${zone}/${name}`,
        labels: {
          'cloud.google.com/gke-nodepool': 'pool-2',
          'cloud.google.com/gke-os-distribution': 'cos',
          'cloud.google.com/gke-netd-ready': 'true',
          'iam.gke.io/gke-metadata-server-enabled': 'true',
          'topology.gke.io/zone': zone,
          'topology.kubernetes.io/region': 'europe-west1',
          'topology.kubernetes.io/zone': zone,
        },
        problems: [
          'NetworkUnavailable',
          'KernelDeadlock',
          'ReadonlyFilesystem',
          'FrequentKubeletRestart',
          'FrequentContainerdRestart',
        ],
      });
    }),
    ...['gke-managed-system', 'gke-managed-cim', 'gke-gmp-system', 'gmp-public'].map((name) => namespaceOf(name)),
    foreignDefinition('networking.gke.io', 'ManagedCertificate', 'managedcertificates', 'v1', 'Namespaced'),
    foreignDefinition('auto.gke.io', 'AllowlistedWorkload', 'allowlistedworkloads'),
    definitionOf('ciliumnodes.cilium.io'),
    // Cilium, as Google builds and configures it: its agent is called anetd, and its operator is not in the cluster.
    ...daemonSetOf(
      inSystem('anetd', { 'k8s-app': 'cilium' }, 'cilium-agent', `${gkeRegistry}/cilium/cilium:v1.18.3-gke.21`, onNode),
      gkeNodes,
    ),
    objectOf('configmaps', 'kube-system/cilium-config', {
      data: {
        'enable-wireguard': 'true',
        'kube-proxy-replacement': 'true',
        'enable-policy': 'default',
        'enable-l7-proxy': 'true',
      },
    }),
    ...daemonSetOf(
      inSystem(
        'fluentbit-gke',
        { 'k8s-app': 'fluentbit-gke', component: 'fluentbit-gke' },
        'fluentbit',
        `${gkeRegistry}/fluent-bit:v1.8.12`,
        onNode,
      ),
      gkeNodes,
    ),
    ...daemonSetOf(
      inSystem(
        'gke-metadata-server',
        { 'k8s-app': 'gke-metadata-server' },
        'gke-metadata-server',
        `${gkeRegistry}/gke-metadata-server:0.4.301`,
        onNode,
      ),
      gkeNodes,
    ),
    ...daemonSetOf(inSystem('netd', { 'k8s-app': 'netd' }, 'netd', `${gkeRegistry}/netd:v0.4.5`, onNode), gkeNodes),
    ...daemonSetOf(
      inSystem(
        'node-local-dns',
        { 'k8s-app': 'node-local-dns' },
        'node-cache',
        `${gkeRegistry}/k8s-dns-node-cache:1.25.0`,
        onNode,
      ),
      gkeNodes,
    ),
    ...daemonSetOf(
      inSystem(
        'pdcsi-node',
        { 'k8s-app': 'gcp-compute-persistent-disk-csi-driver' },
        'gce-pd-driver',
        `${gkeRegistry}/gcp-compute-persistent-disk-csi-driver:v1.20.1`,
        onNode,
      ),
      gkeNodes,
    ),
    ...daemonSetOf(
      {
        name: 'gke-gmp-system/collector',
        labels: { 'app.kubernetes.io/name': 'collector' },
        containers: { prometheus: `${gkeRegistry}/prometheus-engine/prometheus:v2.53.5` },
      },
      gkeNodes,
    ),
    ...deploymentOf(
      {
        name: 'gke-managed-cim/kube-state-metrics',
        labels: { 'k8s-app': 'kube-state-metrics' },
        containers: { 'kube-state-metrics': `${gkeRegistry}/kube-state-metrics:v2.15.0` },
      },
      gkeNodes.slice(0, 1),
    ),
    ...dns(`${gkeRegistry}/k8s-dns-kube-dns:1.25.0`, gkeNodes),
    ...metricsServer(`${gkeRegistry}/metrics-server:v0.8.0`, gkeNodes),
    objectOf(
      'validatingwebhookconfigurations.admissionregistration.k8s.io',
      'warden-validating.config.common-webhooks.networking.gke.io',
      {
        webhooks: [
          {
            name: 'warden-validating.common-webhooks.networking.gke.io',
            admissionReviewVersions: ['v1'],
            sideEffects: 'None',
            failurePolicy: 'Ignore',
            clientConfig: { url: 'https://127.0.0.1:1/webhook/warden-validating' },
            // Somewhere where it is asked nothing in this test: the test has no such webhook.
            matchConditions: [{ name: 'nothing', expression: 'false' }],
            rules: [
              {
                apiGroups: ['', 'apps', 'batch'],
                apiVersions: ['*'],
                operations: ['CREATE', 'UPDATE'],
                resources: ['pods', 'deployments'],
              },
            ],
          },
        ],
      },
    ),
    bindingOf('storage-version-migration-migrator-v2', 'cluster-admin', 'user system:storageversionmigrator'),
    clusterRoleOf('gce:cloud-provider', { apiGroups: [''], resources: ['events'], verbs: ['create', 'patch'] }),
    bindingOf('gce:cloud-provider', 'gce:cloud-provider', 'kube-system/cloud-provider'),
  ],
};

const openshiftControl = ['master-0', 'master-1', 'master-2'];
const openshiftWorkers = ['worker-0', 'worker-1'];
const openshiftNodes = [...openshiftControl, ...openshiftWorkers];
const release = 'quay.io/openshift-release-dev/ocp-v4.0-art-dev@sha256:' + 'c'.repeat(64);
const operators = [
  'openshift',
  'openshift-apiserver',
  'openshift-authentication',
  'openshift-cluster-version',
  'openshift-console',
  'openshift-dns',
  'openshift-gitops-operator',
  'openshift-ingress',
  'openshift-kube-apiserver',
  'openshift-kube-apiserver-operator',
  'openshift-logging',
  'openshift-machine-config-operator',
  'openshift-monitoring',
  'openshift-multus',
  'openshift-ovn-kubernetes',
];
const routeOf = (named: string, host: string, termination: string | undefined): KubeObject => {
  const [namespace = '', name = ''] = named.split('/');
  return {
    apiVersion: 'route.openshift.io/v1',
    kind: 'Route',
    metadata: { name, namespace },
    spec: {
      host,
      to: { kind: 'Service', name, weight: 100 },
      wildcardPolicy: 'None',
      ...(termination !== undefined && { tls: { termination } }),
    },
  };
};
export { routeOf };
const openshift: DistributionCase = {
  id: 'openshift',
  title: 'OpenShift with OVN-Kubernetes, on bare metal',
  gitVersion: 'v1.35.4',
  plan: 'cloud: on-premises\n',
  nodes: openshiftNodes,
  objects: [
    ...openshiftNodes.map((name, index) =>
      nodeOf({
        name,
        kubelet: 'v1.35.4',
        osImage: 'Red Hat Enterprise Linux CoreOS 9.6.20261020-0',
        providerID: `baremetalhost:///openshift-machine-api/${name}/5b0d8d6a-1111-4000-8000-00000000000${index}`,
        labels: {
          'node.openshift.io/os_id': 'rhel',
          ...(openshiftControl.includes(name)
            ? { 'node-role.kubernetes.io/control-plane': '', 'node-role.kubernetes.io/master': '' }
            : { 'node-role.kubernetes.io/worker': '' }),
        },
        ...(openshiftControl.includes(name) && {
          taints: [{ key: 'node-role.kubernetes.io/master', effect: 'NoSchedule' }],
        }),
      }),
    ),
    ...operators.map((name) =>
      namespaceOf(name, {
        'pod-security.kubernetes.io/enforce': 'privileged',
        'openshift.io/cluster-monitoring': 'true',
      }),
    ),
    foreignDefinition('config.openshift.io', 'ClusterVersion', 'clusterversions'),
    foreignDefinition('security.openshift.io', 'SecurityContextConstraints', 'securitycontextconstraints'),
    foreignDefinition('machineconfiguration.openshift.io', 'MachineConfigPool', 'machineconfigpools'),
    foreignDefinition('route.openshift.io', 'Route', 'routes', 'v1', 'Namespaced'),
    definitionOf('kubeapiservers.operator.openshift.io'),
    definitionOf('egressfirewalls.k8s.ovn.org'),
    definitionOf('egressips.k8s.ovn.org'),
    definitionOf('egressservices.k8s.ovn.org'),
    definitionOf('adminpolicybasedexternalroutes.k8s.ovn.org'),
    definitionOf('adminnetworkpolicies.policy.networking.k8s.io'),
    definitionOf('baselineadminnetworkpolicies.policy.networking.k8s.io'),
    objectOf('kubeapiservers.operator.openshift.io', 'cluster', {
      status: {
        conditions: [
          condition('Encrypted', 'True', 'EncryptionCompleted', 'All resources encrypted: secrets, configmaps'),
        ],
      },
    }),
    ...openshiftControl.map((name) =>
      staticPodOf(
        {
          name: 'openshift-kube-apiserver/kube-apiserver',
          labels: { app: 'openshift-kube-apiserver' },
          containers: {
            'kube-apiserver': {
              image: release,
              command: ['/bin/bash', '-ec'],
              args: [
                'exec watch-termination -- hyperkube kube-apiserver --openshift-config=/etc/kubernetes/static-pod-resources/configmaps/config/config.yaml',
              ],
              ...privileged,
            },
          },
          spec: onNode,
        },
        name,
      ),
    ),
    ...daemonSetOf(
      {
        name: 'openshift-ovn-kubernetes/ovnkube-node',
        labels: { app: 'ovnkube-node', component: 'network' },
        containers: { 'ovnkube-controller': { image: release, ...privileged } },
        spec: onNode,
      },
      openshiftNodes,
    ),
    ...daemonSetOf(
      {
        name: 'openshift-multus/multus',
        labels: { app: 'multus' },
        containers: { 'kube-multus': { image: release, ...privileged } },
        spec: onNode,
      },
      openshiftNodes,
    ),
    ...daemonSetOf(
      {
        name: 'openshift-dns/dns-default',
        labels: { 'dns.operator.openshift.io/daemonset-dns': 'default' },
        containers: { dns: release },
      },
      openshiftNodes,
    ),
    objectOf('services', 'openshift-dns/dns-default', {
      spec: {
        selector: { 'dns.operator.openshift.io/daemonset-dns': 'default' },
        ports: [{ name: 'dns', port: 53, protocol: 'UDP' }],
      },
    }),
    ...daemonSetOf(
      {
        name: 'openshift-logging/collector',
        labels: { 'app.kubernetes.io/name': 'vector', 'app.kubernetes.io/component': 'collector' },
        containers: { collector: { image: release, ...privileged } },
      },
      openshiftNodes,
    ),
    ...daemonSetOf(
      {
        name: 'openshift-machine-config-operator/machine-config-daemon',
        labels: { 'k8s-app': 'machine-config-daemon' },
        containers: { 'machine-config-daemon': { image: release, ...privileged } },
        spec: onNode,
      },
      openshiftNodes,
    ),
    ...deploymentOf(
      {
        name: 'openshift-ingress/router-default',
        labels: { 'ingresscontroller.operator.openshift.io/deployment-ingresscontroller': 'default' },
        containers: { router: { image: release, ports: [{ containerPort: 443, hostPort: 443 }] } },
        spec: onNode,
      },
      openshiftWorkers,
    ),
    ...deploymentOf(
      {
        name: 'openshift-cluster-version/cluster-version-operator',
        labels: { 'k8s-app': 'cluster-version-operator' },
        containers: { 'cluster-version-operator': release },
        spec: { serviceAccountName: 'default' },
      },
      ['master-0'],
    ),
    objectOf('services', 'openshift-console/console', {
      spec: { selector: { app: 'console' }, ports: [{ port: 443 }] },
    }),
    routeOf('openshift-console/console', 'console-openshift-console.apps.acme.example', 'reencrypt'),
    routeOf('openshift-authentication/oauth-openshift', 'oauth-openshift.apps.acme.example', 'passthrough'),
    bindingOf('cluster-admins', 'cluster-admin', 'group system:cluster-admins', 'user system:admin'),
    bindingOf('cluster-version-operator', 'cluster-admin', 'openshift-cluster-version/default'),
    bindingOf(
      'system:openshift:operator:kube-apiserver-operator',
      'cluster-admin',
      'openshift-kube-apiserver-operator/kube-apiserver-operator',
    ),
    clusterRoleOf('cluster-reader', { apiGroups: ['*'], resources: ['*'], verbs: ['get', 'list'] }),
    bindingOf('cluster-readers', 'cluster-reader', 'group system:cluster-readers'),
    clusterRoleOf('self-provisioner', {
      apiGroups: ['', 'project.openshift.io'],
      resources: ['projectrequests'],
      verbs: ['create'],
    }),
    bindingOf('self-provisioners', 'self-provisioner', 'group system:authenticated:oauth'),
  ],
};

const k3sNodes = ['edge-1', 'edge-2', 'edge-3'];
const k3s: DistributionCase = {
  id: 'k3s',
  title: 'k3s with Cilium',
  gitVersion: 'v1.35.3+k3s1',
  plan: 'cloud: on-premises\n',
  entries: ['kube-system/traefik'],
  nodes: k3sNodes,
  objects: [
    ...k3sNodes.map((name, index) =>
      nodeOf({
        name,
        kubelet: 'v1.35.3+k3s1',
        osImage: 'Ubuntu 24.04.3 LTS',
        providerID: `k3s://${name}`,
        labels: {
          'node.kubernetes.io/instance-type': 'k3s',
          ...(index === 0 && {
            'node-role.kubernetes.io/control-plane': 'true',
            'node-role.kubernetes.io/etcd': 'true',
          }),
        },
      }),
    ),
    foreignDefinition('k3s.cattle.io', 'Addon', 'addons', 'v1', 'Namespaced'),
    foreignDefinition('helm.cattle.io', 'HelmChart', 'helmcharts', 'v1', 'Namespaced'),
    ...ciliumOn(k3sNodes),
    ...dns('rancher/mirrored-coredns-coredns:1.13.1', k3sNodes),
    ...metricsServer('rancher/mirrored-metrics-server:v0.8.0', k3sNodes),
    ...deploymentOf(
      inSystem(
        'local-path-provisioner',
        { app: 'local-path-provisioner' },
        'local-path-provisioner',
        'rancher/local-path-provisioner:v0.0.32',
      ),
      ['edge-1'],
    ),
    ...deploymentOf(
      inSystem('traefik', { 'app.kubernetes.io/name': 'traefik' }, 'traefik', 'rancher/mirrored-library-traefik:3.5.1'),
      ['edge-1'],
    ),
    ...daemonSetOf(
      inSystem(
        'svclb-traefik-c0da27b6',
        { app: 'svclb-traefik-c0da27b6', 'svccontroller.k3s.cattle.io/svcname': 'traefik' },
        'lb-tcp-443',
        'rancher/klipper-lb:v0.4.13',
      ),
      k3sNodes,
    ),
    {
      ...podOf(
        {
          name: 'kube-system/helm-install-traefik-jc4h7',
          labels: { 'helmcharts.helm.cattle.io/chart': 'traefik' },
          containers: { helm: 'rancher/klipper-helm:v0.9.9-build20251010' },
        },
        'edge-1',
      ),
      status: { phase: 'Succeeded' },
    },
    objectOf('services', 'kube-system/traefik', {
      spec: {
        type: 'LoadBalancer',
        selector: { 'app.kubernetes.io/name': 'traefik' },
        ports: [
          { name: 'web', port: 80 },
          { name: 'websecure', port: 443 },
        ],
      },
      status: { loadBalancer: { ingress: [{ ip: '10.10.0.11' }, { ip: '10.10.0.12' }, { ip: '10.10.0.13' }] } },
    }),
    clusterRoleOf('local-path-provisioner-role', { apiGroups: [''], resources: ['nodes'], verbs: ['get', 'list'] }),
    bindingOf(
      'local-path-provisioner-bind',
      'local-path-provisioner-role',
      'kube-system/local-path-provisioner-service-account',
    ),
    bindingOf('helm-kube-system-traefik', 'cluster-admin', 'kube-system/helm-traefik'),
    bindingOf('kube-apiserver-kubelet-admin', 'system:kubelet-api-admin', 'user kube-apiserver'),
    clusterRoleOf('system:k3s-controller', { apiGroups: [''], resources: ['nodes'], verbs: ['*'] }),
    bindingOf('system:k3s-controller', 'system:k3s-controller', 'user system:k3s-controller'),
  ],
};

const rke2Nodes = ['server-1', 'agent-1', 'agent-2'];
/** Calico for policies and Flannel for the network between nodes, in one agent: what RKE2 brings unless it is told otherwise. */
export const canalOn = (nodes: readonly string[]): readonly KubeObject[] =>
  daemonSetOf(
    {
      name: 'kube-system/rke2-canal',
      labels: { 'k8s-app': 'canal' },
      containers: {
        'calico-node': { image: 'rancher/hardened-calico:v3.30.3-build20251015', ...privileged },
        'kube-flannel': { image: 'rancher/hardened-flannel:v0.27.4-build20251010', ...privileged },
      },
      spec: onNode,
    },
    nodes,
  );
const rke2: DistributionCase = {
  id: 'rke2',
  title: 'RKE2 with Cilium, managed by Rancher',
  gitVersion: 'v1.35.3+rke2r1',
  plan: 'cloud: on-premises\n',
  nodes: rke2Nodes,
  objects: [
    ...rke2Nodes.map((name, index) =>
      nodeOf({
        name,
        kubelet: 'v1.35.3+rke2r1',
        osImage: 'SUSE Linux Enterprise Server 15 SP7',
        providerID: `rke2://${name}`,
        labels: {
          'node.kubernetes.io/instance-type': 'rke2',
          ...(index === 0 && {
            'node-role.kubernetes.io/control-plane': 'true',
            'node-role.kubernetes.io/etcd': 'true',
          }),
        },
      }),
    ),
    ...['cattle-system', 'cattle-fleet-system', 'cattle-monitoring-system'].map((name) => namespaceOf(name)),
    foreignDefinition('helm.cattle.io', 'HelmChart', 'helmcharts', 'v1', 'Namespaced'),
    foreignDefinition('management.cattle.io', 'Setting', 'settings', 'v3'),
    ...ciliumOn(rke2Nodes),
    ...['etcd', 'kube-controller-manager', 'kube-scheduler', 'cloud-controller-manager', 'kube-proxy'].map((name) =>
      staticPodOf(
        {
          ...inSystem(
            name,
            { component: name, tier: 'control-plane' },
            name,
            'rancher/hardened-kubernetes:v1.35.3-rke2r1-build20261020',
            onNode,
          ),
        },
        'server-1',
      ),
    ),
    staticPodOf(
      {
        name: 'kube-system/kube-apiserver',
        labels: { component: 'kube-apiserver', tier: 'control-plane' },
        containers: {
          'kube-apiserver': {
            image: 'rancher/hardened-kubernetes:v1.35.3-rke2r1-build20261020',
            command: ['kube-apiserver'],
            args: [
              '--allow-privileged=true',
              '--encryption-provider-config=/var/lib/rancher/rke2/server/cred/encryption-config.json',
            ],
          },
        },
        spec: onNode,
      },
      'server-1',
    ),
    ...dns('rancher/hardened-coredns:v1.13.1-build20261010', rke2Nodes),
    ...daemonSetOf(
      {
        ...inSystem(
          'rke2-ingress-nginx-controller',
          { 'app.kubernetes.io/name': 'rke2-ingress-nginx' },
          'rke2-ingress-nginx-controller',
          'rancher/nginx-ingress-controller:v1.13.3-hardened1',
        ),
        containers: {
          'rke2-ingress-nginx-controller': {
            image: 'rancher/nginx-ingress-controller:v1.13.3-hardened1',
            ports: [{ containerPort: 443, hostPort: 443 }],
          },
        },
      },
      rke2Nodes,
    ),
    ...deploymentOf(
      {
        name: 'cattle-system/cattle-cluster-agent',
        labels: { app: 'cattle-cluster-agent' },
        containers: { 'cluster-register': 'rancher/rancher-agent:v2.12.3' },
        spec: { serviceAccountName: 'cattle' },
      },
      ['server-1'],
    ),
    ...deploymentOf(
      {
        name: 'cattle-fleet-system/fleet-agent',
        labels: { app: 'fleet-agent' },
        containers: { 'fleet-agent': 'rancher/fleet-agent:v0.13.4' },
      },
      ['agent-1'],
    ),
    ...daemonSetOf(
      {
        name: 'cattle-monitoring-system/rancher-monitoring-prometheus-node-exporter',
        labels: { app: 'prometheus-node-exporter' },
        containers: { 'node-exporter': 'rancher/mirrored-prometheus-node-exporter:v1.9.1' },
        spec: { hostNetwork: true, hostPID: true },
      },
      rke2Nodes,
    ),
    bindingOf('helm-kube-system-rke2-cilium', 'cluster-admin', 'kube-system/helm-rke2-cilium'),
    clusterRoleOf('cattle-admin', { apiGroups: ['*'], resources: ['*'], verbs: ['*'] }),
    bindingOf('cattle-admin-binding', 'cattle-admin', 'cattle-system/cattle'),
    bindingOf('kube-apiserver-kubelet-admin', 'system:kubelet-api-admin', 'user kube-apiserver'),
  ],
};

const kubeadmNodes = ['control-1', 'node-1', 'node-2'];
const kubeadm: DistributionCase = {
  id: 'kubeadm',
  title: 'plain Kubernetes by kubeadm, with Cilium',
  gitVersion: 'v1.35.4',
  plan: 'cloud: on-premises\n',
  nodes: kubeadmNodes,
  objects: [
    ...kubeadmNodes.map((name, index) =>
      nodeOf({
        name,
        kubelet: 'v1.35.4',
        osImage: 'Debian GNU/Linux 13 (trixie)',
        labels: {
          // What an administrator of machines of one's own sets, as clouds do by themselves.
          'topology.kubernetes.io/zone': `hall-${index + 1}`,
          ...(index === 0 && { 'node-role.kubernetes.io/control-plane': '' }),
        },
        ...(index === 0 && { taints: [{ key: 'node-role.kubernetes.io/control-plane', effect: 'NoSchedule' }] }),
        problems: ['NetworkUnavailable'],
      }),
    ),
    ...ciliumOn(kubeadmNodes),
    ...['etcd', 'kube-controller-manager', 'kube-scheduler'].map((name) =>
      staticPodOf(
        {
          ...inSystem(
            name,
            { component: name, tier: 'control-plane' },
            name,
            `registry.k8s.io/${name}:v1.35.4`,
            onNode,
          ),
        },
        'control-1',
      ),
    ),
    staticPodOf(
      {
        name: 'kube-system/kube-apiserver',
        labels: { component: 'kube-apiserver', tier: 'control-plane' },
        containers: {
          'kube-apiserver': {
            image: 'registry.k8s.io/kube-apiserver:v1.35.4',
            command: ['kube-apiserver', '--encryption-provider-config=/etc/kubernetes/enc.yaml'],
          },
        },
        spec: onNode,
      },
      'control-1',
    ),
    ...dns('registry.k8s.io/coredns/coredns:v1.13.1', kubeadmNodes.slice(1)),
    bindingOf('kubeadm:cluster-admins', 'cluster-admin', 'group kubeadm:cluster-admins'),
    clusterRoleOf('kubeadm:get-nodes', { apiGroups: [''], resources: ['nodes'], verbs: ['get'] }),
    bindingOf('kubeadm:get-nodes', 'kubeadm:get-nodes', 'group system:bootstrappers:kubeadm:default-node-token'),
    bindingOf(
      'kubeadm:node-autoapprove-certificate-rotation',
      'system:certificates.k8s.io:certificatesigningrequests:selfnodeclient',
      'group system:nodes',
    ),
  ],
};

export const distributions: readonly DistributionCase[] = [eks, gke, openshift, k3s, rke2, kubeadm];
