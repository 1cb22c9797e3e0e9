import type { Cni } from '../../../plan/plan.ts';

/** A network plug-in, as its DaemonSet in the cluster is called. */
export interface InstalledPlugIn {
  readonly title: string;
  /** Whether it enforces policies; of some it depends on how they are set up. */
  readonly enforces: 'yes' | 'no' | 'perhaps';
  readonly cni?: Cni;
}

/** Sources: the plug-ins' own manifests; of the VPC CNI, its README ("Network Policies"). */
export const installedPlugIns: ReadonlyMap<string, InstalledPlugIn> = new Map<string, InstalledPlugIn>([
  ['cilium', { title: 'Cilium', enforces: 'yes', cni: 'cilium' }],
  ['anetd', { title: 'GKE Dataplane V2', enforces: 'yes' }],
  ['calico-node', { title: 'Calico', enforces: 'yes', cni: 'calico' }],
  ['canal', { title: 'Canal', enforces: 'yes', cni: 'calico' }],
  ['rke2-canal', { title: 'Canal', enforces: 'yes', cni: 'calico' }],
  ['antrea-agent', { title: 'Antrea', enforces: 'yes', cni: 'antrea' }],
  ['ovnkube-node', { title: 'OVN-Kubernetes', enforces: 'yes', cni: 'ovn-kubernetes' }],
  ['kube-router', { title: 'kube-router', enforces: 'yes' }],
  ['kube-network-policies', { title: 'kube-network-policies', enforces: 'yes' }],
  ['azure-npm', { title: 'Azure Network Policy Manager', enforces: 'yes' }],
  ['kube-flannel', { title: 'Flannel', enforces: 'no' }],
  ['kube-flannel-ds', { title: 'Flannel', enforces: 'no' }],
  ['aws-node', { title: 'Amazon VPC CNI', enforces: 'perhaps', cni: 'amazon-vpc-cni' }],
]);

/** Names of DaemonSets by which plug-ins are told. */
export const plugInNames: readonly string[] = [...installedPlugIns.keys()];
