/** Objects that can change where a pod may go and that are not judged here: what they select stays unknown. */

/** By API group; what is left out can't decide about egress (NetworkSets, staged policies, what controllers derive). */
const policyKinds: Readonly<Record<string, readonly string[] | undefined>> = {
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
};

/** As plug-ins call their policies; of a group that is not known here, it may be one more, or misspelt. */
const policyName = /(?:Network|Egress)Policy$|EgressFirewall$/;
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
  'KubeControllersConfiguration',
  'Egress',
  'EgressIP',
  'AdminPolicyBasedExternalRoute',
  'ClusterNetworkConnect',
  'ClusterUserDefinedNetwork',
  'ServiceEntry',
]);

const everyPolicyKind = new Set(Object.values(policyKinds).flatMap((kinds) => kinds ?? []));

/** Whether objects of the kind decide about egress; without an API group, whether those of any group do. */
export function isPolicyKind(group: string | undefined, kind: string): boolean {
  if (group === undefined) return everyPolicyKind.has(kind);
  if (!Object.hasOwn(policyKinds, group)) return policyName.test(kind);
  return policyKinds[group]?.includes(kind) ?? false;
}

export function isClusterWide(kind: string): boolean {
  return clusterWideKinds.has(kind) || (policyName.test(kind) && clusterWideName.test(kind));
}
