/** Objects that can change where a pod may go and that are not judged here: what they select stays unknown. */

/** By API group; what is left out can't decide about egress (NetworkSets, staged policies, what controllers derive). */
const policyKinds: Readonly<Record<string, readonly string[] | undefined>> = {
  // Those of Calico before its version 3, which calicoctl alone took.
  '': ['policy', 'profile', 'hostEndpoint'],
  extensions: ['NetworkPolicy'],
  'networking.k8s.io': ['NetworkPolicy'],
  'policy.networking.k8s.io': ['AdminNetworkPolicy', 'BaselineAdminNetworkPolicy', 'ClusterNetworkPolicy'],
  'networking.k8s.aws': ['ClusterNetworkPolicy', 'ApplicationNetworkPolicy'],
  'cilium.io': [
    'CiliumNetworkPolicy',
    'CiliumClusterwideNetworkPolicy',
    'CiliumLocalRedirectPolicy',
    'CiliumEgressGatewayPolicy',
    'CiliumEnvoyConfig',
    'CiliumClusterwideEnvoyConfig',
  ],
  'projectcalico.org': ['NetworkPolicy', 'GlobalNetworkPolicy', 'Tier', 'HostEndpoint', 'Profile'],
  'crd.projectcalico.org': ['NetworkPolicy', 'GlobalNetworkPolicy', 'Tier', 'HostEndpoint', 'Profile'],
  'crd.antrea.io': ['NetworkPolicy', 'ClusterNetworkPolicy', 'Tier', 'Egress'],
  'k8s.ovn.org': [
    'EgressFirewall',
    'EgressIP',
    'EgressService',
    'AdminPolicyBasedExternalRoute',
    'ClusterNetworkConnect',
  ],
  // A MultiNetworkPolicy rules networks that pods have beside their first one, and nothing on that.
  'k8s.cni.cncf.io': [],
  'network.openshift.io': ['EgressNetworkPolicy'],
  'networking.gke.io': ['FQDNNetworkPolicy'],
  'networking.istio.io': ['Sidecar', 'ServiceEntry', 'EnvoyFilter'],
  'security.istio.io': ['AuthorizationPolicy'],
  'policy.linkerd.io': ['EgressNetwork'],
  'kuma.io': ['MeshTrafficPermission', 'MeshPassthrough'],
  'kubeovn.io': ['SecurityGroup'],
  'crd.nsx.vmware.com': ['SecurityPolicy'],
  'nsx.vmware.com': ['SecurityPolicy'],
};

/** As plug-ins call their policies; of a group that is not known here, it may be one more, or misspelt. */
const policyName = /(?:Network|Egress)Policy$|EgressFirewall$/;
/** Of groups that are not known whole, and in which whatever is called a policy is one, but for Kube-OVN’s of bandwidth. */
const policyNames: Readonly<Record<string, RegExp | undefined>> = {
  '': policyName,
  'kubeovn.io': /(?<!^QoS)Policy$/,
  'crd.nsx.vmware.com': /Policy$/,
  'nsx.vmware.com': /Policy$/,
};
const clusterWideName = /^(?:Cluster|Global)/;

/** Those that hold in all namespaces; a ServiceEntry is visible in all of them unless it says otherwise. */
const clusterWideKinds = new Set([
  'AdminNetworkPolicy',
  'BaselineAdminNetworkPolicy',
  'ClusterNetworkPolicy',
  'CiliumClusterwideNetworkPolicy',
  'CiliumCIDRGroup',
  'CiliumClusterwideEnvoyConfig',
  'CiliumEgressGatewayPolicy',
  'GlobalNetworkPolicy',
  'GlobalNetworkSet',
  'Tier',
  'HostEndpoint',
  'Profile',
  'policy',
  'profile',
  'hostEndpoint',
  'KubeControllersConfiguration',
  'Egress',
  'EgressIP',
  'AdminPolicyBasedExternalRoute',
  'ClusterNetworkConnect',
  'ClusterUserDefinedNetwork',
  'ServiceEntry',
  'SecurityGroup',
  'Subnet',
  'Vpc',
]);

