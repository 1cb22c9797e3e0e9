import type { FieldShape } from './pickFields.ts';

/**
 * What may be read of a cluster, and of it which fields: the one list from which collecting, the least ClusterRole, the
 * script for closed networks and the preview of a snapshot are made. Secrets are not on it, and never will be.
 */
export interface ClusterResource {
  /** The API group; empty for the core. */
  readonly group: string;
  /** Versions whose fields are known here, the one wanted most first. Another one that is served makes the part `failed`. */
  readonly versions: readonly string[];
  /** As paths of the API name it: `networkpolicies`. */
  readonly plural: string;
  readonly kind: string;
  readonly namespaced: boolean;
  /** Kept beside `apiVersion`, `kind` and the usual metadata; undefined where the metadata is all that is asked for. */
  readonly fields?: Readonly<Record<string, FieldShape>> | undefined;
  /** Of the annotations those by which it is asked who its clients are; the others are free text, and hold whole manifests at times. */
  readonly annotations?: Readonly<Record<string, true | 'there'>> | undefined;
  /** Fields that are dropped wherever they stand in what is kept whole, but for labels, which may be called anything. */
  readonly withheld?: readonly string[] | undefined;
  /** Objects that are read one by one, as `namespace/name`, in place of a list: others of the kind are none of our business. */
  readonly only?: readonly string[] | undefined;
}

/** Of every object. */
const metadataFields = {
  name: true,
  namespace: true,
  uid: true,
  creationTimestamp: true,
  deletionTimestamp: true,
  generation: true,
  labels: true,
  ownerReferences: [{ kind: true, name: true, controller: true }],
} as const satisfies FieldShape;

export function metadataShapeOf({ annotations }: Pick<ClusterResource, 'annotations'>): FieldShape {
  return annotations === undefined ? metadataFields : { ...metadataFields, annotations };
}

const conditions: FieldShape = [
  { type: true, status: true, reason: true, message: true, lastTransitionTime: true, observedGeneration: true },
];

/** Of a store that it leads nowhere, and not where another one leads nor how it signs in there. */
const secretStoreFields: Readonly<Record<string, FieldShape>> = {
  spec: { provider: { fake: {}, kubernetes: {} } },
  status: { conditions, capabilities: true },
};

/**
 * Of all that containers are told: whether the API server is told where to read how Secrets are stored, and not what it says
 * there; and whether the agents of the VPC CNI are told to enforce policies.
 */
const wordsThatAreKept =
  /(?<![^/])kube-apiserver$|^--encryption-provider-config(?==|$)|^--enable-network-policy(?:=(?:[01tfTF]|true|TRUE|True|false|FALSE|False))?$/;

/** What checks read of it; of Windows not the credentials that its domain account signs in by. */
const securityContext: FieldShape = {
  ...Object.fromEntries(
    [
      'privileged',
      'allowPrivilegeEscalation',
      'readOnlyRootFilesystem',
      'runAsNonRoot',
      'runAsUser',
      'runAsGroup',
      'supplementalGroups',
      'fsGroup',
      'procMount',
      'capabilities',
      'seccompProfile',
      'appArmorProfile',
      'seLinuxOptions',
      'sysctls',
    ].map((field) => [field, true] as const),
  ),
  windowsOptions: { hostProcess: true, runAsUserName: true },
};

/** Of a container: what it is and may do, and not what it is told: commands, arguments and the environment may hold secrets. */
const containers: FieldShape = [
  {
    name: true,
    image: true,
    command: wordsThatAreKept,
    args: wordsThatAreKept,
    ports: [{ name: true, containerPort: true, hostPort: true, protocol: true }],
    securityContext,
    resources: true,
    volumeMounts: [{ name: true, mountPath: true, readOnly: true }],
  },
];

const containerStates: FieldShape = {
  waiting: { reason: true },
  running: { startedAt: true },
  terminated: { reason: true, exitCode: true, startedAt: true, finishedAt: true },
};

const containerStatuses: FieldShape = [
  {
    name: true,
    ready: true,
    restartCount: true,
    image: true,
    imageID: true,
    state: containerStates,
    lastState: containerStates,
  },
];

const podSpec: FieldShape = {
  nodeName: true,
  serviceAccountName: true,
  automountServiceAccountToken: true,
  hostNetwork: true,
  hostPID: true,
  hostIPC: true,
  runtimeClassName: true,
  securityContext,
  containers,
  initContainers: containers,
  ephemeralContainers: containers,
  imagePullSecrets: [{ name: true }],
  volumes: [
    {
      name: true,
      hostPath: { path: true, type: true },
      persistentVolumeClaim: { claimName: true },
      csi: { driver: true, readOnly: true, volumeAttributes: { secretProviderClass: true } },
      emptyDir: {},
    },
  ],
};

