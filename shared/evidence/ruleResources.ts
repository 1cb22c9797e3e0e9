import type { ClusterResourceId } from './clusterResources.ts';

/** What pod policies decide by, and for whom: all of it is needed before the layer is known. */
export const factResources = [
  'namespaces',
  'nodes',
  'pods',
  'services',
  'serviceaccounts',
  'deployments.apps',
  'statefulsets.apps',
  'daemonsets.apps',
  'replicasets.apps',
  'virtualmachines.kubevirt.io',
  'virtualmachineinstances.kubevirt.io',
  'virtualmachineinstancereplicasets.kubevirt.io',
  'kubecontrollersconfigurations.crd.projectcalico.org',
] as const satisfies readonly ClusterResourceId[];

export const policyResources = [
  'networkpolicies.networking.k8s.io',
  'adminnetworkpolicies.policy.networking.k8s.io',
  'baselineadminnetworkpolicies.policy.networking.k8s.io',
  'clusternetworkpolicies.policy.networking.k8s.io',
  'ciliumnetworkpolicies.cilium.io',
  'ciliumclusterwidenetworkpolicies.cilium.io',
  'ciliumcidrgroups.cilium.io',
  'ciliumlocalredirectpolicies.cilium.io',
  'ciliumegressgatewaypolicies.cilium.io',
  'ciliumenvoyconfigs.cilium.io',
  'ciliumclusterwideenvoyconfigs.cilium.io',
  'networkpolicies.crd.projectcalico.org',
  'globalnetworkpolicies.crd.projectcalico.org',
  'networksets.crd.projectcalico.org',
  'globalnetworksets.crd.projectcalico.org',
  'tiers.crd.projectcalico.org',
  'hostendpoints.crd.projectcalico.org',
  'networkpolicies.crd.antrea.io',
  'clusternetworkpolicies.crd.antrea.io',
  'egresses.crd.antrea.io',
  'userdefinednetworks.k8s.ovn.org',
  'clusteruserdefinednetworks.k8s.ovn.org',
  'clusternetworkconnects.k8s.ovn.org',
  'egressfirewalls.k8s.ovn.org',
  'egressips.k8s.ovn.org',
  'egressservices.k8s.ovn.org',
  'adminpolicybasedexternalroutes.k8s.ovn.org',
  'egressnetworkpolicies.network.openshift.io',
  'fqdnnetworkpolicies.networking.gke.io',
  'clusternetworkpolicies.networking.k8s.aws',
  'applicationnetworkpolicies.networking.k8s.aws',
  'sidecars.networking.istio.io',
  'serviceentries.networking.istio.io',
  'envoyfilters.networking.istio.io',
  'authorizationpolicies.security.istio.io',
] as const satisfies readonly ClusterResourceId[];

/** What has to be collected before the pod policies of a cluster can be judged. */
export const ruleResources: readonly ClusterResourceId[] = [...policyResources, ...factResources, 'configmaps'];