/** Those of Calico Enterprise among them. */
const kindsOfCalico: ReadonlySet<string> = new Set([
  'AlertException',
  'AuthenticationReview',
  'AuthorizationReview',
  'BFDConfiguration',
  'BGPConfiguration',
  'BGPFilter',
  'BGPPeer',
  'BlockAffinity',
  'CalicoNodeStatus',
  'ClusterInformation',
  'DeepPacketInspection',
  'EgressGatewayPolicy',
  'ExternalNetwork',
  'FelixConfiguration',
  'GlobalAlert',
  'GlobalAlertTemplate',
  'GlobalNetworkSet',
  'GlobalReport',
  'GlobalReportType',
  'GlobalThreatFeed',
  'IPAMBlock',
  'IPAMConfig',
  'IPAMConfiguration',
  'IPAMHandle',
  'IPPool',
  'IPReservation',
  'KubeControllersConfiguration',
  'LicenseKey',
  'LiveMigration',
  'ManagedCluster',
  'NetworkSet',
  'Node',
  'PacketCapture',
  'PolicyRecommendationScope',
  'PolicyRecommendationStatus',
  'RemoteClusterConfiguration',
  'SecurityEventWebhook',
  'StagedGlobalNetworkPolicy',
  'StagedKubernetesNetworkPolicy',
  'StagedNetworkPolicy',
  'UISettings',
  'UISettingsGroup',
  'WorkloadEndpoint',
]);

/** Of API groups that are known whole: what decides about egress neither by itself nor with what does. */
const otherKinds: Readonly<Record<string, ReadonlySet<string> | undefined>> = {
  'networking.k8s.io': new Set(['Ingress', 'IngressClass', 'IPAddress', 'ServiceCIDR', 'ClusterCIDR']),
  'policy.networking.k8s.io': new Set(),
  'cilium.io': new Set([
    'CiliumBGPAdvertisement',
    'CiliumBGPClusterConfig',
    'CiliumBGPNodeConfig',
    'CiliumBGPNodeConfigOverride',
    'CiliumBGPPeerConfig',
    'CiliumBGPPeeringPolicy',
    'CiliumCIDRGroup',
    'CiliumEndpoint',
    'CiliumEndpointSlice',
    'CiliumExternalWorkload',
    'CiliumGatewayClassConfig',
    'CiliumIdentity',
    'CiliumL2AnnouncementPolicy',
    'CiliumLoadBalancerIPPool',
    'CiliumNode',
    'CiliumNodeConfig',
    'CiliumPodIPPool',
    'CiliumVTEPConfig',
    // What Tetragon knows of pods.
    'PodInfo',
  ]),
  'projectcalico.org': kindsOfCalico,
  'crd.projectcalico.org': kindsOfCalico,
};

const everyPolicyKind = new Set(Object.values(policyKinds).flatMap((kinds) => kinds ?? []));

/** Whether objects of the kind decide about egress; without an API group, whether those of any group do. */
export function isPolicyKind(group: string | undefined, kind: string): boolean {
  if (group === undefined) return everyPolicyKind.has(kind);
  if (!Object.hasOwn(policyKinds, group)) return policyName.test(kind);
  return (
    policyKinds[group]?.includes(kind) === true || policyNames[group]?.test(kind) === true || isStrange(group, kind)
  );
}

/** Of a group that is known whole, a kind that is not: misspelt, or of a later version, it may decide anything. */
function isStrange(group: string, kind: string): boolean {
  const others = Object.hasOwn(otherKinds, group) ? otherKinds[group] : undefined;
  return others !== undefined && !others.has(kind.replace(/List$/, ''));
}

/** Whether its objects are those of a namespace also where they name none; undefined of a kind that is not known. */
export function isOfNamespace(kind: string): boolean | undefined {
  if (isClusterWide(kind)) return false;
  return everyPolicyKind.has(kind) || policyName.test(kind) ? true : undefined;
}

export function isClusterWide(kind: string): boolean {
  return clusterWideKinds.has(kind) || (policyName.test(kind) && clusterWideName.test(kind));
}

/** Firewalls of OpenShift's networks, which stand behind pod policies: they may deny what these let out, and open nothing. */
const firewallsBehind: ReadonlySet<string> = new Set([
  'k8s.ovn.org/v1 EgressFirewall',
  'network.openshift.io/v1 EgressNetworkPolicy',
]);

export function standsBehindPolicies(apiVersion: string | undefined, kind: string): boolean {
  return firewallsBehind.has(`${apiVersion} ${kind}`);
}