/** Of a virtual machine of KubeVirt what its pod is known by: what it is started with may hold passwords. */
const machineSpec: FieldShape = {
  hostname: true,
  domain: { devices: { interfaces: [{ name: true, ports: [{ name: true, protocol: true, port: true }] }] } },
  volumes: [{ serviceAccount: { serviceAccountName: true } }],
};

const workload = (kind: string, plural: string, status: FieldShape): ClusterResource => ({
  group: 'apps',
  versions: ['v1'],
  plural,
  kind,
  namespaced: true,
  fields: { spec: { replicas: true, selector: true, template: { metadata: { labels: true }, spec: podSpec } }, status },
});

const core = (
  kind: string,
  plural: string,
  namespaced: boolean,
  fields: ClusterResource['fields'],
): ClusterResource => ({
  group: '',
  versions: ['v1'],
  plural,
  kind,
  namespaced,
  fields,
});

const custom = (
  group: string,
  versions: readonly string[],
  kind: string,
  plural: string,
  fields: ClusterResource['fields'],
  namespaced = true,
): ClusterResource => ({ group, versions, plural, kind, namespaced, fields });

/** A policy decides by its whole `spec`. */
const policy = { spec: true } as const;
/** That it lets some requests through alone is read, and not which: their paths and headers may hold keys. */
const requests = ['description', 'headers', 'headerMatches', 'path', 'paths', 'annotations'] as const;
const withRequests = (resource: ClusterResource): ClusterResource => ({ ...resource, withheld: requests });
const rules = { rules: true, aggregationRule: true } as const;
const bindings = { roleRef: true, subjects: true } as const;

/** By what Kong's controller knows which plug-ins of it look at a route. */
const kongPlugins = { 'konghq.com/plugins': true } as const;

/**
 * By what ingress-nginx, Traefik and Kong are told to ask clients of an Ingress who they are, and by what that is undone. Of
 * addresses, snippets and names of Secrets is kept that they are there.
 */
const authenticationOfIngress = {
  'nginx.ingress.kubernetes.io/auth-url': 'there',
  'nginx.ingress.kubernetes.io/auth-type': 'there',
  'nginx.ingress.kubernetes.io/auth-secret': 'there',
  'nginx.ingress.kubernetes.io/auth-tls-secret': 'there',
  'nginx.ingress.kubernetes.io/auth-tls-verify-client': true,
  'nginx.ingress.kubernetes.io/satisfy': true,
  'nginx.ingress.kubernetes.io/whitelist-source-range': 'there',
  'nginx.ingress.kubernetes.io/allowlist-source-range': 'there',
  'nginx.ingress.kubernetes.io/ssl-passthrough': true,
  'nginx.ingress.kubernetes.io/ssl-redirect': true,
  'nginx.ingress.kubernetes.io/auth-snippet': 'there',
  'nginx.ingress.kubernetes.io/configuration-snippet': 'there',
  'nginx.ingress.kubernetes.io/server-snippet': 'there',
  'traefik.ingress.kubernetes.io/router.middlewares': true,
  ...kongPlugins,
} as const;

/** Which gateways a policy of Istio is for. */
const targetsOfIstio = {
  selector: { matchLabels: true },
  targetRef: { kind: true, name: true },
  targetRefs: [{ kind: true, name: true }],
} as const;

/** Conditions on where a request comes from: of all but one only whether they are set. */
const sourceOfIstio: FieldShape = {
  ...Object.fromEntries(
    ['principals', 'requestPrincipals', 'namespaces', 'ipBlocks', 'remoteIpBlocks', 'serviceAccounts'].flatMap(
      (field) => [field, `not${field[0]?.toUpperCase()}${field.slice(1)}`].map((name) => [name, 'there'] as const),
    ),
  ),
  notRequestPrincipals: true,
};

const fluxSource: ClusterResource['fields'] = {
  spec: {
    url: true,
    interval: true,
    suspend: true,
    ref: true,
    provider: true,
    type: true,
    insecure: true,
    verify: { provider: true },
  },
  status: { conditions, observedGeneration: true, artifact: { revision: true, lastUpdateTime: true, digest: true } },
};

/** Whether it refuses what breaks it, and not what that is. */
const policyOfKyverno = {
  spec: { admission: true, validationFailureAction: true, rules: [{ validate: { failureAction: true } }] },
} as const;

export const clusterResources = {
  nodes: core('Node', 'nodes', false, {
    spec: { unschedulable: true, taints: true, providerID: true },
    status: {
      conditions,
      nodeInfo: true,
      addresses: true,
      capacity: true,
      allocatable: true,
    },
  }),
  namespaces: core('Namespace', 'namespaces', false, { status: { phase: true } }),
  pods: core('Pod', 'pods', true, {
    spec: podSpec,
    status: {
      phase: true,
      reason: true,
      podIP: true,
      podIPs: true,
      hostIP: true,
      startTime: true,
      conditions: [{ type: true, status: true, reason: true, lastTransitionTime: true }],
      containerStatuses,
      initContainerStatuses: containerStatuses,
    },
  }),
  services: core('Service', 'services', true, {
    spec: {
      type: true,
      selector: true,
      clusterIP: true,
      clusterIPs: true,
      ports: true,
      externalIPs: true,
      externalName: true,
      loadBalancerSourceRanges: true,
      externalTrafficPolicy: true,
    },
    status: { loadBalancer: true },
  }),
  serviceaccounts: core('ServiceAccount', 'serviceaccounts', true, { automountServiceAccountToken: true }),
  persistentvolumeclaims: core('PersistentVolumeClaim', 'persistentvolumeclaims', true, {
    spec: { storageClassName: true, volumeName: true, accessModes: true, resources: true },
    status: { phase: true },
  }),
  /** What Cilium is told: the only object of this kind that is read. */
  configmaps: {
    ...core('ConfigMap', 'configmaps', true, {
      data: {
        'enable-wireguard': true,
        'enable-ipsec': true,
        'encrypt-node': true,
        'kube-proxy-replacement': true,
        'enable-policy': true,
        'enable-l7-proxy': true,
        'mesh-auth-enabled': true,
        'enable-gateway-api': true,
        'enable-ingress-controller': true,
        'enable-envoy-config': true,
        'enable-hubble': true,
        ipam: true,
        'cluster-name': true,
        'policy-audit-mode': true,
        'policy-cidr-match-mode': true,
        'enable-non-default-deny-policies': true,
        'enable-k8s-networkpolicy': true,
        'enable-cilium-network-policy': true,
        'enable-cilium-clusterwide-network-policy': true,
        labels: true,
        'enable-host-firewall': true,
      },
    }),
    only: ['kube-system/cilium-config'],
  },
  'deployments.apps': workload('Deployment', 'deployments', {
    replicas: true,
    readyReplicas: true,
    availableReplicas: true,
    updatedReplicas: true,
    observedGeneration: true,
    conditions,
  }),
  'statefulsets.apps': workload('StatefulSet', 'statefulsets', {
    replicas: true,
    readyReplicas: true,
    availableReplicas: true,
    updatedReplicas: true,
    observedGeneration: true,
  }),
  'daemonsets.apps': workload('DaemonSet', 'daemonsets', {
    desiredNumberScheduled: true,
    currentNumberScheduled: true,
    numberReady: true,
    numberAvailable: true,
    numberUnavailable: true,
    numberMisscheduled: true,
    updatedNumberScheduled: true,
    observedGeneration: true,
  }),
  /** Their owners alone: a pod names its replica set, and that its deployment. */
  'replicasets.apps': { ...workload('ReplicaSet', 'replicasets', true), fields: undefined },
  'virtualmachines.kubevirt.io': custom('kubevirt.io', ['v1', 'v1alpha3'], 'VirtualMachine', 'virtualmachines', {
    spec: { running: true, runStrategy: true, template: { metadata: { labels: true }, spec: machineSpec } },
  }),
  'virtualmachineinstances.kubevirt.io': custom(
    'kubevirt.io',
    ['v1', 'v1alpha3'],
    'VirtualMachineInstance',
    'virtualmachineinstances',
    { spec: machineSpec },
  ),
  'virtualmachineinstancereplicasets.kubevirt.io': custom(
    'kubevirt.io',
    ['v1', 'v1alpha3'],
    'VirtualMachineInstanceReplicaSet',
    'virtualmachineinstancereplicasets',
    { spec: { replicas: true, template: { metadata: { labels: true }, spec: machineSpec } } },
  ),
  'networkpolicies.networking.k8s.io': custom('networking.k8s.io', ['v1'], 'NetworkPolicy', 'networkpolicies', policy),
  'ingresses.networking.k8s.io': {
    ...custom('networking.k8s.io', ['v1'], 'Ingress', 'ingresses', { spec: true, status: { loadBalancer: true } }),
    annotations: authenticationOfIngress,
  },
  'ingressclasses.networking.k8s.io': custom(
    'networking.k8s.io',
    ['v1'],
    'IngressClass',
    'ingressclasses',
    { spec: { controller: true } },
    false,
  ),
  /** Of a plug-in of Kong its kind and whether it lets in whom it does not know: the rest of its settings may hold secrets. */
  'kongplugins.configuration.konghq.com': custom('configuration.konghq.com', ['v1'], 'KongPlugin', 'kongplugins', {
    plugin: true,
    disabled: true,
    protocols: 'there',
    config: { anonymous: 'there' },
    configFrom: 'there',
    configPatches: 'there',
    status: { conditions },
  }),
  /** Of the ways to authenticate only which there are: users and the address that is asked may stand in them. */
  'middlewares.traefik.io': custom('traefik.io', ['v1alpha1'], 'Middleware', 'middlewares', {
    spec: {
      basicAuth: {},
      digestAuth: {},
      forwardAuth: {},
      chain: { middlewares: [{ name: true, namespace: true }] },
    },
  }),
  'ingressroutes.traefik.io': custom('traefik.io', ['v1alpha1'], 'IngressRoute', 'ingressroutes', {
    spec: { routes: [{ middlewares: [{ name: true, namespace: true }] }] },
  }),
  /** OpenShift's way in. Its certificate and key may stand in it, and are not read. */
  'routes.route.openshift.io': custom('route.openshift.io', ['v1'], 'Route', 'routes', {
    spec: {
      host: true,
      to: { kind: true, name: true },
      tls: { termination: true, insecureEdgeTerminationPolicy: true },
      wildcardPolicy: true,
    },
  }),
  'adminnetworkpolicies.policy.networking.k8s.io': custom(
    'policy.networking.k8s.io',
    ['v1alpha1'],
    'AdminNetworkPolicy',
    'adminnetworkpolicies',
    policy,
    false,
  ),
  'baselineadminnetworkpolicies.policy.networking.k8s.io': custom(
    'policy.networking.k8s.io',
    ['v1alpha1'],
    'BaselineAdminNetworkPolicy',
    'baselineadminnetworkpolicies',
    policy,
    false,
  ),
  'clusternetworkpolicies.policy.networking.k8s.io': custom(
    'policy.networking.k8s.io',
    ['v1beta1', 'v1alpha2'],
    'ClusterNetworkPolicy',
    'clusternetworkpolicies',
    policy,
    false,
  ),
  'ciliumnetworkpolicies.cilium.io': withRequests(
    custom('cilium.io', ['v2'], 'CiliumNetworkPolicy', 'ciliumnetworkpolicies', {
      spec: true,
      specs: true,
      status: { conditions },
    }),
  ),
  'ciliumclusterwidenetworkpolicies.cilium.io': withRequests(
    custom(
      'cilium.io',
      ['v2'],
      'CiliumClusterwideNetworkPolicy',
      'ciliumclusterwidenetworkpolicies',
      { spec: true, specs: true, status: { conditions } },
      false,
    ),
  ),
  'ciliumcidrgroups.cilium.io': custom(
    'cilium.io',
    ['v2', 'v2alpha1'],
    'CiliumCIDRGroup',
    'ciliumcidrgroups',
    policy,
    false,
  ),
  'ciliumnodes.cilium.io': custom(
    'cilium.io',
    ['v2'],
    'CiliumNode',
    'ciliumnodes',
    { spec: { encryption: true, addresses: true, bootid: true } },
    false,
  ),
  'networkpolicies.crd.projectcalico.org': withRequests(
    custom('crd.projectcalico.org', ['v1'], 'NetworkPolicy', 'networkpolicies', policy),
  ),
  'globalnetworkpolicies.crd.projectcalico.org': withRequests(
    custom('crd.projectcalico.org', ['v1'], 'GlobalNetworkPolicy', 'globalnetworkpolicies', policy, false),
  ),
  'networksets.crd.projectcalico.org': custom('crd.projectcalico.org', ['v1'], 'NetworkSet', 'networksets', policy),
  'globalnetworksets.crd.projectcalico.org': custom(
    'crd.projectcalico.org',
    ['v1'],
    'GlobalNetworkSet',
    'globalnetworksets',
    policy,
    false,
  ),
  /** Whether Calico makes host endpoints by itself, which policies for nodes are for. */
  'kubecontrollersconfigurations.crd.projectcalico.org': custom(
    'crd.projectcalico.org',
    ['v1'],
    'KubeControllersConfiguration',
    'kubecontrollersconfigurations',
    { spec: { controllers: { node: { hostEndpoint: { autoCreate: true } } } } },
    false,
  ),
  'tiers.crd.projectcalico.org': custom('crd.projectcalico.org', ['v1'], 'Tier', 'tiers', policy, false),
  'hostendpoints.crd.projectcalico.org': custom(
    'crd.projectcalico.org',
    ['v1'],
    'HostEndpoint',
    'hostendpoints',
    policy,
    false,
  ),
  // Policies that are not judged yet: that there are any makes what they may select unknown, so that their metadata is enough.
  'ciliumlocalredirectpolicies.cilium.io': custom(
    'cilium.io',
    ['v2'],
    'CiliumLocalRedirectPolicy',
    'ciliumlocalredirectpolicies',
    undefined,
  ),
  'ciliumegressgatewaypolicies.cilium.io': custom(
    'cilium.io',
    ['v2'],
    'CiliumEgressGatewayPolicy',
    'ciliumegressgatewaypolicies',
    undefined,
    false,
  ),
  'ciliumenvoyconfigs.cilium.io': custom('cilium.io', ['v2'], 'CiliumEnvoyConfig', 'ciliumenvoyconfigs', undefined),
  'ciliumclusterwideenvoyconfigs.cilium.io': custom(
    'cilium.io',
    ['v2'],
    'CiliumClusterwideEnvoyConfig',
    'ciliumclusterwideenvoyconfigs',
    undefined,
    false,
  ),
  'networkpolicies.crd.antrea.io': custom('crd.antrea.io', ['v1beta1'], 'NetworkPolicy', 'networkpolicies', undefined),
  'clusternetworkpolicies.crd.antrea.io': custom(
    'crd.antrea.io',
    ['v1beta1'],
    'ClusterNetworkPolicy',
    'clusternetworkpolicies',
    undefined,
    false,
  ),
  'egresses.crd.antrea.io': custom('crd.antrea.io', ['v1beta1'], 'Egress', 'egresses', undefined, false),
  'egressfirewalls.k8s.ovn.org': custom('k8s.ovn.org', ['v1'], 'EgressFirewall', 'egressfirewalls', undefined),
  'userdefinednetworks.k8s.ovn.org': custom('k8s.ovn.org', ['v1'], 'UserDefinedNetwork', 'userdefinednetworks', policy),
  'clusteruserdefinednetworks.k8s.ovn.org': custom(
    'k8s.ovn.org',
    ['v1'],
    'ClusterUserDefinedNetwork',
    'clusteruserdefinednetworks',
    policy,
    false,
  ),
  'clusternetworkconnects.k8s.ovn.org': custom(
    'k8s.ovn.org',
    ['v1'],
    'ClusterNetworkConnect',
    'clusternetworkconnects',
    undefined,
    false,
  ),
  'egressips.k8s.ovn.org': custom('k8s.ovn.org', ['v1'], 'EgressIP', 'egressips', undefined, false),
  'egressservices.k8s.ovn.org': custom('k8s.ovn.org', ['v1'], 'EgressService', 'egressservices', undefined),
  'adminpolicybasedexternalroutes.k8s.ovn.org': custom(
    'k8s.ovn.org',
    ['v1'],
    'AdminPolicyBasedExternalRoute',
    'adminpolicybasedexternalroutes',
    undefined,
    false,
  ),
  'egressnetworkpolicies.network.openshift.io': custom(
    'network.openshift.io',
    ['v1'],
    'EgressNetworkPolicy',
    'egressnetworkpolicies',
    undefined,
  ),
  'fqdnnetworkpolicies.networking.gke.io': custom(
    'networking.gke.io',
    ['v1alpha1', 'v1alpha3'],
    'FQDNNetworkPolicy',
    'fqdnnetworkpolicies',
    undefined,
  ),
  'clusternetworkpolicies.networking.k8s.aws': custom(
    'networking.k8s.aws',
    ['v1alpha1'],
    'ClusterNetworkPolicy',
    'clusternetworkpolicies',
    undefined,
    false,
  ),
  'applicationnetworkpolicies.networking.k8s.aws': custom(
    'networking.k8s.aws',
    ['v1alpha1'],
    'ApplicationNetworkPolicy',
    'applicationnetworkpolicies',
    undefined,
  ),
  'sidecars.networking.istio.io': custom(
    'networking.istio.io',
    ['v1', 'v1beta1', 'v1alpha3'],
    'Sidecar',
    'sidecars',
    undefined,
  ),
  'serviceentries.networking.istio.io': custom(
    'networking.istio.io',
    ['v1', 'v1beta1', 'v1alpha3'],
    'ServiceEntry',
    'serviceentries',
    undefined,
  ),
  'envoyfilters.networking.istio.io': custom(
    'networking.istio.io',
    ['v1alpha3'],
    'EnvoyFilter',
    'envoyfilters',
    undefined,
  ),
  'authorizationpolicies.security.istio.io': {
    ...custom('security.istio.io', ['v1', 'v1beta1'], 'AuthorizationPolicy', 'authorizationpolicies', {
      spec: {
        ...targetsOfIstio,
        action: true,
        rules: [
          {
            from: [{ source: sourceOfIstio }],
            to: 'there',
            when: [{ key: true, values: 'there', notValues: 'there' }],
          },
        ],
      },
    }),
    annotations: { 'istio.io/dry-run': true },
  },
  'requestauthentications.security.istio.io': custom(
    'security.istio.io',
    ['v1', 'v1beta1'],
    'RequestAuthentication',
    'requestauthentications',
    { spec: { ...targetsOfIstio, jwtRules: [{ issuer: true }] } },
  ),
  'gateways.networking.istio.io': custom('networking.istio.io', ['v1', 'v1beta1', 'v1alpha3'], 'Gateway', 'gateways', {
    spec: { selector: true },
  }),
  'virtualservices.networking.istio.io': custom(
    'networking.istio.io',
    ['v1', 'v1beta1', 'v1alpha3'],
    'VirtualService',
    'virtualservices',
    { spec: { gateways: true } },
  ),
  'gatewayclasses.gateway.networking.k8s.io': custom(
    'gateway.networking.k8s.io',
    ['v1', 'v1beta1'],
    'GatewayClass',
    'gatewayclasses',
    { spec: { controllerName: true }, status: { conditions } },
    false,
  ),
  'gateways.gateway.networking.k8s.io': custom('gateway.networking.k8s.io', ['v1', 'v1beta1'], 'Gateway', 'gateways', {
    spec: { gatewayClassName: true, listeners: true },
    status: { conditions, addresses: true, listeners: [{ name: true, attachedRoutes: true, conditions }] },
  }),
  'httproutes.gateway.networking.k8s.io': {
    ...custom('gateway.networking.k8s.io', ['v1', 'v1beta1'], 'HTTPRoute', 'httproutes', {
      spec: {
        parentRefs: true,
        hostnames: true,
        rules: [
          {
            name: true,
            filters: [{ type: true, extensionRef: true }],
            backendRefs: [{ group: true, kind: true, name: true, namespace: true, port: true }],
          },
        ],
      },
      status: { parents: [{ parentRef: true, controllerName: true, conditions }] },
    }),
    annotations: kongPlugins,
  },
  /** Of the ways to authenticate only which there are: what they hold may name secrets. */
  'securitypolicies.gateway.envoyproxy.io': custom(
    'gateway.envoyproxy.io',
    ['v1alpha1'],
    'SecurityPolicy',
    'securitypolicies',
    {
      spec: {
        targetRef: true,
        targetRefs: true,
        targetSelectors: true,
        jwt: { optional: true },
        oidc: {},
        basicAuth: {},
        apiKeyAuth: {},
        extAuth: { failOpen: true },
        authorization: { defaultAction: true, rules: [{ action: true }] },
      },
    },
  ),
  'certificates.cert-manager.io': custom('cert-manager.io', ['v1'], 'Certificate', 'certificates', {
    spec: { secretName: true, dnsNames: true, issuerRef: true, duration: true, renewBefore: true },
    status: { conditions, notBefore: true, notAfter: true, renewalTime: true, failedIssuanceAttempts: true },
  }),
  'issuers.cert-manager.io': custom('cert-manager.io', ['v1'], 'Issuer', 'issuers', { status: { conditions } }),
  'clusterissuers.cert-manager.io': custom(
    'cert-manager.io',
    ['v1'],
    'ClusterIssuer',
    'clusterissuers',
    { status: { conditions } },
    false,
  ),
  'externalsecrets.external-secrets.io': custom(
    'external-secrets.io',
    ['v1', 'v1beta1'],
    'ExternalSecret',
    'externalsecrets',
    {
      spec: { refreshPolicy: true, refreshInterval: true, secretStoreRef: true, target: { name: true } },
      status: { conditions, refreshTime: true },
    },
  ),
  'secretstores.external-secrets.io': custom(
    'external-secrets.io',
    ['v1', 'v1beta1'],
    'SecretStore',
    'secretstores',
    secretStoreFields,
  ),
  'clustersecretstores.external-secrets.io': custom(
    'external-secrets.io',
    ['v1', 'v1beta1'],
    'ClusterSecretStore',
    'clustersecretstores',
    secretStoreFields,
    false,
  ),
  'secretproviderclasses.secrets-store.csi.x-k8s.io': custom(
    'secrets-store.csi.x-k8s.io',
    ['v1'],
    'SecretProviderClass',
    'secretproviderclasses',
    { spec: { provider: true } },
  ),
  'secretproviderclasspodstatuses.secrets-store.csi.x-k8s.io': custom(
    'secrets-store.csi.x-k8s.io',
    ['v1'],
    'SecretProviderClassPodStatus',
    'secretproviderclasspodstatuses',
    { status: { mounted: true, podName: true, secretProviderClassName: true } },
  ),
  'gitrepositories.source.toolkit.fluxcd.io': custom(
    'source.toolkit.fluxcd.io',
    ['v1', 'v1beta2'],
    'GitRepository',
    'gitrepositories',
    fluxSource,
  ),
  'helmrepositories.source.toolkit.fluxcd.io': custom(
    'source.toolkit.fluxcd.io',
    ['v1', 'v1beta2'],
    'HelmRepository',
    'helmrepositories',
    fluxSource,
  ),
  'ocirepositories.source.toolkit.fluxcd.io': custom(
    'source.toolkit.fluxcd.io',
    ['v1', 'v1beta2'],
    'OCIRepository',
    'ocirepositories',
    fluxSource,
  ),
  'buckets.source.toolkit.fluxcd.io': custom('source.toolkit.fluxcd.io', ['v1', 'v1beta2'], 'Bucket', 'buckets', {
    spec: { endpoint: true, interval: true, suspend: true, provider: true, insecure: true },
    status: { conditions, observedGeneration: true, artifact: { revision: true, lastUpdateTime: true } },
  }),
  'helmcharts.source.toolkit.fluxcd.io': custom(
    'source.toolkit.fluxcd.io',
    ['v1', 'v1beta2'],
    'HelmChart',
    'helmcharts',
    {
      spec: { chart: true, version: true, sourceRef: true, interval: true, suspend: true },
      status: { conditions, observedGeneration: true, artifact: { revision: true, lastUpdateTime: true } },
    },
  ),
  'kustomizations.kustomize.toolkit.fluxcd.io': custom(
    'kustomize.toolkit.fluxcd.io',
    ['v1', 'v1beta2'],
    'Kustomization',
    'kustomizations',
    {
      spec: { interval: true, suspend: true, prune: true, path: true, sourceRef: true, targetNamespace: true },
      status: {
        conditions,
        observedGeneration: true,
        lastAppliedRevision: true,
        lastAttemptedRevision: true,
        history: [{ lastReconciled: true, lastReconciledStatus: true }],
      },
    },
  ),
  'helmreleases.helm.toolkit.fluxcd.io': custom(
    'helm.toolkit.fluxcd.io',
    ['v2', 'v2beta2', 'v2beta1'],
    'HelmRelease',
    'helmreleases',
    {
      spec: {
        interval: true,
        suspend: true,
        releaseName: true,
        targetNamespace: true,
        chart: { spec: { chart: true, version: true, sourceRef: true } },
        chartRef: true,
        driftDetection: { mode: true },
      },
      status: {
        conditions,
        observedGeneration: true,
        lastAppliedRevision: true,
        lastAttemptedRevision: true,
        failures: true,
        installFailures: true,
        upgradeFailures: true,
        history: [{ chartName: true, chartVersion: true, appVersion: true, status: true, lastDeployed: true }],
      },
    },
  ),
  'clusterroles.rbac.authorization.k8s.io': custom(
    'rbac.authorization.k8s.io',
    ['v1'],
    'ClusterRole',
    'clusterroles',
    rules,
    false,
  ),
  'clusterrolebindings.rbac.authorization.k8s.io': custom(
    'rbac.authorization.k8s.io',
    ['v1'],
    'ClusterRoleBinding',
    'clusterrolebindings',
    bindings,
    false,
  ),
  'roles.rbac.authorization.k8s.io': custom('rbac.authorization.k8s.io', ['v1'], 'Role', 'roles', rules),
  'rolebindings.rbac.authorization.k8s.io': custom(
    'rbac.authorization.k8s.io',
    ['v1'],
    'RoleBinding',
    'rolebindings',
    bindings,
  ),
  'validatingwebhookconfigurations.admissionregistration.k8s.io': custom(
    'admissionregistration.k8s.io',
    ['v1'],
    'ValidatingWebhookConfiguration',
    'validatingwebhookconfigurations',
    {
      webhooks: [
        { name: true, failurePolicy: true, rules: true, namespaceSelector: true, clientConfig: { service: true } },
      ],
    },
    false,
  ),
  'mutatingwebhookconfigurations.admissionregistration.k8s.io': custom(
    'admissionregistration.k8s.io',
    ['v1'],
    'MutatingWebhookConfiguration',
    'mutatingwebhookconfigurations',
    {
      webhooks: [
        { name: true, failurePolicy: true, rules: true, namespaceSelector: true, clientConfig: { service: true } },
      ],
    },
    false,
  ),
  'validatingadmissionpolicies.admissionregistration.k8s.io': custom(
    'admissionregistration.k8s.io',
    ['v1', 'v1beta1'],
    'ValidatingAdmissionPolicy',
    'validatingadmissionpolicies',
    { spec: { failurePolicy: true, matchConstraints: true, paramKind: true } },
    false,
  ),
  'validatingadmissionpolicybindings.admissionregistration.k8s.io': custom(
    'admissionregistration.k8s.io',
    ['v1', 'v1beta1'],
    'ValidatingAdmissionPolicyBinding',
    'validatingadmissionpolicybindings',
    { spec: { policyName: true, validationActions: true, matchResources: true } },
    false,
  ),
  /** One for each constraint of Gatekeeper and each pod that checks it; constraints themselves are kinds that users name. */
  'constraintpodstatuses.status.gatekeeper.sh': custom(
    'status.gatekeeper.sh',
    ['v1beta1'],
    'ConstraintPodStatus',
    'constraintpodstatuses',
    { status: { enforced: true } },
  ),
  'clusterpolicies.kyverno.io': custom(
    'kyverno.io',
    ['v1', 'v2beta1'],
    'ClusterPolicy',
    'clusterpolicies',
    policyOfKyverno,
    false,
  ),
  'policies.kyverno.io': custom('kyverno.io', ['v1', 'v2beta1'], 'Policy', 'policies', policyOfKyverno),
  'validatingpolicies.policies.kyverno.io': custom(
    'policies.kyverno.io',
    ['v1', 'v1beta1', 'v1alpha1'],
    'ValidatingPolicy',
    'validatingpolicies',
    { spec: { validationActions: true, evaluation: { mode: true, admission: { enabled: true } } } },
    false,
  ),
  'clusteradmissionpolicies.policies.kubewarden.io': custom(
    'policies.kubewarden.io',
    ['v1'],
    'ClusterAdmissionPolicy',
    'clusteradmissionpolicies',
    { spec: { mode: true } },
    false,
  ),
  'admissionpolicies.policies.kubewarden.io': custom(
    'policies.kubewarden.io',
    ['v1'],
    'AdmissionPolicy',
    'admissionpolicies',
    { spec: { mode: true } },
  ),
  'storageclasses.storage.k8s.io': custom(
    'storage.k8s.io',
    ['v1'],
    'StorageClass',
    'storageclasses',
    { provisioner: true, parameters: { type: true, encrypted: true, skuName: true, 'disk-encryption-kms-key': true } },
    false,
  ),
  'csidrivers.storage.k8s.io': custom('storage.k8s.io', ['v1'], 'CSIDriver', 'csidrivers', undefined, false),
  /** What OpenShift's own operator says of its API server, whether Secrets are encrypted among it. */
  'kubeapiservers.operator.openshift.io': custom(
    'operator.openshift.io',
    ['v1'],
    'KubeAPIServer',
    'kubeapiservers',
    { status: { conditions } },
    false,
  ),
  'apiservices.apiregistration.k8s.io': custom(
    'apiregistration.k8s.io',
    ['v1'],
    'APIService',
    'apiservices',
    { spec: { group: true, version: true, service: true }, status: { conditions } },
    false,
  ),
} as const satisfies Readonly<Record<string, ClusterResource>>;

/** As `kubectl api-resources` would name it in full: `pods`, `networkpolicies.networking.k8s.io`. */
export type ClusterResourceId = keyof typeof clusterResources;
